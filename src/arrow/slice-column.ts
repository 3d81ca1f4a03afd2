import type { Column } from '../column.js'
import { isArrayType } from '../types.js'
import { sliceBits } from './bitmap.js'
import { bytesColumn, type FixedWidthType, fixedWidthColumn, isBytesType, listColumn } from './make-column.js'

/** Gives `length` rows from `start` on, sharing memory where bits and offsets do not have to move. */
export function sliceColumn(column: Column, start: number, length: number): Column {
  if (start === 0 && length === column.length) return column
  const validity = column.validity && sliceBits(column.validity, start, length)
  const { type, offsets } = column
  if (offsets !== null) {
    const first = offsets[start]!
    const last = offsets[start + length]!
    const moved = rebaseOffsets(offsets.subarray(start, start + length + 1))
    if (isArrayType(type)) return listColumn(moved, sliceColumn(column.items!, first, last - first), validity)
    if (isBytesType(type))
      return bytesColumn(type, moved, (column.values as Uint8Array).subarray(first, last), validity)
  }
  const values =
    type === 'bool'
      ? sliceBits(column.values as Uint8Array, start, length)
      : column.values!.subarray(start, start + length)
  return fixedWidthColumn(type as FixedWidthType, length, values, validity)
}

/** Offsets of the same sizes that start at 0; the very same ones where they do. */
export function rebaseOffsets(offsets: Int32Array): Int32Array {
  const first = offsets[0]!
  return first === 0 ? offsets : offsets.map((offset) => offset - first)
}
