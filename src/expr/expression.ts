import type { ArrayType, DataType } from '../types.js'
import { call, castTo } from './call.js'
import type { truncationUnits } from './functions/time.js'
import type { Expr } from './ir.js'
import type {
  CastTarget,
  Floated,
  ItemOf,
  LiteralOf,
  NumericOperand,
  NumericType,
  Operand,
  OperandOf,
  OrderedType,
  Promoted,
  Quotient,
  Unified,
  VectorType,
} from './operand.js'

declare const valueType: unique symbol

type Integer = 'int32' | 'int64'
type IntegerOperand = Expression<Integer> | number | bigint
type Hashable = 'string' | 'bytes' | Integer
type StringOperand = Expression<'string'> | string
type TimestampOperand = Expression<'timestamp'> | Date
type TruncationUnit = (typeof truncationUnits)[number]

/**
 * An expression over a row's columns, built by calling methods: each returns a new expression and computes nothing.
 *
 * It wraps its intermediate representation, `ir`, and nothing else. T is the type of its value, known to TypeScript:
 * a method that does not take the type does not compile. Methods have the names of the function table's entries in camel
 * case; the table says precisely what each means. A plain value stands for a literal, which adapts to the other side.
 * `Expression<never>` is an expression whose type is not known until it meets a schema; every method takes it.
 * One method a function: the class is as long as the table of functions, and nothing else is in it.
 *
 * @example
 * conv_rate.mul(0.7).add(acc_rate.mul(0.3)) // Expression<'float32'> where both are
 */
export class Expression<out T extends DataType = DataType> {
  declare readonly [valueType]: T
  readonly ir: Expr

  constructor(ir: Expr) {
    this.ir = ir
  }

  /** The sum; integers wrap. */
  add<A extends NumericType, B extends NumericOperand>(this: Expression<A>, other: B): Expression<Promoted<A, B>>
  /** The timestamp so many microseconds later. */
  add(this: Expression<'timestamp'>, microseconds: IntegerOperand): Expression<'timestamp'>
  add(other: Operand): Expression<never> {
    return call('add', this, other)
  }

  /** The difference; integers wrap. */
  sub<A extends NumericType, B extends NumericOperand>(this: Expression<A>, other: B): Expression<Promoted<A, B>>
  /** The microseconds from `other` to this. */
  sub(this: Expression<'timestamp'>, other: TimestampOperand): Expression<'int64'>
  /** The timestamp so many microseconds earlier. */
  sub(this: Expression<'timestamp'>, microseconds: IntegerOperand): Expression<'timestamp'>
  sub(other: Operand): Expression<never> {
    return call('sub', this, other)
  }

  /** The product; integers wrap. */
  mul<A extends NumericType, B extends NumericOperand>(this: Expression<A>, other: B): Expression<Promoted<A, B>> {
    return call('mul', this, other)
  }

  /** The quotient as a float, also of integers; x/0 is an infinity, 0/0 NaN. */
  div<A extends NumericType, B extends NumericOperand>(this: Expression<A>, other: B): Expression<Quotient<A, B>> {
    return call('div', this, other)
  }

  /** The integer quotient, truncated toward zero; null by 0. */
  idiv<A extends Integer, B extends IntegerOperand>(this: Expression<A>, other: B): Expression<Promoted<A, B>> {
    return call('idiv', this, other)
  }

  /** The remainder of `idiv`, with the sign of this; null by 0. */
  mod<A extends Integer, B extends IntegerOperand>(this: Expression<A>, other: B): Expression<Promoted<A, B>> {
    return call('mod', this, other)
  }

  /** The number with its sign turned. */
  neg<A extends NumericType>(this: Expression<A>): Expression<A> {
    return call('neg', this)
  }

  /** The absolute value. */
  abs<A extends NumericType>(this: Expression<A>): Expression<A> {
    return call('abs', this)
  }

  /** -1, 0 or 1, in the same type. */
  sign<A extends NumericType>(this: Expression<A>): Expression<A> {
    return call('sign', this)
  }

  /** Whether the two are equal; NaN equals nothing. */
  eq<A extends OrderedType>(this: Expression<A>, other: OperandOf<A>): Expression<'bool'> {
    return call('eq', this, other)
  }

  /** Whether the two differ. */
  ne<A extends OrderedType>(this: Expression<A>, other: OperandOf<A>): Expression<'bool'> {
    return call('ne', this, other)
  }

  /** Whether this is less. */
  lt<A extends OrderedType>(this: Expression<A>, other: OperandOf<A>): Expression<'bool'> {
    return call('lt', this, other)
  }

  /** Whether this is less or equal. */
  le<A extends OrderedType>(this: Expression<A>, other: OperandOf<A>): Expression<'bool'> {
    return call('le', this, other)
  }

  /** Whether this is greater. */
  gt<A extends OrderedType>(this: Expression<A>, other: OperandOf<A>): Expression<'bool'> {
    return call('gt', this, other)
  }

