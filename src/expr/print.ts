import type { ScalarType, Value } from '../types.js'
import { isArrayType, itemType } from '../types.js'
import { functions } from './functions.js'
import type { CallExpr, Expr, LiteralExpr } from './ir.js'
import { checkLimits } from './limits.js'
import { formatLiteral, formatTimestampLiteral } from './literal-text.js'
import { operators, precedence } from './precedence.js'
import { reservedWords } from './tokens.js'

/** Text, and how strongly its outermost form binds. */
interface Printed {
  readonly text: string
  readonly level: number
}

/**
 * Writes an expression as text that `parseExpression` reads back to the same IR, with parentheses only where they matter.
 *
 * @throws MILLRACE_EXPRESSION_TYPE where the expression is too deep or too large.
 * @example
 * printExpression(col('conv_rate').mul(2).add(1).ir) // 'conv_rate * 2 + 1'
 */
export function printExpression(expr: Expr): string {
  checkLimits(expr)
  return print(expr).text
}

function print(expr: Expr): Printed {
  switch (expr.kind) {
    case 'column':
      return primary(printName(expr.name))
    case 'literal':
      return primary(printLiteral(expr))
    case 'call':
      return printCall(expr)
  }
}

function primary(text: string): Printed {
  return { text, level: precedence.primary }
}

/** Prints an operand of a form that takes what binds at least as strongly as `least`. */
function operand(expr: Expr, least: number): string {
  const { text, level } = print(expr)
  return level < least ? `(${text})` : text
}

function printName(name: string): string {
  const plain = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !reservedWords.has(name.toLowerCase())
  return plain ? name : `"${name.replaceAll('"', '""')}"`
}

function printCall(expr: CallExpr): Printed {
  const { fn, args } = expr
  const [first, second] = args
  if (fn === 'cast' && first) return primary(`cast(${print(first).text} as ${expr.type})`)
  if (args.length === 1 && first) return printUnary(fn, first)
  if (args.length === 2 && first && second) return printBinary(expr, first, second)
  return fn === 'if' && args.length === 3 ? printCase(expr) : printFunction(expr)
}

function printUnary(fn: string, arg: Expr): Printed {
  if (fn === 'not') return printNot(arg)
  if (fn === 'is_null') return { text: `${operand(arg, precedence.sum)} is null`, level: precedence.comparison }
  if (fn !== 'neg') return primary(`${fn}(${print(arg).text})`)
  const text = operand(arg, precedence.sign)
  // A minus before a number would become part of the number.
  return { text: /^[-\d]|^infinity$/.test(text) ? `-(${text})` : `-${text}`, level: precedence.sign }
}

function printNot(arg: Expr): Printed {
  if (arg.kind === 'call' && arg.fn === 'is_null' && arg.args.length === 1) {
    return { text: `${operand(arg.args[0]!, precedence.sum)} is not null`, level: precedence.comparison }
  }
  return { text: `not ${operand(arg, precedence.not)}`, level: precedence.not }
}

function printBinary(expr: CallExpr, first: Expr, second: Expr): Printed {
  const symbol = functions.get(expr.fn)?.operator
  const level = symbol === undefined ? undefined : operators.get(symbol)?.level
  if (level === undefined) return printFunction(expr)
  // Comparisons do not chain; all others take their own kind on the left.
  const left = level === precedence.comparison ? level + 1 : level
  return { text: `${operand(first, left)} ${symbol} ${operand(second, level + 1)}`, level }
}

function printCase(expr: CallExpr): Printed {
  const branches: string[] = []
  let rest: Expr = expr
  while (rest.kind === 'call' && rest.fn === 'if' && rest.args.length === 3) {
    const [condition, value, otherwise] = rest.args as [Expr, Expr, Expr]
    branches.push(`when ${print(condition).text} then ${print(value).text}`)
    rest = otherwise
  }
  return primary(`case ${branches.join(' ')} else ${print(rest).text} end`)
}

/** A variadic function that was folded from the left is written with all its arguments at once. */
function printFunction(expr: CallExpr): Printed {
  let args = expr.args
  if (functions.get(expr.fn)?.variadic && args.length === 2) {
    for (
      let first = args[0]!;
      first.kind === 'call' && first.fn === expr.fn && first.args.length === 2;
      first = args[0]!
    ) {
      args = [...first.args, ...args.slice(1)]
    }
  }
  return primary(`${expr.fn}(${args.map((arg) => print(arg).text).join(', ')})`)
}

function printLiteral({ type, value }: LiteralExpr): string {
  if (type === null || type === undefined) return printAdapting(value)
  if (value === null) return `${type} null`
  if (!isArrayType(type)) return `${type} ${printQuoted(type, value)}`
  const items = Array.isArray(value) ? (value as readonly Value[]) : []
  return `${type} [${items.map((item) => printItem(itemType(type), item)).join(', ')}]`
}

function printQuoted(type: ScalarType, value: Exclude<Value, null>): string {
  return quote(type === 'timestamp' ? formatTimestampLiteral(BigInt(value as bigint)) : formatLiteral(value))
}

function printItem(type: ScalarType, item: Value): string {
  if (type === 'bool') return String(item)
  const quoted = type === 'string' || type === 'bytes' || type === 'timestamp' || item === null
  return quoted ? printQuoted(type, item ?? '') : printNumber(item as number | bigint, '')
}

function printAdapting(value: Value): string {
  if (typeof value === 'string') return quote(value)
  if (typeof value === 'number' || typeof value === 'bigint') return printNumber(value)
  if (value instanceof Uint8Array) return `bytes ${quote(formatLiteral(value))}`
  return Array.isArray(value) ? `[${value.map(printAdapting).join(', ')}]` : String(value)
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

function printNumber(value: number | bigint, suffix = 'n'): string {
  if (typeof value === 'bigint') {
    const exact = value > BigInt(Number.MAX_SAFE_INTEGER) || value < -BigInt(Number.MAX_SAFE_INTEGER)
    return exact ? String(value) : `${value}${suffix}`
  }
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'infinity' : '-infinity'
  if (Object.is(value, -0)) return '-0'
  // Digits alone would be read as a bigint.
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? value.toExponential() : String(value)
}
