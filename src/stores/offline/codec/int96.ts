import { isValid } from '../../../arrow/bitmap.js'
import { fixedWidthColumn, listColumn } from '../../../arrow/make-column.js'
import type { Column } from '../../../column.js'
import { MillraceError } from '../../../errors.js'

/** Bytes of an INT96 value. */
export const int96Length = 12

/** The Julian day of 1970-01-01. */
const julianEpoch = 2_440_588
const microsecondsPerDay = 86_400_000_000n

/**
 * Makes timestamps of the bytes of INT96 values, as Impala, Hive and Spark wrote them: nanoseconds of the day (int64), then
 * the Julian day (int32), little-endian. Nanoseconds are rounded down to microseconds.
 *
 * Throws MILLRACE_VALUE_OUT_OF_RANGE for a time beyond int64 microseconds.
 */
export function timestampsFromInt96(column: Column, field: string): Column {
  const { type, length, validity, values, offsets, items } = column
  if (items !== null) return listColumn(offsets!, timestampsFromInt96(items, field), validity)
  if (type !== 'bytes') throw new Error(`INT96 column '${field}' came out as ${type}`)
  const bytes = values as Uint8Array
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const timestamps = new BigInt64Array(length)
  for (let row = 0; row < length; row++) {
    if (!isValid(validity, row)) continue
    const start = offsets![row]!
    if (offsets![row + 1]! - start !== int96Length)
      throw new Error(`INT96 column '${field}' has values of other lengths`)
    const day = BigInt(view.getInt32(start + 8, true) - julianEpoch)
    const nanoseconds = view.getBigInt64(start, true)
    const ofDay = nanoseconds / 1000n - (nanoseconds % 1000n < 0n ? 1n : 0n)
    const timestamp = day * microsecondsPerDay + ofDay
    if (BigInt.asIntN(64, timestamp) !== timestamp) throw outOfRange(field, row, timestamp)
    timestamps[row] = timestamp
  }
  return fixedWidthColumn('timestamp', length, timestamps, validity)
}

function outOfRange(field: string, row: number, value: bigint): MillraceError {
  return new MillraceError(
    'MILLRACE_VALUE_OUT_OF_RANGE',
    `Column '${field}' has a timestamp that does not fit 64 bits of microseconds; correct it in row ${row}: ${value}`,
    { field, row, value },
  )
}
