import { setBit } from '../../arrow/bitmap.js'
import {
  allocateValues,
  bytesColumn,
  type FixedWidthType,
  fixedWidthColumn,
  isBytesType,
  listColumn,
} from '../../arrow/make-column.js'
import { findInvalidUtf8 } from '../../arrow/utf8.js'
import type { Column } from '../../column.js'
import { isArrayType, itemType, type ScalarType } from '../../types.js'
import type { FailRow, GatheredRows } from './gathered-rows.js'
import { type Slot, slotWidth } from './row-layout.js'

/** The variable parts of a field's rows. */
interface Parts {
  readonly bytes: Uint8Array
  readonly from: Int32Array
  readonly size: Int32Array
}

/** Says whether a field's values lie in the variable area. */
export function isVariable({ type }: Slot): boolean {
  return isBytesType(type) || isArrayType(type)
}

/** Reads a field whose values lie in the variable area, onto the host. */
export function readVariable(gathered: GatheredRows, slot: Slot): Column {
  const { type } = slot
  const validity = gathered.validity(slot)
  if (isArrayType(type)) return readLists(gathered, slot, itemType(type), validity)
  return readBytes(gathered, slot, type as 'string' | 'bytes', validity)
}

/** Where the variable parts are: absolute start and byte length, 0 and 0 for a null. */
function readParts(gathered: GatheredRows, { offset, name }: Slot): Parts {
  const { bytes, words, starts, ends } = gathered.views()
  const from = new Int32Array(starts.length)
  const size = new Int32Array(starts.length)
  for (let row = 0; row < starts.length; row++) {
    const start = starts[row]!
    const word = (start + offset) >>> 2
    const first = start + (words[word]! >>> 0)
    const length = words[word + 1]! >>> 0
    if (first + length > ends[row]!) throw gathered.fail(row, `its field '${name}' lies outside it`)
    from[row] = first
    size[row] = length
  }
  return { bytes, from, size }
}

function readBytes(gathered: GatheredRows, slot: Slot, type: 'string' | 'bytes', validity: Uint8Array | null): Column {
  const { bytes, from, size } = readParts(gathered, slot)
  const offsets = offsetsOf(size)
  const values = new Uint8Array(offsets[size.length]!)
  for (let row = 0; row < size.length; row++) copyBytes(values, offsets[row]!, bytes, from[row]!, size[row]!)
  const invalid = type === 'string' ? findInvalidUtf8(values, offsets) : -1
  if (invalid >= 0) throw gathered.fail(invalid, `its field '${slot.name}' is not UTF-8`)
  return bytesColumn(type, offsets, values, validity)
}

function readLists(gathered: GatheredRows, slot: Slot, item: ScalarType, validity: Uint8Array | null): Column {
  const parts = readParts(gathered, slot)
  const { bytes, from, size } = parts
  if (isBytesType(item)) return readTextLists(parts, item, validity, gathered.fail)
  const width = slotWidth(item)
  const torn = size.findIndex((length) => length % width !== 0)
  if (torn >= 0) throw gathered.fail(torn, 'a list of it ends within an item')
  const offsets = offsetsOf(size.map((length) => length / width))
  const count = offsets[size.length]!
  const values = allocateValues(item as FixedWidthType, count)
  const target = item === 'bool' ? null : new Uint8Array(values.buffer)
  for (let row = 0; row < size.length; row++) {
    if (target !== null) copyBytes(target, offsets[row]! * width, bytes, from[row]!, size[row]!)
    else
      for (let at = 0; at < size[row]!; at++)
        if (bytes[from[row]! + at] === 1) setBit(values as Uint8Array, offsets[row]! + at)
  }
  return listColumn(offsets, fixedWidthColumn(item as FixedWidthType, count, values, null), validity)
}

/** Lists of strings or bytes: u32 count, u32 length of each, their bytes; nothing at all for a null. */
function readTextLists(
  { bytes, from, size }: Parts,
  item: 'string' | 'bytes',
  validity: Uint8Array | null,
  fail: FailRow,
): Column {
  const counts = size.map((length, row) => (length === 0 ? 0 : readWord(bytes, from[row]!)))
  counts.forEach((count, row) => {
    if (count < 0 || (size[row]! > 0 && 4 + count * 4 > size[row]!)) throw fail(row, `a list of it has ${count} items`)
  })
  const listOffsets = offsetsOf(counts)
  const sizes = new Int32Array(listOffsets[counts.length]!)
  counts.forEach((count, row) => {
    let left = size[row]! - 4 - count * 4
    for (let at = 0; at < count; at++) {
      const length = readWord(bytes, from[row]! + 4 + at * 4) >>> 0
      sizes[listOffsets[row]! + at] = length
      left -= length
    }
    if (size[row]! > 0 && left !== 0) throw fail(row, 'a list of it has items outside it')
  })
  const itemOffsets = offsetsOf(sizes)
  const values = new Uint8Array(itemOffsets[sizes.length]!)
  counts.forEach((count, row) => {
    const first = itemOffsets[listOffsets[row]!]!
    copyBytes(values, first, bytes, from[row]! + 4 + count * 4, itemOffsets[listOffsets[row + 1]!]! - first)
  })
  const invalid = item === 'string' ? findInvalidUtf8(values, itemOffsets) : -1
  if (invalid >= 0)
    throw fail(
      listOffsets.findLastIndex((start) => start <= invalid),
      'a list of it has text that is not UTF-8',
    )
  return listColumn(listOffsets, bytesColumn(item, itemOffsets, values, null), validity)
}

function readWord(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
}

function offsetsOf(sizes: Int32Array): Int32Array {
  const offsets = new Int32Array(sizes.length + 1)
  for (let row = 0; row < sizes.length; row++) offsets[row + 1] = offsets[row]! + sizes[row]!
  return offsets
}

/** A call to `set` costs more than a loop for the short strings that features are. */
function copyBytes(target: Uint8Array, at: number, source: Uint8Array, from: number, length: number): void {
  if (length > 32) target.set(source.subarray(from, from + length), at)
  else for (let index = 0; index < length; index++) target[at + index] = source[from + index]!
}
