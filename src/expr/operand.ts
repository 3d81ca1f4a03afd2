import type { ArrayType, DataType, ScalarType } from '../types.js'
import type { Expression } from './expression.js'

/** Types that arithmetic takes. */
export type NumericType = 'int32' | 'int64' | 'float32' | 'float64'

/** Types that compare. */
export type OrderedType = ScalarType

/** Lists that vector functions take. */
export type VectorType = 'array<float32>' | 'array<float64>'

/** Something a number is wanted of: an expression, or a plain number as a literal. */
export type NumericOperand = Expression<NumericType> | number | bigint

/** The plain JavaScript values that stand for a literal of type T. */
export type LiteralOf<T extends DataType> = T extends NumericType
  ? number | bigint
  : T extends 'bool'
    ? boolean
    : T extends 'string'
      ? string
      : T extends 'bytes'
        ? Uint8Array
        : T extends 'timestamp'
          ? Date
          : T extends ArrayType<infer I>
            ? readonly LiteralOf<I>[] | (I extends 'float32' | 'float64' ? Float32Array | Float64Array : never)
            : never

/** What may stand beside an expression of type T: of any numeric type for a number, else of the same type. */
export type OperandOf<T extends DataType> = [T] extends [never]
  ? Expression<DataType> | Literal
  : T extends NumericType
    ? NumericOperand
    : Expression<T> | LiteralOf<T>

/** A plain value that is taken as a literal. */
export type Literal =
  | number
  | bigint
  | boolean
  | string
  | Uint8Array
  | Date
  | null
  | readonly ListItem[]
  | Float32Array
  | Float64Array

/** An item of a literal list. */
export type ListItem = number | bigint | boolean | string | Uint8Array | Date

/** An expression, or a plain value that is taken as a literal. */
export type Operand = Expression<DataType> | Literal

/** True for a number with eight characters or more: float32 may not hold so many digits. */
type IsLong<N extends string> =
  N extends `${infer _1}${infer _2}${infer _3}${infer _4}${infer _5}${infer _6}${infer _7}${infer _8}${infer _}`
    ? true
    : false

/** True for a number with ten characters or more: int32 may not hold so many digits. */
type IsVeryLong<N extends string> = N extends `${infer _1}${infer _2}${infer Rest}` ? IsLong<Rest> : false

/** What a column of type T becomes beside a literal number written as N; a union where the size of N decides. */
type WithDigits<T extends NumericType, N extends string> = N extends `${bigint}`
  ? T extends 'int32'
    ? IsVeryLong<N> extends true
      ? 'int32' | 'int64'
      : 'int32'
    : T extends 'float32'
      ? IsLong<N> extends true
        ? 'float32' | 'float64'
        : 'float32'
      : T
  : T extends 'float32'
    ? N extends `${string}e${string}`
      ? 'float32' | 'float64'
      : 'float32'
    : 'float64'

/** What a column of type T becomes beside a number that TypeScript does not know. */
type WithUnknown<T extends NumericType> = T extends 'float32' | 'float64' ? T | 'float64' : T | 'int64' | 'float64'

type WithLiteral<T extends NumericType, N extends number | bigint> = T extends NumericType
  ? number extends N
    ? WithUnknown<T>
    : bigint extends N
      ? WithUnknown<T>
      : WithDigits<T, `${N}`>
  : never

/** The type that two numeric types meet in. */
type Meet<A extends NumericType, B extends NumericType> = A extends NumericType
  ? B extends NumericType
    ? A extends B
      ? A
      : A | B extends 'int32' | 'int64'
        ? 'int64'
        : 'float64'
    : never
  : never

/** The type of an operand. */
export type TypeOf<Of> = Of extends Expression<infer T> ? T : LiteralType<Of>

/** The type a plain value takes on its own. */
export type LiteralType<Of> = Of extends bigint
  ? 'int64'
  : Of extends number
    ? number extends Of
      ? 'int64' | 'float64'
      : `${Of}` extends `${bigint}`
        ? 'int64'
        : 'float64'
    : Of extends boolean
      ? 'bool'
      : Of extends string
        ? 'string'
        : Of extends Date
          ? 'timestamp'
          : Of extends Uint8Array
            ? 'bytes'
            : Of extends readonly (infer I)[]
              ? LiteralType<I> extends infer T extends ScalarType
                ? ArrayType<T>
                : never
              : never

/**
 * The numeric type of `A op B`: the same where they are the same, int64 for two integers, else float64; a literal
 * number follows the other side.
 */
export type Promoted<A extends NumericType, B> = [A] extends [never]
  ? never
  : B extends Expression<infer T extends NumericType>
    ? [T] extends [never]
      ? never
      : Meet<A, T>
    : B extends number | bigint
      ? WithLiteral<A, B>
      : never

/** The type of a function that is computed in floats: float32 for float32, float64 for all else. */
export type Floated<T extends NumericType> = T extends 'float32' ? 'float32' : 'float64'

/** The type of a float function of two numbers, such as the quotient. */
export type Quotient<A extends NumericType, B> = Floated<Promoted<A, B>>

/** The type that an expression of type A and an operand meet in: promoted for numbers, the same for all else. */
export type Unified<A extends DataType, B> = B extends null ? A : [A] extends [NumericType] ? Promoted<A, B> : A

/** The operand that two operands meet in, as the branches of a case do. */
export type MeetOperands<A, B> = [A] extends [null]
  ? B
  : A extends Expression<infer T>
    ? Expression<Unified<T, B>>
    : B extends Expression<infer T>
      ? Expression<Unified<T, A>>
      : Expression<Unified<LiteralType<A>, B>>

/** The type of several operands folded from the left. */
export type FoldedLeft<Of extends readonly unknown[]> = Of extends readonly [infer A, infer B, ...infer Rest]
  ? FoldedLeft<[MeetOperands<A, B>, ...Rest]>
  : Of extends readonly [infer A]
    ? TypeOf<A>
    : Of extends readonly [infer A, ...(infer B)[]]
      ? TypeOf<A> | TypeOf<MeetOperands<A, B>>
      : never

/** The type of several operands folded from the right. */
export type FoldedRight<Of extends readonly unknown[]> = Of extends readonly [...infer Rest, infer A, infer B]
  ? FoldedRight<[...Rest, MeetOperands<A, B>]>
  : Of extends readonly [infer A]
    ? TypeOf<A>
    : never

/** What `cast` turns a value of type T into. */
export type CastTarget<T extends DataType> = [T] extends [never]
  ? DataType
  :
      | T
      | (T extends 'int32' | 'int64'
          ? NumericType | 'bool' | 'string' | (T extends 'int64' ? 'timestamp' : never)
          : T extends 'float32' | 'float64'
            ? NumericType | 'string'
            : T extends 'bool'
              ? NumericType | 'string'
              : T extends 'string'
                ? NumericType | 'bool' | 'timestamp'
                : T extends 'timestamp'
                  ? 'string' | 'int64'
                  : T extends 'array<float32>'
                    ? 'array<float64>'
                    : never)

/** The type of a list's items. */
export type ItemOf<T extends ArrayType> = T extends ArrayType<infer I> ? I : never
