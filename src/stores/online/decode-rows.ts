import { bitmapBytes, setBit } from '../../arrow/bitmap.js'
import {
  allocateValues,
  bytesColumn,
  type FixedWidthType,
  fixedWidthColumn,
  isBytesType,
  listColumn,
} from '../../arrow/make-column.js'
import type { Column } from '../../column.js'
import { MillraceError } from '../../errors.js'
import { isArrayType, itemType, type ScalarType } from '../../types.js'
import {
  BITMAP,
  CHECKSUM_WORD,
  FINGERPRINT_WORD,
  FIRST_WORD,
  FORMAT_VERSION,
  MAGIC,
  ORDER_KEY,
  type RowLayout,
  SHORTEST_ROW,
  type Slot,
  slotWidth,
  swapBytes,
} from './row-layout.js'
import { xxh32 } from './xxh32.js'

/** Values of {@link DecodedRows.found}. */
export const ABSENT = 0
export const PRESENT = 1
export const STALE_SCHEMA = 2

/** Rows as columns. A row that is not PRESENT has null in every column and 0n for both timestamps. */
export interface DecodedRows {
  readonly found: Uint8Array
  readonly eventTimestamps: BigInt64Array
  readonly createdTimestamps: BigInt64Array
  readonly columns: readonly Column[]
}

/** Rows side by side in one buffer, so that a column is read with plain typed arrays whatever buffers the rows came in. */
interface Gathered {
  readonly bytes: Uint8Array
  readonly words: Int32Array
  /** Where each row starts in bytes; -1 where it is not decoded. */
  readonly starts: Int32Array
  /** Where each row ends. */
  readonly ends: Int32Array
  readonly fail: (row: number, reason: string) => Error
}

/**
 * Unpacks the wanted fields of rows into columns, field by field.
 *
 * @param layout the layout of the view's fields. A row with another fingerprint is not decoded but STALE_SCHEMA.
 * @param rows packed rows, or undefined where there is none.
 * @param slots the wanted fields, in the order wanted.
 * @param fail makes the error to throw for a damaged row.
 * @throws MILLRACE_INVALID_ARGUMENT where the rows take 1 GiB or more.
 */
export function decodeRows(
  layout: RowLayout,
  rows: readonly (Uint8Array | undefined)[],
  slots: readonly Slot[],
  fail: (row: number, reason: string) => Error,
): DecodedRows {
  const found = new Uint8Array(rows.length)
  const gathered = gather(rows, fail)
  checkRows(gathered, layout, found)
  const eventTimestamps = new BigInt64Array(rows.length)
  readTimestamps(gathered, ORDER_KEY, eventTimestamps)
  const createdTimestamps = new BigInt64Array(rows.length)
  readTimestamps(gathered, ORDER_KEY + 8, createdTimestamps)
  return { found, eventTimestamps, createdTimestamps, columns: slots.map((slot) => readColumn(gathered, slot)) }
}

/** Kept between calls, because the first touch of fresh memory costs more than decoding; decoding never awaits. */
let scratch = new ArrayBuffer(1 << 16)
const LARGEST_SCRATCH = 1 << 22
const LARGEST_READ = 1 << 30

function gather(rows: readonly (Uint8Array | undefined)[], fail: Gathered['fail']): Gathered {
  const starts = new Int32Array(rows.length)
  const ends = new Int32Array(rows.length)
  let total = 0
  for (let row = 0; row < rows.length; row++) {
    const stored = rows[row]
    if (stored !== undefined && (stored.length < SHORTEST_ROW || stored.length % 8 !== 0)) {
      throw fail(row, `its length is ${stored.length} bytes`)
    }
    starts[row] = stored === undefined ? -1 : total
    total += stored?.length ?? 0
    ends[row] = total
  }
  if (total >= LARGEST_READ) throw tooLarge(rows.length)
  const buffer = scratchOf(total)
  const bytes = new Uint8Array(buffer)
  for (let row = 0; row < rows.length; row++) if (starts[row]! >= 0) bytes.set(rows[row]!, starts[row])
  return { bytes, words: new Int32Array(buffer), starts, ends, fail }
}

function scratchOf(length: number): ArrayBuffer {
  if (length <= scratch.byteLength) return scratch
  if (length > LARGEST_SCRATCH) return new ArrayBuffer(length)
  scratch = new ArrayBuffer(length * 2)
  return scratch
}

function tooLarge(rows: number): MillraceError {
  return new MillraceError(
    'MILLRACE_INVALID_ARGUMENT',
    `The rows of one read take 1 GiB or more; read fewer keys at a time: ${rows} rows`,
    { rows },
  )
}

function checkRows({ words, starts, ends, fail }: Gathered, { fingerprint }: RowLayout, found: Uint8Array): void {
  for (let row = 0; row < starts.length; row++) {
    const start = starts[row]!
    if (start < 0) continue
    const word = start >>> 2
    const first = words[word]!
    if (first !== FIRST_WORD) throw fail(row, describeFirstWord(first))
    const checksum = xxh32(words, word + FINGERPRINT_WORD, ends[row]! >>> 2, first)
    if (checksum !== words[word + CHECKSUM_WORD]! >>> 0) throw fail(row, 'its checksum is wrong')
    const fresh =
      words[word + FINGERPRINT_WORD] === fingerprint[0] && words[word + FINGERPRINT_WORD + 1] === fingerprint[1]
    found[row] = fresh ? PRESENT : STALE_SCHEMA
    if (!fresh) starts[row] = -1
  }
}

