import { MillraceError } from '../errors.js'
import type { Expr } from './ir.js'

/** A piece of an expression's text, and its offset in it. */
export type Token =
  | { readonly kind: 'name' | 'quoted' | 'string' | 'symbol' | 'end'; readonly text: string; readonly at: number }
  | { readonly kind: 'number'; readonly text: string; readonly value: number | bigint; readonly at: number }
  | { readonly kind: 'embedded'; readonly text: string; readonly expr: Expr; readonly at: number }

/** Words that are no column names unless quoted. */
export const reservedWords: ReadonlySet<string> = new Set([
  'and',
  'as',
  'case',
  'cast',
  'else',
  'end',
  'false',
  'infinity',
  'is',
  'nan',
  'not',
  'null',
  'or',
  'then',
  'true',
  'when',
])

const space = /\s+/y
const name = /[A-Za-z_][A-Za-z0-9_]*/y
const quoted = /"((?:[^"]|"")*)"/y
const string = /'((?:[^']|'')*)'/y
const number = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?n?/y
const symbol = /::|==|!=|<>|<=|>=|[-+*/%()[\],=<>]/y

/**
 * Splits text into tokens; the last is of kind `end`. `offset` is added to every position.
 *
 * @throws MILLRACE_EXPRESSION_SYNTAX
 */
export function tokenize(text: string, offset = 0): Token[] {
  const tokens: Token[] = []
  let at = 0
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match) at = pattern.lastIndex
    return match
  }
  for (take(space); at < text.length; take(space)) tokens.push(nextToken(text, at, offset, take))
  tokens.push({ kind: 'end', text: '', at: at + offset })
  return tokens
}

function nextToken(
  text: string,
  from: number,
  offset: number,
  take: (pattern: RegExp) => RegExpExecArray | null,
): Token {
  const at = from + offset
  const word = take(name)
  if (word) return { kind: 'name', text: word[0], at }
  const digits = take(number)
  if (digits) {
    const glued = take(name)
    if (glued)
      throw syntaxError(`A number runs into "${glued[0]}" at offset ${at}; put a space or an operator between`, at)
    return { kind: 'number', text: digits[0], value: numberValue(digits[0], at), at }
  }
  const column = take(quoted)
  if (column) return { kind: 'quoted', text: column[1]!.replaceAll('""', '"'), at }
  const letters = take(string)
  if (letters) return { kind: 'string', text: letters[1]!.replaceAll("''", "'"), at }
  const sign = take(symbol)
  if (sign) return { kind: 'symbol', text: sign[0], at }
  const character = String.fromCodePoint(text.codePointAt(from)!)
  const remedy = character === "'" || character === '"' ? 'close the quotation, doubling quotes inside it' : 'remove it'
  throw syntaxError(`Unexpected ${character} at offset ${at}; ${remedy}`, at)
}

/** Integers are exact: a bigint where a number would round, or where `n` asks for one. */
function numberValue(text: string, at: number): number | bigint {
  if (/^\d+n?$/.test(text)) {
    const integer = BigInt(text.replace('n', ''))
    return text.endsWith('n') || integer > BigInt(Number.MAX_SAFE_INTEGER) ? integer : Number(integer)
  }
  const value = text.endsWith('n') ? Number.NaN : Number(text)
  if (Number.isFinite(value)) return value
  throw syntaxError(`No number can be ${text} at offset ${at}; write infinity, or an integer before n`, at)
}

/** An error about the text at an offset. */
export function syntaxError(message: string, position: number): MillraceError {
  return new MillraceError('MILLRACE_EXPRESSION_SYNTAX', message, { position })
}
