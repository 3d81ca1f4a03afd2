import type { Column } from '../column.js'
import { MillraceError } from '../errors.js'
import { type DataType, isArrayType, itemType } from '../types.js'
import { bitmapBytes, copyBits, onesBitmap } from './bitmap.js'
import {
  allocateValues,
  bytesColumn,
  emptyColumn,
  type FixedWidthType,
  fixedWidthColumn,
  isBytesType,
  listColumn,
} from './make-column.js'
import { assertOffsetFits } from './take-column.js'

/**
 * Puts columns of type `type` one after the other.
 *
 * A single column is returned as it is. Throws MILLRACE_INVALID_VALUE where a column has another type and
 * MILLRACE_VALUE_OUT_OF_RANGE where the result's bytes or items are more than 2^31 - 1.
 */
export function concatColumns(type: DataType, columns: readonly Column[]): Column {
  for (const column of columns) if (column.type !== type) throw otherType(type, column.type)
  if (columns.length === 0) return emptyColumn(type)
  if (columns.length === 1) return columns[0]!
  const length = columns.reduce((sum, column) => sum + column.length, 0)
  const validity = concatValidity(columns, length)
  if (isArrayType(type)) {
    const items = columns.map((column) => column.items!)
    return listColumn(concatOffsets(columns, length), concatColumns(itemType(type), items), validity)
  }
  if (isBytesType(type)) {
    const offsets = concatOffsets(columns, length)
    return bytesColumn(type, offsets, concatBytes(columns, offsets[length]!), validity)
  }
  const fixed = type as FixedWidthType
  return fixedWidthColumn(fixed, length, concatValues(fixed, columns, length), validity)
}

function concatValidity(columns: readonly Column[], length: number): Uint8Array | null {
  if (columns.every(({ validity }) => validity === null)) return null
  const target = new Uint8Array(bitmapBytes(length))
  let row = 0
  for (const column of columns) {
    copyBits(target, row, column.validity ?? onesBitmap(column.length), column.length)
    row += column.length
  }
  return target
}

function concatValues(type: FixedWidthType, columns: readonly Column[], length: number) {
  const target = allocateValues(type, length)
  let row = 0
  for (const column of columns) {
    if (type === 'bool') copyBits(target as Uint8Array, row, column.values as Uint8Array, column.length)
    else (target as Float64Array).set(column.values as Float64Array, row)
    row += column.length
  }
  return target
}

function concatOffsets(columns: readonly Column[], length: number): Int32Array {
  assertOffsetFits(columns.reduce((sum, column) => sum + column.offsets![column.length]!, 0))
  const target = new Int32Array(length + 1)
  let row = 0
  for (const { offsets, length: count } of columns) {
    const base = target[row]!
    for (let index = 1; index <= count; index++) target[row + index] = base + offsets![index]!
    row += count
  }
  return target
}

function concatBytes(columns: readonly Column[], total: number): Uint8Array {
  const target = new Uint8Array(total)
  let next = 0
  for (const { values } of columns) {
    target.set(values as Uint8Array, next)
    next += values!.length
  }
  return target
}

function otherType(expected: DataType, found: DataType): MillraceError {
  return new MillraceError(
    'MILLRACE_INVALID_VALUE',
    `Columns that are put together must have one type, ${expected}; cast the other one: ${found}`,
    { expected, found },
  )
}
