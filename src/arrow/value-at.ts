import type { Column } from '../column.js'
import type { Value } from '../types.js'
import { getBit, isValid } from './bitmap.js'
import { decodeText } from './utf8.js'

/**
 * Reads one value: a boolean, number, bigint (int64; timestamp in microseconds), string, Uint8Array (a copy), array or
 * null.
 *
 * `row` is from 0 to `column.length - 1`.
 *
 * @example
 * valueAt(columnFromValues('int64', [7], 'id'), 0) // 7n
 */
export function valueAt(column: Column, row: number): Value {
  if (!isValid(column.validity, row)) return null
  const { type, values, offsets, items } = column
  if (type === 'bool') return getBit(values as Uint8Array, row)
  if (offsets === null) return values![row]!
  const start = offsets[row]!
  const end = offsets[row + 1]!
  if (type === 'string') return decodeText((values as Uint8Array).subarray(start, end))
  if (type === 'bytes') return (values as Uint8Array).slice(start, end)
  return Array.from({ length: end - start }, (_, index) => valueAt(items!, start + index))
}

/** Reads all values, in order. */
export function valuesOf(column: Column): Value[] {
  return Array.from({ length: column.length }, (_, row) => valueAt(column, row))
}