  /** Whether this is greater or equal. */
  ge<A extends OrderedType>(this: Expression<A>, other: OperandOf<A>): Expression<'bool'> {
    return call('ge', this, other)
  }

  /** Kleene's and: false where either is false, also beside null. */
  and(this: Expression<'bool'>, other: OperandOf<'bool'>): Expression<'bool'> {
    return call('and', this, other)
  }

  /** Kleene's or: true where either is true, also beside null. */
  or(this: Expression<'bool'>, other: OperandOf<'bool'>): Expression<'bool'> {
    return call('or', this, other)
  }

  /** True for false and false for true. */
  not(this: Expression<'bool'>): Expression<'bool'> {
    return call('not', this)
  }

  /** This, or null where it equals `other`. */
  nullif<A extends OrderedType, B extends OperandOf<A>>(this: Expression<A>, other: B): Expression<Unified<A, B>> {
    return call('nullif', this, other)
  }

  /** Whether there is no value. */
  isNull(): Expression<'bool'> {
    return call('is_null', this)
  }

  /** Whether there is a value. */
  isNotNull(): Expression<'bool'> {
    return this.isNull().not()
  }

  /** Whether the value is NaN; null for null. */
  isNan(this: Expression<'float32' | 'float64'>): Expression<'bool'> {
    return call('is_nan', this)
  }

  /** The value kept between two bounds. */
  clamp<A extends NumericType, L extends NumericOperand, H extends NumericOperand>(
    this: Expression<A>,
    low: L,
    high: H,
  ): Expression<Promoted<Promoted<A, L>, H>> {
    return call('clamp', this, low, high)
  }

  /** The greatest integral value not above, as a float. */
  floor<A extends NumericType>(this: Expression<A>): Expression<Floated<A>> {
    return call('floor', this)
  }

  /** The smallest integral value not below, as a float. */
  ceil<A extends NumericType>(this: Expression<A>): Expression<Floated<A>> {
    return call('ceil', this)
  }

  /** The nearest integral value as a float, halves to the even one. */
  round<A extends NumericType>(this: Expression<A>): Expression<Floated<A>> {
    return call('round', this)
  }

  /** The integral part, as a float. */
  trunc<A extends NumericType>(this: Expression<A>): Expression<Floated<A>> {
    return call('trunc', this)
  }

  /** The square root; NaN below zero. */
  sqrt<A extends NumericType>(this: Expression<A>): Expression<Floated<A>> {
    return call('sqrt', this)
  }

  /** e to the power of this. */
  exp<A extends NumericType>(this: Expression<A>): Expression<Floated<A>> {
    return call('exp', this)
  }

  /** The natural logarithm. */
  log<A extends NumericType>(this: Expression<A>): Expression<Floated<A>> {
    return call('log', this)
  }

  /** log(1 + this), exact for small values. */
  log1p<A extends NumericType>(this: Expression<A>): Expression<Floated<A>> {
    return call('log1p', this)
  }

  /** exp(this) - 1, exact for small values. */
  expm1<A extends NumericType>(this: Expression<A>): Expression<Floated<A>> {
    return call('expm1', this)
  }

  /** This to the power of `exponent`. */
  pow<A extends NumericType, B extends NumericOperand>(this: Expression<A>, exponent: B): Expression<Quotient<A, B>> {
    return call('pow', this, exponent)
  }

  /** The sine of radians. */
  sin<A extends NumericType>(this: Expression<A>): Expression<Floated<A>> {
    return call('sin', this)
  }

  /** The cosine of radians. */
  cos<A extends NumericType>(this: Expression<A>): Expression<Floated<A>> {
    return call('cos', this)
  }

  /** The tangent of radians. */
  tan<A extends NumericType>(this: Expression<A>): Expression<Floated<A>> {
    return call('tan', this)
  }

  /** The angle of the point (x, this), in radians. */
  atan2<A extends NumericType, B extends NumericOperand>(this: Expression<A>, x: B): Expression<Quotient<A, B>> {
    return call('atan2', this, x)
  }

  /** The hyperbolic tangent. */
  tanh<A extends NumericType>(this: Expression<A>): Expression<Floated<A>> {
    return call('tanh', this)
  }

  /** 1 / (1 + exp(-this)). */
  sigmoid<A extends NumericType>(this: Expression<A>): Expression<Floated<A>> {
    return call('sigmoid', this)
  }

  /** How many of the ascending boundaries are not above this; NaN counts all. */
  bucketize(this: Expression<NumericType>, boundaries: LiteralOf<'array<float64>'>): Expression<'int32'> {
    return call('bucketize', this, boundaries)
  }

  /** The value as another type; null where it does not fit. */
  cast<A extends DataType, To extends CastTarget<A>>(this: Expression<A>, type: To): Expression<To> {
    return new Expression<To>(castTo(this.ir, type))
  }

