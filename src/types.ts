/**
 * The types a field can have. A type is a string: it is its own serialised form, compares with `===`, and TypeScript
 * carries it as a literal, which is how feature names and row types are inferred end to end.
 */

/** A type of one value. `timestamp` is int64 microseconds since the Unix epoch, UTC. */
export type ScalarType = 'bool' | 'int32' | 'int64' | 'float32' | 'float64' | 'string' | 'bytes' | 'timestamp'

/** A list of scalars. Its items are never null; the list itself may be. */
export type ArrayType<T extends ScalarType = ScalarType> = `array<${T}>`

/** Any type a field can have. */
export type DataType = ScalarType | ArrayType

/** Names of fields and their types, in order. */
export type Schema = Readonly<Record<string, DataType>>

/** True or false. */
export const Bool = 'bool' as const
/** A signed integer of 32 bits. */
export const Int32 = 'int32' as const
/** A signed integer of 64 bits, exact everywhere: reads return bigint. */
export const Int64 = 'int64' as const
/** An IEEE 754 number of 32 bits; arithmetic on it is done in 32 bits. */
export const Float32 = 'float32' as const
/** An IEEE 754 number of 64 bits. */
export const Float64 = 'float64' as const
/** Unicode text. */
export const String = 'string' as const
/** Any bytes. */
export const Bytes = 'bytes' as const
/** Microseconds since the Unix epoch, UTC. Epoch seconds in Feast's JSON. */
export const UnixTimestamp = 'timestamp' as const

/**
 * The type of a list of `item`. Feast calls it Array.
 *
 * @example
 * ArrayOf(Float32) // 'array<float32>'
 */
export function ArrayOf<T extends ScalarType>(item: T): ArrayType<T> {
  return `array<${item}>`
}

export const scalarTypes: readonly ScalarType[] = [
  'bool',
  'int32',
  'int64',
  'float32',
  'float64',
  'string',
  'bytes',
  'timestamp',
]

export const dataTypes: readonly DataType[] = [...scalarTypes, ...scalarTypes.map(ArrayOf)]

/** Says whether `value` is the name of a type. */
export function isDataType(value: unknown): value is DataType {
  return dataTypes.includes(value as DataType)
}

/** Says whether `type` is a list. */
export function isArrayType(type: DataType): type is ArrayType {
  return type.startsWith('array<')
}

/** The type of a list's items. */
export function itemType(type: ArrayType): ScalarType {
  return type.slice(6, -1) as ScalarType
}

interface ScalarInput {
  bool: boolean
  int32: number
  int64: bigint | number
  float32: number
  float64: number
  string: string
  bytes: Uint8Array
  timestamp: Date | bigint | string
}

interface ScalarOutput {
  bool: boolean
  int32: number
  int64: bigint
  float32: number
  float64: number
  string: string
  bytes: Uint8Array
  timestamp: bigint
}

/**
 * What a caller may pass for a value of type T. Int64 takes a bigint or a safe integer; a timestamp takes a Date, a
 * bigint of microseconds, or an ISO 8601 string (UTC where it names no zone).
 */
export type InputValue<T extends DataType> =
  T extends ArrayType<infer I>
    ? readonly ScalarInput[I][] | (I extends 'float32' | 'float64' ? Float32Array | Float64Array : never)
    : T extends ScalarType
      ? ScalarInput[T]
      : never

/** What a read returns for a value of type T. Int64 and timestamps (microseconds) are bigint, so they are exact. */
export type OutputValue<T extends DataType> =
  T extends ArrayType<infer I> ? readonly ScalarOutput[I][] : T extends ScalarType ? ScalarOutput[T] : never

/** A value of any type as reads return it, or null. */
export type Value = boolean | number | bigint | string | Uint8Array | readonly Value[] | null

/** A row a caller passes, by field name. */
export type InputRow = Readonly<Record<string, unknown>>

/** A row a read returns, by field name. */
export type OutputRow = Record<string, Value>
