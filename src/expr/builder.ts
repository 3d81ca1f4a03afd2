import type { DataType } from '../types.js'
import { call, operandIr } from './call.js'
import { Expression } from './expression.js'
import type { Expr } from './ir.js'
import { typesOfLiteral } from './literal.js'
import { adaptingLiteral, typedLiteral } from './literal-expression.js'
import type {
  FoldedLeft,
  Literal,
  LiteralOf,
  LiteralType,
  NumericOperand,
  Operand,
  OperandOf,
  TypeOf,
} from './operand.js'

export { Expression } from './expression.js'
export { type Fields, type TypesOf, traceTransform } from './trace.js'
export { when } from './when.js'

type CrossOperand = Expression<'string' | 'int32' | 'int64'> | string | number | bigint
type GreatestOperand = NumericOperand | Expression<'timestamp'> | Date

/**
 * The value of a column. Without `type` the expression's type is known only when it meets a schema.
 *
 * @example
 * col('trips', Int64).add(1) // Expression<'int64'>
 */
export function col<T extends DataType = never>(name: string, _type?: T): Expression<T> {
  return new Expression(Object.freeze<Expr>({ kind: 'column', name }))
}

/**
 * A literal with a type of its own: the one given, else int64 for an integral number, float64 for another, and the one
 * that is plain for anything else. Where a plain value is taken as an operand it adapts to the other side instead.
 *
 * @throws MILLRACE_INVALID_VALUE where the value is not of the type or does not fit it.
 * @example
 * lit(0.5, Float32) // Expression<'float32'>
 */
export function lit<V extends NonNullable<Literal>>(value: V): Expression<LiteralType<V>>
export function lit<T extends DataType>(value: LiteralOf<T> | null, type: T): Expression<T>
export function lit(value: Literal, type?: DataType): Expression {
  if (type !== undefined) return new Expression(typedLiteral(value, type))
  const adapting = adaptingLiteral(value)
  const own = adapting.type ?? typesOfLiteral(adapting.value)[0]
  return new Expression(own === undefined ? adapting : typedLiteral(adapting.value, own))
}

/**
 * The first operand that is not null.
 *
 * @example
 * coalesce(acc_rate, conv_rate, 0)
 */
export function coalesce<A extends Operand, Rest extends readonly (OperandOf<TypeOf<A>> | null)[]>(
  first: A,
  ...rest: Rest
): Expression<FoldedLeft<[A, ...Rest]>> {
  return fold('coalesce', first, rest)
}

/**
 * The smallest of numbers or timestamps; null if one is null, NaN if one is NaN.
 *
 * @example
 * least(conv_rate, acc_rate, 1)
 */
export function least<A extends GreatestOperand, Rest extends readonly OperandOf<TypeOf<A>>[]>(
  first: A,
  ...rest: Rest
): Expression<FoldedLeft<[A, ...Rest]>> {
  return fold('least', first, rest)
}

/**
 * The greatest of numbers or timestamps; null if one is null, NaN if one is NaN.
 *
 * @example
 * greatest(conv_rate, acc_rate, 0)
 */
export function greatest<A extends GreatestOperand, Rest extends readonly OperandOf<TypeOf<A>>[]>(
  first: A,
  ...rest: Rest
): Expression<FoldedLeft<[A, ...Rest]>> {
  return fold('greatest', first, rest)
}

/**
 * Strings joined; null if one is null.
 *
 * @example
 * concat(city, ', ', country)
 */
export function concat(...parts: readonly [OperandOf<'string'>, ...OperandOf<'string'>[]]): Expression<'string'> {
  return fold('concat', parts[0], parts.slice(1))
}

/**
 * A feature cross: one int64 hash of several strings or integers, in order; `hashBucket` makes it an index.
 *
 * @example
 * cross(city, hour).hashBucket(1000)
 */
export function cross(
  first: CrossOperand,
  second: CrossOperand,
  ...rest: readonly CrossOperand[]
): Expression<'int64'> {
  return fold('cross', first, [second, ...rest])
}

/**
 * The great-circle distance in kilometres between two points in degrees.
 *
 * @example
 * haversine(lat, lon, 48.8566, 2.3522)
 */
export function haversine(
  latitude1: NumericOperand,
  longitude1: NumericOperand,
  latitude2: NumericOperand,
  longitude2: NumericOperand,
): Expression<'float64'> {
  return call('haversine', latitude1, longitude1, latitude2, longitude2)
}

function fold<T extends DataType>(fn: string, first: unknown, rest: readonly unknown[]): Expression<T> {
  const start: Expression<T> = first instanceof Expression ? first : new Expression(operandIr(first as Operand))
  return (rest as readonly Operand[]).reduce<Expression<T>>((folded, next) => call(fn, folded, next), start)
}
