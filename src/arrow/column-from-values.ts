import type { Column } from '../column.js'
import { MillraceError } from '../errors.js'
import { type DataType, isArrayType, itemType, type ScalarType } from '../types.js'
import { bitmapBytes, setBit } from './bitmap.js'
import { assertDataType, invalidValue } from './invalid-value.js'
import {
  allocateValues,
  bytesColumn,
  type FixedWidthType,
  fixedWidthColumn,
  isBytesType,
  listColumn,
} from './make-column.js'
import { scalarReaders } from './scalar-readers.js'
import { assertOffsetFits } from './take-column.js'
import { writeText } from './utf8.js'

/**
 * Makes a column of JavaScript values; null and undefined are null. `field` is named in errors.
 *
 * What each type takes: bool: booleans. int32: integral numbers. int64: bigints and safe integral numbers. float32 and
 * float64: numbers, rounded to float32 where that is the type. string: well-formed strings. bytes: Uint8Arrays (copied).
 * timestamp: Dates, bigints of microseconds, ISO 8601 strings (UTC where they name no zone). array<T>: arrays and typed
 * arrays of these, without nulls.
 *
 * Throws MILLRACE_INVALID_VALUE for a value of another type and MILLRACE_VALUE_OUT_OF_RANGE for a number that does not
 * fit; both carry `values.field`, `row` and `value`. Throws MILLRACE_UNSUPPORTED_TYPE for a type that does not exist.
 *
 * @example
 * columnFromValues('timestamp', ['2024-01-01', null], 'seen').length // 2
 */
export function columnFromValues(type: DataType, values: readonly unknown[], field: string): Column {
  assertDataType(type, field)
  const validity = validityOf(values)
  if (isArrayType(type)) return listFromValues(itemType(type), values, validity, field)
  if (isBytesType(type)) return bytesFromValues(type, values, validity, field)
  return fixedWidthFromValues(type as FixedWidthType, values, validity, field)
}

/** Says whether a value means "no value". */
function isMissing(value: unknown): value is null | undefined {
  return value === null || value === undefined
}

function validityOf(values: readonly unknown[]): Uint8Array | null {
  // An index loop, because a hole in a sparse array is a missing value too and callbacks skip it.
  let missing = false
  const validity = new Uint8Array(bitmapBytes(values.length))
  for (let row = 0; row < values.length; row++) {
    if (isMissing(values[row])) missing = true
    else setBit(validity, row)
  }
  return missing ? validity : null
}

function fixedWidthFromValues(
  type: FixedWidthType,
  values: readonly unknown[],
  validity: Uint8Array | null,
  field: string,
): Column {
  const target = allocateValues(type, values.length)
  const read = scalarReaders[type] as (value: unknown, field: string, row: number) => number | bigint | boolean
  for (let row = 0; row < values.length; row++) {
    if (isMissing(values[row])) continue
    const value = read(values[row], field, row)
    if (type !== 'bool') target[row] = value as number
    else if (value) setBit(target as Uint8Array, row)
  }
  return fixedWidthColumn(type, values.length, target, validity)
}

function bytesFromValues(
  type: 'string' | 'bytes',
  values: readonly unknown[],
  validity: Uint8Array | null,
  field: string,
): Column {
  const offsets = new Int32Array(values.length + 1)
  let bytes = new Uint8Array(values.length * 8)
  let end = 0
  for (let row = 0; row < values.length; row++) {
    if (!isMissing(values[row])) {
      const value = scalarReaders[type](values[row], field, row)
      // UTF-8 has at most three bytes for each unit of UTF-16.
      const most = typeof value === 'string' ? value.length * 3 : value.length
      if (end + most > bytes.length) bytes = grown(bytes, end + most)
      end += typeof value === 'string' ? writeText(value, bytes, end) : writeBytes(value, bytes, end)
      assertOffsetFits(end)
    }
    offsets[row + 1] = end
  }
  return bytesColumn(type, offsets, bytes.slice(0, end), validity)
}

function writeBytes(value: Uint8Array, target: Uint8Array, at: number): number {
  target.set(value, at)
  return value.length
}

function grown(bytes: Uint8Array<ArrayBuffer>, needed: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(needed, bytes.length * 2))
  larger.set(bytes)
  return larger
}

function listFromValues(
  item: ScalarType,
  values: readonly unknown[],
  validity: Uint8Array | null,
  field: string,
): Column {
  const offsets = new Int32Array(values.length + 1)
  const items: unknown[] = []
  for (let row = 0; row < values.length; row++) {
    const value = values[row]
    if (!isMissing(value)) {
      const list = asList(value)
      if (list === null) throw invalidValue(field, row, `array<${item}>`, 'pass an array', value)
      for (const entry of list) {
        if (isMissing(entry))
          throw invalidValue(field, row, `array<${item}>`, 'an item is null: fill or drop it', value)
        items.push(entry)
      }
    }
    offsets[row + 1] = items.length
  }
  return listColumn(offsets, itemsFromValues(item, items, offsets, field), validity)
}

/** Reads the items; an error in one names the row of its list, not the item's own number. */
function itemsFromValues(item: ScalarType, items: readonly unknown[], offsets: Int32Array, field: string): Column {
  try {
    return columnFromValues(item, items, field)
  } catch (error) {
    const wrong = error instanceof MillraceError ? error.values.row : undefined
    if (typeof wrong !== 'number') throw error
    scalarReaders[item](items[wrong], field, offsets.findIndex((end) => end > wrong) - 1)
    throw error
  }
}

function asList(value: unknown): Iterable<unknown> | null {
  if (Array.isArray(value)) return value
  return ArrayBuffer.isView(value) && !(value instanceof DataView) ? (value as Float64Array) : null
}
