import type { ScalarType } from '../types.js'
import { invalidValue, valueOutOfRange } from './invalid-value.js'
import { parseTimestamp } from './parse-timestamp.js'
import { isWellFormed } from './utf8.js'

type Reader<T> = (value: unknown, field: string, row: number) => T

/** How a JavaScript value becomes the stored value of each type; each throws for a value it does not take. */
export const scalarReaders: { readonly [T in ScalarType]: Reader<Stored[T]> } = {
  bool: readBool,
  int32: readInt32,
  int64: readInt64,
  float32: readFloat32,
  float64: readFloat64,
  string: readString,
  bytes: readBytes,
  timestamp: readTimestamp,
}

interface Stored {
  bool: boolean
  int32: number
  int64: bigint
  float32: number
  float64: number
  string: string
  bytes: Uint8Array
  timestamp: bigint
}

function readBool(value: unknown, field: string, row: number): boolean {
  if (typeof value === 'boolean') return value
  throw invalidValue(field, row, 'bool', 'pass true or false', value)
}

function readInt32(value: unknown, field: string, row: number): number {
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw invalidValue(field, row, 'int32', 'pass a number', value)
  if (!Number.isInteger(value)) throw invalidValue(field, row, 'int32', 'round it or declare the field Float64', value)
  if (value !== (value | 0)) throw valueOutOfRange(field, row, 'int32', 'declare the field Int64', value)
  return value
}

function readInt64(value: unknown, field: string, row: number): bigint {
  if (typeof value === 'bigint') return readLong(value, 'int64', field, row)
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw invalidValue(field, row, 'int64', 'pass a bigint or an integral number', value)
  }
  if (!Number.isInteger(value)) throw invalidValue(field, row, 'int64', 'round it or declare the field Float64', value)
  if (!Number.isSafeInteger(value)) {
    throw valueOutOfRange(field, row, 'int64 exactly as a number', 'pass a bigint beyond 2^53', value)
  }
  return BigInt(value)
}

function readLong(value: bigint, type: string, field: string, row: number): bigint {
  if (BigInt.asIntN(64, value) === value) return value
  throw valueOutOfRange(field, row, type, 'pass -2^63 to 2^63 - 1', value)
}

function readFloat64(value: unknown, field: string, row: number): number {
  if (typeof value === 'number') return value
  throw invalidValue(field, row, 'float64', 'pass a number', value)
}

function readFloat32(value: unknown, field: string, row: number): number {
  if (typeof value !== 'number') throw invalidValue(field, row, 'float32', 'pass a number', value)
  const rounded = Math.fround(value)
  if (Number.isFinite(value) && !Number.isFinite(rounded)) {
    throw valueOutOfRange(field, row, 'float32', 'declare the field Float64', value)
  }
  return rounded
}

function readString(value: unknown, field: string, row: number): string {
  if (typeof value !== 'string') throw invalidValue(field, row, 'string', 'pass a string', value)
  if (!isWellFormed(value)) throw invalidValue(field, row, 'well-formed text', 'remove the lone surrogate', value)
  return value
}

function readBytes(value: unknown, field: string, row: number): Uint8Array {
  if (value instanceof Uint8Array) return value
  throw invalidValue(field, row, 'bytes', 'pass a Uint8Array', value)
}

function readTimestamp(value: unknown, field: string, row: number): bigint {
  if (typeof value === 'bigint') return readLong(value, 'timestamp', field, row)
  if (value instanceof Date) {
    const milliseconds = value.getTime()
    if (Number.isNaN(milliseconds)) throw invalidValue(field, row, 'a timestamp', 'pass a valid Date', value)
    return BigInt(milliseconds) * 1000n
  }
  if (typeof value === 'number') {
    const remedy = 'its unit is not known: pass new Date(milliseconds), an ISO string or a bigint of microseconds'
    throw invalidValue(field, row, 'a timestamp', remedy, value)
  }
  const parsed = typeof value === 'string' ? parseTimestamp(value) : null
  if (parsed !== null) return parsed
  const remedy = 'pass a Date, an ISO 8601 string with at most microseconds, or a bigint of microseconds'
  throw invalidValue(field, row, 'a timestamp', remedy, value)
}
