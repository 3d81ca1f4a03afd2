import type { Column, ValueBuffer } from '../column.js'
import { MillraceError } from '../errors.js'
import { isArrayType } from '../types.js'
import { bitmapBytes, getBit, setBit } from './bitmap.js'
import {
  allocateValues,
  bytesColumn,
  type FixedWidthType,
  fixedWidthColumn,
  isBytesType,
  listColumn,
} from './make-column.js'

/**
 * Gathers the rows of `column` that `rows` names, in that order; -1 gives null.
 *
 * `rows` holds row numbers below `column.length`, or -1. Under a null of the result the slot is zero or empty.
 * Throws MILLRACE_VALUE_OUT_OF_RANGE where the result's bytes or items are more than 2^31 - 1.
 */
export function takeColumn(column: Column, rows: Int32Array): Column {
  const validity = takeValidity(column, rows)
  const { type } = column
  if (isArrayType(type)) {
    const { offsets, sources } = takeOffsets(column, rows, validity)
    const picks = new Int32Array(offsets[rows.length]!)
    for (let row = 0, next = 0; row < rows.length; row++) {
      for (let item = 0; item < offsets[row + 1]! - offsets[row]!; item++) picks[next++] = sources[row]! + item
    }
    return listColumn(offsets, takeColumn(column.items!, picks), validity)
  }
  if (isBytesType(type)) {
    const { offsets, sources } = takeOffsets(column, rows, validity)
    const bytes = new Uint8Array(offsets[rows.length]!)
    const source = column.values as Uint8Array
    for (let row = 0; row < rows.length; row++) {
      copyBytes(source, sources[row]!, bytes, offsets[row]!, offsets[row + 1]!)
    }
    return bytesColumn(type, offsets, bytes, validity)
  }
  const fixed = type as FixedWidthType
  return fixedWidthColumn(fixed, rows.length, takeValues(fixed, column.values!, rows), validity)
}

// A view for a few bytes takes longer than they do.
const mostSingleBytes = 24

function copyBytes(source: Uint8Array, from: number, target: Uint8Array, start: number, end: number): void {
  const shift = from - start
  if (end - start > mostSingleBytes) target.set(source.subarray(from, end + shift), start)
  else for (let at = start; at < end; at++) target[at] = source[at + shift]!
}

function takeValidity({ validity }: Column, rows: Int32Array): Uint8Array | null {
  if (validity === null && !rows.includes(-1)) return null
  const taken = new Uint8Array(bitmapBytes(rows.length))
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index]!
    if (row >= 0 && (validity === null || getBit(validity, row))) setBit(taken, index)
  }
  return taken
}

function takeValues(type: FixedWidthType, source: ValueBuffer, rows: Int32Array): ValueBuffer {
  const target = allocateValues(type, rows.length)
  if (type === 'bool') {
    for (let index = 0; index < rows.length; index++) {
      if (rows[index]! >= 0 && getBit(source as Uint8Array, rows[index]!)) setBit(target as Uint8Array, index)
    }
  } else {
    for (let index = 0; index < rows.length; index++) if (rows[index]! >= 0) target[index] = source[rows[index]!]!
  }
  return target
}

/** Offsets of the result, and where each of its rows starts in the source. Null rows are empty. */
function takeOffsets(
  { offsets: from }: Column,
  rows: Int32Array,
  validity: Uint8Array | null,
): { offsets: Int32Array; sources: Int32Array } {
  const offsets = new Int32Array(rows.length + 1)
  const sources = new Int32Array(rows.length)
  let total = 0
  for (let index = 0; index < rows.length; index++) {
    if (validity === null || getBit(validity, index)) {
      const row = rows[index]!
      sources[index] = from![row]!
      total += from![row + 1]! - from![row]!
    }
    offsets[index + 1] = total
  }
  assertOffsetFits(total)
  return { offsets, sources }
}

/** Throws MILLRACE_VALUE_OUT_OF_RANGE where a column would hold more bytes or items than its offsets can say. */
export function assertOffsetFits(total: number): void {
  if (total <= 0x7fffffff) return
  throw new MillraceError(
    'MILLRACE_VALUE_OUT_OF_RANGE',
    `A column holds at most 2147483647 bytes or items; work in smaller batches: ${total}`,
    { total },
  )
}
