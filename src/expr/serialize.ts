import { MillraceError } from '../errors.js'
import type { DataType, Value } from '../types.js'
import { isDataType } from '../types.js'
import type { Expr } from './ir.js'
import { checkLimits, maximumDepth, maximumNodes } from './limits.js'
import { literalValue } from './literal.js'
import { formatLiteral, parseLiteral } from './literal-text.js'
import { describeValue } from './signature.js'

/** Any value of JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/** The version this library writes; it reads every version up to it. */
const version = 1

/**
 * An expression as JSON: `{ version: 1, expr }`, where `expr` is `{ column: name }`, `{ literal: value, type? }` or
 * `{ call: name, args: [...], type? }`. What JSON has no value for is `{ int: '5' }` (a bigint), `{ float: 'NaN' }` (also
 * Infinity, -Infinity and -0) or `{ bytes: '00ff' }`.
 */
export interface SerializedExpression {
  readonly version: number
  readonly expr: Json
}

/**
 * Turns an expression into data that survives JSON.
 *
 * @throws MILLRACE_EXPRESSION_TYPE where the expression is too deep or too large.
 * @example
 * JSON.stringify(serializeExpression(col('trips').add(1).ir))
 */
export function serializeExpression(expr: Expr): SerializedExpression {
  checkLimits(expr)
  return { version, expr: toJson(expr) }
}

function toJson(expr: Expr): Json {
  switch (expr.kind) {
    case 'column':
      return { column: expr.name }
    case 'literal':
      return { literal: valueToJson(expr.value), ...(expr.type === null ? {} : { type: expr.type }) }
    case 'call':
      return { call: expr.fn, args: expr.args.map(toJson), ...(expr.type === undefined ? {} : { type: expr.type }) }
  }
}

function valueToJson(value: Value): Json {
  if (typeof value === 'bigint') return { int: String(value) }
  if (typeof value === 'number')
    return Number.isFinite(value) && !Object.is(value, -0) ? value : { float: formatLiteral(value) }
  if (value instanceof Uint8Array) return { bytes: formatLiteral(value) }
  return Array.isArray(value) ? value.map(valueToJson) : (value as null | boolean | string)
}

/**
 * Reads what {@link serializeExpression} wrote, and trusts nothing: what comes back is a well-formed expression, though not
 * yet one that type-checks.
 *
 * @throws MILLRACE_INVALID_VALUE where the data is no expression, or of a newer version.
 * @example
 * deserializeExpression({ version: 1, expr: { column: 'trips' } })
 */
export function deserializeExpression(data: unknown): Expr {
  const { version: found, expr } = record(data, ['version', 'expr'], 'A serialised expression')
  if (found !== version)
    throw invalid(`An expression of version ${describeValue(found)} cannot be read, only version ${version}; upgrade`)
  const budget = { nodes: maximumNodes }
  return fromJson(expr, budget, 1)
}

function fromJson(data: unknown, budget: { nodes: number }, depth: number): Expr {
  budget.nodes -= 1
  if (depth > maximumDepth) throw invalid(`A serialised expression is nested more than ${maximumDepth} deep`)
  if (budget.nodes < 0) throw invalid(`A serialised expression has more than ${maximumNodes} nodes`)
  const node = record(data, ['column', 'literal', 'call', 'args', 'type'], 'A node')
  const keys = Object.keys(node).sort().join()
  if (keys === 'column') return Object.freeze<Expr>({ kind: 'column', name: text(node.column, 'A column') })
  if (/^literal(,type)?$/.test(keys)) return literalFromJson(node)
  if (!/^args,call(,type)?$/.test(keys))
    throw invalid(`A node is a column, a literal or a call, and has the fields "${keys}"`)
  const fn = text(node.call, 'A function')
  if (!Array.isArray(node.args)) throw invalid(`The arguments of ${fn} are a list, and not ${describeValue(node.args)}`)
  const args = Object.freeze(node.args.map((arg) => fromJson(arg, budget, depth + 1)))
  return Object.freeze<Expr>({ kind: 'call', fn, args, ...('type' in node ? { type: dataType(node.type) } : {}) })
}

function literalFromJson(node: Record<string, unknown>): Expr {
  const type = 'type' in node ? dataType(node.type) : null
  const value = valueFromJson(node.literal, true)
  if (type !== null && literalValue(type, value) === undefined) {
    throw invalid(`A literal of type ${type} cannot have the value ${describeValue(value)}`)
  }
  return Object.freeze<Expr>({ kind: 'literal', type, value })
}

function valueFromJson(data: unknown, list: boolean): Value {
  if (data === null || typeof data === 'boolean' || typeof data === 'string') return data
  if (typeof data === 'number' && Number.isFinite(data)) return data
  if (Array.isArray(data) && list) return Object.freeze(data.map((item) => valueFromJson(item, false)))
  const node = record(data, ['int', 'float', 'bytes'], 'A literal value')
  const [[kind, content] = []] = Object.entries(node)
  const type = kind === 'int' ? 'int64' : kind === 'float' ? 'float64' : 'bytes'
  const value = kind !== undefined && typeof content === 'string' ? parseLiteral(type, content) : undefined
  if (value !== undefined && Object.keys(node).length === 1) return value
  throw invalid(`A literal value is not of the form {int}, {float} or {bytes}: ${describeValue(content)}`)
}

/** A plain object with no other fields than `names`. */
function record(data: unknown, names: readonly string[], what: string): Record<string, unknown> {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw invalid(`${what} is an object, and not ${describeValue(data)}`)
  }
  const stranger = Object.keys(data).find((name) => !names.includes(name))
  if (stranger !== undefined) throw invalid(`${what} has no field "${stranger}"`)
  return data as Record<string, unknown>
}

function text(data: unknown, what: string): string {
  if (typeof data === 'string') return data
  throw invalid(`${what} has a name, a string, and not ${describeValue(data)}`)
}

function dataType(data: unknown): DataType {
  if (isDataType(data)) return data
  throw invalid(`No type of the name ${describeValue(data)}`)
}

function invalid(message: string): MillraceError {
  return new MillraceError('MILLRACE_INVALID_VALUE', message)
}