  /** The number of code points. */
  length(this: Expression<'string'>): Expression<'int32'> {
    return call('length', this)
  }

  /** The number of bytes in UTF-8. */
  byteLength(this: Expression<'string'>): Expression<'int32'> {
    return call('byte_length', this)
  }

  /** In lower case, code point by code point. */
  lower(this: Expression<'string'>): Expression<'string'> {
    return call('lower', this)
  }

  /** In upper case, code point by code point. */
  upper(this: Expression<'string'>): Expression<'string'> {
    return call('upper', this)
  }

  /** Without ASCII whitespace at both ends. */
  trim(this: Expression<'string'>): Expression<'string'> {
    return call('trim', this)
  }

  /** Whether `part` occurs in this. */
  contains(this: Expression<'string'>, part: StringOperand): Expression<'bool'> {
    return call('contains', this, part)
  }

  /** Whether this begins with `part`. */
  startsWith(this: Expression<'string'>, part: StringOperand): Expression<'bool'> {
    return call('starts_with', this, part)
  }

  /** Whether this ends with `part`. */
  endsWith(this: Expression<'string'>, part: StringOperand): Expression<'bool'> {
    return call('ends_with', this, part)
  }

  /** At most `length` code points from `start`, counted from 0; null where either is negative. */
  substring(this: Expression<'string'>, start: IntegerOperand, length: IntegerOperand): Expression<'string'> {
    return call('substring', this, start, length)
  }

  /** With every occurrence of `part` replaced. */
  replace(this: Expression<'string'>, part: StringOperand, replacement: StringOperand): Expression<'string'> {
    return call('replace', this, part, replacement)
  }

  /** XXH64 with seed 0. */
  hash(this: Expression<Hashable>): Expression<'int64'> {
    return call('hash', this)
  }

  /** A bucket from 0 to `buckets` - 1 by the hash; `buckets` is a plain number. */
  hashBucket(this: Expression<Hashable>, buckets: number | bigint): Expression<'int64'> {
    return call('hash_bucket', this, buckets)
  }

  /** The year, UTC. */
  year(this: Expression<'timestamp'>): Expression<'int32'> {
    return call('year', this)
  }

  /** The month, 1 to 12. */
  month(this: Expression<'timestamp'>): Expression<'int32'> {
    return call('month', this)
  }

  /** The day of the month, 1 to 31. */
  day(this: Expression<'timestamp'>): Expression<'int32'> {
    return call('day', this)
  }

  /** The hour, 0 to 23, UTC. */
  hour(this: Expression<'timestamp'>): Expression<'int32'> {
    return call('hour', this)
  }

  /** The minute, 0 to 59. */
  minute(this: Expression<'timestamp'>): Expression<'int32'> {
    return call('minute', this)
  }

  /** The whole second, 0 to 59. */
  second(this: Expression<'timestamp'>): Expression<'int32'> {
    return call('second', this)
  }

  /** 1 for Monday to 7 for Sunday. */
  dayOfWeek(this: Expression<'timestamp'>): Expression<'int32'> {
    return call('day_of_week', this)
  }

  /** The day of the year, 1 to 366. */
  dayOfYear(this: Expression<'timestamp'>): Expression<'int32'> {
    return call('day_of_year', this)
  }

  /** Whole seconds since 1970, rounded down. */
  epochSeconds(this: Expression<'timestamp'>): Expression<'int64'> {
    return call('epoch_seconds', this)
  }

  /** The start of the second, minute, hour or day. */
  dateTrunc(this: Expression<'timestamp'>, unit: TruncationUnit): Expression<'timestamp'> {
    return call('date_trunc', unit, this)
  }

  /** Seconds from `other` to this, with their fraction. */
  diffSeconds(this: Expression<'timestamp'>, other: TimestampOperand): Expression<'float64'> {
    return call('diff_seconds', this, other)
  }

  /** The dot product; null where the lengths differ. */
  dot(this: Expression<VectorType>, other: OperandOf<VectorType>): Expression<'float64'> {
    return call('dot', this, other)
  }

  /** The Euclidean distance; null where the lengths differ. */
  l2(this: Expression<VectorType>, other: OperandOf<VectorType>): Expression<'float64'> {
    return call('l2', this, other)
  }

  /** The cosine of the angle between two vectors; null where the lengths differ. */
  cosineSimilarity(this: Expression<VectorType>, other: OperandOf<VectorType>): Expression<'float64'> {
    return call('cosine_similarity', this, other)
  }

  /** The Euclidean norm. */
  norm(this: Expression<VectorType>): Expression<'float64'> {
    return call('norm', this)
  }

  /** The item at `index`, from 0; null outside the list. */
  element<A extends ArrayType>(this: Expression<A>, index: IntegerOperand): Expression<ItemOf<A>> {
    return call('element', this, index)
  }

  /** The number of items. */
  size(this: Expression<ArrayType>): Expression<'int32'> {
    return call('size', this)
  }
}
