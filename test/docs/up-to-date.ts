import * as assert from 'uvu/assert'

/** Asserts that a page is what the source makes of it; where it is not, shows the first lines that differ. */
export function assertUpToDate(page: string, made: string): void {
  const [lines, wanted] = [page.split('\n'), made.split('\n')]
  const at = lines.findIndex((line, index) => line !== wanted[index])
  assert.is(at < 0 ? undefined : lines[at], at < 0 ? undefined : wanted[at], 'run: npm run docs')
  assert.is(lines.length, wanted.length, 'run: npm run docs')
}