function describeFirstWord(word: number): string {
  if ((word & 0xff) !== MAGIC || word >>> 16 !== 0) return 'it does not begin as a row does'
  return `its format version is ${word >>> 8}, this library reads ${FORMAT_VERSION}`
}

/** Reads the half of the order key that starts `at` bytes into each row. */
function readTimestamps({ words, starts }: Gathered, at: number, target: BigInt64Array): void {
  const halves = new Int32Array(target.buffer)
  for (let row = 0; row < starts.length; row++) {
    if (starts[row]! < 0) continue
    const word = (starts[row]! + at) >>> 2
    halves[2 * row] = swapBytes(words[word + 1]!)
    halves[2 * row + 1] = swapBytes(words[word]!) ^ 0x80000000
  }
}

function readColumn(gathered: Gathered, slot: Slot): Column {
  const validity = readValidity(gathered, slot)
  const { type } = slot
  const { length } = gathered.starts
  if (isBytesType(type)) return readBytes(gathered, slot, type, validity)
  if (isArrayType(type)) return readLists(gathered, slot, itemType(type), validity)
  const values = allocateValues(type as FixedWidthType, length)
  if (type === 'bool') readBools(gathered, slot, values as Uint8Array)
  else readWords(gathered, slot, new Int32Array(values.buffer))
  return fixedWidthColumn(type as FixedWidthType, length, values, validity)
}

/** The column's validity bitmap, or null where every row has a value. */
function readValidity({ bytes, starts }: Gathered, { index }: Slot): Uint8Array | null {
  const validity = new Uint8Array(bitmapBytes(starts.length))
  const byte = BITMAP + (index >>> 3)
  const bit = 1 << (index & 7)
  let valid = 0
  for (let row = 0; row < starts.length; row++) {
    const start = starts[row]!
    if (start < 0 || (bytes[start + byte]! & bit) === 0) continue
    setBit(validity, row)
    valid++
  }
  return valid === starts.length ? null : validity
}

function readBools({ bytes, starts }: Gathered, { offset }: Slot, target: Uint8Array): void {
  for (let row = 0; row < starts.length; row++) {
    if (starts[row]! >= 0 && bytes[starts[row]! + offset] === 1) setBit(target, row)
  }
}

/** Copies slots of 4 or 8 bytes as integers: a NaN keeps its payload. The slot of a null is zero. */
function readWords({ words, starts }: Gathered, { type, offset }: Slot, target: Int32Array): void {
  if (slotWidth(type) === 4) {
    for (let row = 0; row < starts.length; row++) {
      if (starts[row]! >= 0) target[row] = words[(starts[row]! + offset) >>> 2]!
    }
    return
  }
  for (let row = 0; row < starts.length; row++) {
    if (starts[row]! < 0) continue
    const word = (starts[row]! + offset) >>> 2
    target[2 * row] = words[word]!
    target[2 * row + 1] = words[word + 1]!
  }
}

/** Where the variable parts are: absolute start and byte length, 0 and 0 for a null. */
function readParts(
  { words, starts, ends, fail }: Gathered,
  { offset, name }: Slot,
): { from: Int32Array; size: Int32Array } {
  const from = new Int32Array(starts.length)
  const size = new Int32Array(starts.length)
  for (let row = 0; row < starts.length; row++) {
    const start = starts[row]!
    if (start < 0) continue
    const word = (start + offset) >>> 2
    const first = start + (words[word]! >>> 0)
    const length = words[word + 1]! >>> 0
    if (first + length > ends[row]!) throw fail(row, `its field '${name}' lies outside it`)
    from[row] = first
    size[row] = length
  }
  return { from, size }
}

function readBytes(gathered: Gathered, slot: Slot, type: 'string' | 'bytes', validity: Uint8Array | null): Column {
  const { from, size } = readParts(gathered, slot)
  const offsets = offsetsOf(size)
  const values = new Uint8Array(offsets[size.length]!)
  for (let row = 0; row < size.length; row++) copyBytes(values, offsets[row]!, gathered.bytes, from[row]!, size[row]!)
  return bytesColumn(type, offsets, values, validity)
}

function readLists(gathered: Gathered, slot: Slot, item: ScalarType, validity: Uint8Array | null): Column {
  const { from, size } = readParts(gathered, slot)
  if (isBytesType(item)) return readTextLists(gathered, from, size, item, validity)
  const width = slotWidth(item)
  const offsets = offsetsOf(size.map((bytes) => bytes / width))
  const count = offsets[size.length]!
  const values = allocateValues(item as FixedWidthType, count)
  const target = item === 'bool' ? null : new Uint8Array(values.buffer)
  for (let row = 0; row < size.length; row++) {
    if (target !== null) copyBytes(target, offsets[row]! * width, gathered.bytes, from[row]!, size[row]!)
    else
      for (let at = 0; at < size[row]!; at++)
        if (gathered.bytes[from[row]! + at] === 1) setBit(values as Uint8Array, offsets[row]! + at)
  }
  return listColumn(offsets, fixedWidthColumn(item as FixedWidthType, count, values, null), validity)
}

/** Lists of strings or bytes: u32 count, u32 length of each, their bytes; nothing at all for a null. */
function readTextLists(
  { bytes, fail }: Gathered,
  from: Int32Array,
  size: Int32Array,
  item: 'string' | 'bytes',
  validity: Uint8Array | null,
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
