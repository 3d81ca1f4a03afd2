import { readFileSync } from 'node:fs'

/** The pages that users read. */
export const pages: readonly string[] = [
  'README.md',
  'CHANGELOG.md',
  'docs/README.md',
  'docs/errors.md',
  'docs/functions.md',
  'docs/http.md',
  'docs/semantics.md',
  'docs/stores.md',
  'examples/README.md',
]

/** The contents of a page's code blocks of a language, in order. */
export function codeBlocks(path: string, language: string): string[] {
  const blocks = readFileSync(path, 'utf8').matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)
  return [...blocks].flatMap(([, name, text]) => (name === language ? [text!] : []))
}

/** A page's text without its code blocks. */
export function prose(path: string): string {
  return readFileSync(path, 'utf8').replace(/^```\w*\n[\s\S]*?^```$/gm, '')
}

/** The anchors of a page's headings, as GitHub makes them. */
export function anchors(path: string): Set<string> {
  const headings = [...prose(path).matchAll(/^#+ (.+)$/gm)].map(([, text]) => text!)
  return new Set(
    headings.map((text) =>
      text
        .toLowerCase()
        .replace(/[^\p{L}\p{N}_ -]/gu, '')
        .replaceAll(' ', '-'),
    ),
  )
}

/** Where a page's links lead, without those to other sites. */
export function relativeLinks(path: string): string[] {
  const targets = [...prose(path).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!)
  return targets.filter((target) => !/^[a-z]+:/.test(target))
}
