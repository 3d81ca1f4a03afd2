import { given, givenIn } from './given.js'
import type { PublicExport } from './public-exports.js'

/** A piece of documentation that is code. */
export interface Snippet {
  /** The export it documents, or its page and number. */
  readonly name: string
  readonly code: string
  /** Code that ends what the snippet leaves open. */
  readonly afterwards?: string
}

/** What a claim about a type is checked with. */
const claims = `import { deepStrictEqual, ok } from 'node:assert'
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false
function sameType<_Same extends true>(): void {}
function sameValue(actual: unknown, expected: unknown): void {
  // The name of a class says what kind of object the value is.
  if (typeof expected === 'function') ok(actual instanceof expected)
  else deepStrictEqual(actual, expected)
}
`

/** The code with each claim, `expression // result`, turned into a check. */
export function withClaims(code: string): string {
  return `${claims}${code.split('\n').map(withClaim).join('\n')}`
}

/** Makes a module of a snippet: imports and given names first, then its code. */
export function snippetModule({ name, code, afterwards = '' }: Snippet, exported: readonly PublicExport[]): string {
  const own = code.match(/^import .*$/gm) ?? []
  const body = code.replace(/^import .*\n?/gm, '')
  const preamble = givenFor(name, code)
  const ownNames = new Set(own.flatMap((line) => line.match(/\w+/g) ?? []))
  const importable = exported.filter((each) => !each.name.includes('.') && !ownNames.has(each.name))
  const text = [...preamble, code].join('\n')
  const imports = importable.filter((each) => uses(text, each.name) && !declares(text, each.name))
  const needed = imports.map((each) => `import { ${each.name} } from '${each.entry}'`)
  return [...needed, ...own, ...preamble, body, afterwards, 'export {}', ''].join('\n')
}

/** The given names that code needs, those they need themselves before them. */
function givenFor(name: string, code: string, met = new Set<string>()): string[] {
  const needed = Object.entries({ ...given, ...givenIn[name] }).filter(
    ([each]) => uses(code, each) && !declares(code, each),
  )
  return needed.flatMap(([each, source]) => {
    if (met.has(each)) return []
    met.add(each)
    return [...givenFor(name, source, met), source]
  })
}

function uses(code: string, name: string): boolean {
  return new RegExp(`(?<![.\\w])${name}\\b`).test(code.replace(/'[^'\n]*'/g, "''"))
}

function declares(code: string, name: string): boolean {
  return new RegExp(
    `\\b(?:(?:const|let|class|function|type) ${name}\\b|(?:const|import) \\{[^}]*\\b${name}\\b[^}]*\\})`,
  ).test(code)
}

function withClaim(line: string): string {
  const [, expression, result] = /^(?!const |let |\/\/)(\S.*?),? +\/\/ (.+)$/.exec(line) ?? []
  if (expression === undefined || result === undefined) return line
  const type = /^type (\w+) = /.exec(expression)
  if (type) return `${expression}\nsameType<Same<${type[1]}, ${result}>>()`
  const [expected] = /^Expression<'[^']+'>/.exec(result) ?? []
  if (expected === undefined) return `sameValue(${expression}, ${result})`
  return `{ const claimed = ${expression}\nsameType<Same<typeof claimed, ${expected}>>() }`
}
