import { type Data, Precision } from 'apache-arrow'
import type { ValueBuffer } from '../column.js'
import { MillraceError } from '../errors.js'
import { microsecondsPerUnit } from './arrow-type.js'
import { isValid, sliceBits } from './bitmap.js'
import { damagedVector } from './damaged-vector.js'
import type { FixedWidthType } from './make-column.js'

/** Reads the values of a piece of bool, number, date or timestamp data; slots under a null hold anything. */
export function fixedWidthFromData(
  data: Data,
  type: FixedWidthType,
  validity: Uint8Array | null,
  field: string,
): ValueBuffer {
  const source = data.values as ValueBuffer | undefined
  if (type === 'bool') {
    if (source === undefined || source.length * 8 < data.offset + data.length) {
      throw damagedVector(field, 'its values are too short')
    }
    return sliceBits(source as Uint8Array, data.offset, data.length)
  }
  if (source === undefined || source.length < data.length) throw damagedVector(field, 'its values are too short')
  const values = source.subarray(0, data.length)
  switch (type) {
    case 'int32':
      return values instanceof Int32Array ? values : Int32Array.from(values as Uint8Array)
    case 'float32':
      return isHalf(data) ? Float32Array.from(values as Uint8Array, halfToNumber) : (values as Float32Array)
    case 'float64':
      return values as Float64Array
    case 'int64':
      return int64From(values, validity, field)
    case 'timestamp':
      return timestampsFrom(data, values as Int32Array | BigInt64Array, validity, field)
  }
}

function isHalf({ type }: Data): boolean {
  return (type as unknown as { precision: Precision }).precision === Precision.HALF
}

/** The value of an IEEE 754 binary16: sign, 5 bits of exponent with bias 15, 10 bits of fraction. */
function halfToNumber(bits: number): number {
  const exponent = (bits >>> 10) & 31
  const fraction = bits & 1023
  const sign = bits >>> 15 ? -1 : 1
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN
  if (exponent === 0) return sign * fraction * 2 ** -24
  return sign * (1024 + fraction) * 2 ** (exponent - 25)
}

function int64From(values: ValueBuffer, validity: Uint8Array | null, field: string): BigInt64Array {
  const wide: ArrayLike<number | bigint> = values
  if (values instanceof BigInt64Array) return values
  if (wide instanceof BigUint64Array) {
    const limit = 1n << 63n
    for (let row = 0; row < wide.length; row++) {
      if (wide[row]! >= limit && isValid(validity, row)) throw outOfRange(field, row, 'int64', wide[row]!)
    }
    return new BigInt64Array(wide.buffer, wide.byteOffset, wide.length)
  }
  return BigInt64Array.from(values as Int32Array, BigInt)
}

function timestampsFrom(
  { type }: Data,
  values: Int32Array | BigInt64Array,
  validity: Uint8Array | null,
  field: string,
): BigInt64Array {
  const scale = microsecondsPerUnit(type)
  if (scale === 1) return values as BigInt64Array
  if (scale < 1) return nanosecondsToMicroseconds(values as BigInt64Array)
  const target = new BigInt64Array(values.length)
  const factor = BigInt(scale)
  for (let row = 0; row < values.length; row++) {
    if (!isValid(validity, row)) continue
    const microseconds = BigInt(values[row]!) * factor
    if (BigInt.asIntN(64, microseconds) !== microseconds) throw outOfRange(field, row, 'timestamp', values[row]!)
    target[row] = microseconds
  }
  return target
}

/**
 * Divides by 1000, rounding down, in halves of 32 bits: with hi = 1000 q + r the remaining r * 2^32 + lo is below 2^42,
 * exact in a double, and about ten times as fast as BigInt.
 */
function nanosecondsToMicroseconds(values: BigInt64Array): BigInt64Array {
  const source = new Int32Array(values.buffer, values.byteOffset, values.length * 2)
  const target = new BigInt64Array(values.length)
  const halves = new Int32Array(target.buffer)
  for (let index = 0; index < source.length; index += 2) {
    const high = source[index + 1]!
    const quotient = Math.floor(high / 1000)
    halves[index] = Math.floor(((high - quotient * 1000) * 4294967296 + (source[index]! >>> 0)) / 1000)
    halves[index + 1] = quotient
  }
  return target
}

function outOfRange(field: string, row: number, type: string, value: number | bigint): MillraceError {
  return new MillraceError(
    'MILLRACE_VALUE_OUT_OF_RANGE',
    `Column '${field}' has a value in row ${row} that does not fit ${type}; scale it or drop the row: ${value}`,
    { field, row, value },
  )
}
