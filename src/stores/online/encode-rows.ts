import { getBit } from '../../arrow/bitmap.js'
import type { Column } from '../../column.js'
import { MillraceError } from '../../errors.js'
import { isArrayType } from '../../types.js'
import {
  BITMAP,
  CHECKSUM_WORD,
  FINGERPRINT_WORD,
  FIRST_WORD,
  ORDER_KEY,
  type RowLayout,
  type Slot,
  slotWidth,
  swapBytes,
} from './row-layout.js'
import { xxh32 } from './xxh32.js'

/** Packed rows in one buffer: row `i` is bytes `starts[i]` to `starts[i + 1]`. */
export interface EncodedRows {
  readonly bytes: Uint8Array
  readonly starts: Int32Array
}

/** The buffer under construction, through the views that write it. */
interface Target {
  readonly bytes: Uint8Array
  readonly words: Int32Array
  readonly starts: Int32Array
  /** Where the next variable part of each row goes. */
  readonly cursors: Int32Array
}

/**
 * Packs rows of one view, column by column; {@link RowLayout} says how a row looks.
 *
 * @param layout the layout of the view's fields.
 * @param columns one column a field, in the layout's order, of equal lengths.
 * @param eventTimestamps microseconds, one a row.
 * @param createdTimestamps microseconds, or null where the source has none.
 * @throws MILLRACE_INVALID_ARGUMENT where the rows take 2 GiB or more.
 */
export function encodeRows(
  layout: RowLayout,
  columns: readonly Column[],
  eventTimestamps: BigInt64Array,
  createdTimestamps: BigInt64Array | null,
): EncodedRows {
  const starts = rowStarts(layout, columns, eventTimestamps.length)
  const bytes = new Uint8Array(starts[eventTimestamps.length]!)
  const target: Target = {
    bytes,
    words: new Int32Array(bytes.buffer),
    starts,
    cursors: starts.slice(0, -1).map((start) => start + layout.fixedLength),
  }
  writeHeaders(target, layout, eventTimestamps, createdTimestamps)
  for (const slot of layout.slots) writeValidity(target, slot, columns[slot.index]!)
  for (const slot of layout.slots) writeFixed(target, slot, columns[slot.index]!)
  for (const slot of layout.variable) writeVariable(target, slot, columns[slot.index]!)
  writeChecksums(target)
  return { bytes, starts }
}

function rowStarts({ fixedLength, variable }: RowLayout, columns: readonly Column[], rows: number): Int32Array {
  const sizes = new Float64Array(rows).fill(fixedLength)
  for (const { index } of variable) addSizes(sizes, columns[index]!)
  const starts = new Int32Array(rows + 1)
  let total = 0
  for (let row = 0; row < rows; row++) {
    total += (sizes[row]! + 7) & ~7
    starts[row + 1] = total
  }
  if (total > 0x7fffffff || sizes.some((size) => size > 0x7ffffff0)) {
    throw new MillraceError(
      'MILLRACE_INVALID_ARGUMENT',
      `The rows of one write take 2 GiB or more; write fewer at a time: ${rows} rows`,
      { rows },
    )
  }
  return starts
}

function addSizes(sizes: Float64Array, { type, length, validity, offsets, items }: Column): void {
  const sizeOf = isArrayType(type) ? listSize(items!) : (from: number, to: number) => to - from
  for (let row = 0; row < length; row++) {
    if (validity === null || getBit(validity, row)) sizes[row]! += sizeOf(offsets![row]!, offsets![row + 1]!)
  }
}

/** Gives the function that says how many bytes a list of the items from..to takes. */
function listSize({ type, offsets }: Column): (from: number, to: number) => number {
  if (offsets === null) {
    const width = slotWidth(type)
    return (from, to) => (to - from) * width
  }
  return (from, to) => 4 + (to - from) * 4 + offsets[to]! - offsets[from]!
}

function writeHeaders(
  { words, starts }: Target,
  { fingerprint }: RowLayout,
  eventTimestamps: BigInt64Array,
  createdTimestamps: BigInt64Array | null,
): void {
  const event = wordsOf(eventTimestamps)
  const created = createdTimestamps && wordsOf(createdTimestamps)
  for (let row = 0; row < eventTimestamps.length; row++) {
    const word = starts[row]! >>> 2
    words[word] = FIRST_WORD
    words[word + FINGERPRINT_WORD] = fingerprint[0]
    words[word + FINGERPRINT_WORD + 1] = fingerprint[1]
    writeOrdered(words, word + ORDER_KEY / 4, event, row)
    // The smallest timestamp, which stands for none, is all zeros.
    if (created !== null) writeOrdered(words, word + ORDER_KEY / 4 + 2, created, row)
  }
}

/** Writes a timestamp so that its bytes compare as it does: sign bit flipped, big-endian. */
function writeOrdered(words: Int32Array, word: number, timestamps: Int32Array, row: number): void {
  words[word] = swapBytes(timestamps[2 * row + 1]! ^ 0x80000000)
  words[word + 1] = swapBytes(timestamps[2 * row]!)
}

function writeValidity({ bytes, starts }: Target, { index }: Slot, { validity, length }: Column): void {
  const byte = BITMAP + (index >>> 3)
  const bit = 1 << (index & 7)
  for (let row = 0; row < length; row++) {
    if (validity === null || getBit(validity, row)) bytes[starts[row]! + byte]! |= bit
  }
}

/** Writes the slots of a fixed-width field. Bits are copied as integers: a NaN keeps its payload. */
function writeFixed({ bytes, words, starts }: Target, { type, offset }: Slot, column: Column): void {
  const { validity, length } = column
  if (column.offsets !== null) return
  if (type === 'bool') {
    const bits = column.values as Uint8Array
    for (let row = 0; row < length; row++) {
      if ((validity === null || getBit(validity, row)) && getBit(bits, row)) bytes[starts[row]! + offset] = 1
    }
    return
  }
  const source = wordsOf(column.values!)
  const double = slotWidth(type) === 8
  for (let row = 0; row < length; row++) {
    if (validity !== null && !getBit(validity, row)) continue
    const word = (starts[row]! + offset) >>> 2
    if (double) {
      words[word] = source[2 * row]!
      words[word + 1] = source[2 * row + 1]!
    } else words[word] = source[row]!
  }
}

function writeVariable(
  target: Target,
  { offset }: Slot,
  { type, length, validity, offsets, values, items }: Column,
): void {
  const { words, starts, cursors } = target
  const source = values as Uint8Array
  const write = isArrayType(type) ? listWriter(target, items!) : null
  for (let row = 0; row < length; row++) {
    if (validity !== null && !getBit(validity, row)) continue
    const at = cursors[row]!
    const from = offsets![row]!
    const to = offsets![row + 1]!
    if (write === null) copyBytes(target.bytes, at, source, from, to)
    const size = write === null ? to - from : write(at, from, to)
    const word = (starts[row]! + offset) >>> 2
    words[word] = at - starts[row]!
    words[word + 1] = size
    cursors[row] = at + size
  }
}

/** Gives the function that writes the items from..to of a list at a place, and says how many bytes they took. */
function listWriter({ bytes, words }: Target, items: Column): (at: number, from: number, to: number) => number {
  const size = listSize(items)
  const { type, offsets } = items
  if (offsets !== null) {
    return (at, from, to) => {
      writeWord(bytes, at, to - from)
      for (let item = from; item < to; item++) {
        writeWord(bytes, at + 4 + (item - from) * 4, offsets[item + 1]! - offsets[item]!)
      }
      copyBytes(bytes, at + 4 + (to - from) * 4, items.values as Uint8Array, offsets[from]!, offsets[to]!)
      return size(from, to)
    }
  }
  if (type === 'bool') {
    return (at, from, to) => {
      for (let item = from; item < to; item++)
        bytes[at + item - from] = getBit(items.values as Uint8Array, item) ? 1 : 0
      return size(from, to)
    }
  }
  const source = wordsOf(items.values!)
  const wordsEach = slotWidth(type) / 4
  return (at, from, to) => {
    words.set(source.subarray(from * wordsEach, to * wordsEach), at >>> 2)
    return size(from, to)
  }
}

function writeWord(bytes: Uint8Array, at: number, word: number): void {
  bytes[at] = word
  bytes[at + 1] = word >>> 8
  bytes[at + 2] = word >>> 16
  bytes[at + 3] = word >>> 24
}

/** A call to `set` costs more than a loop for the short strings that features are. */
function copyBytes(target: Uint8Array, at: number, source: Uint8Array, from: number, to: number): void {
  if (to - from > 32) target.set(source.subarray(from, to), at)
  else for (let index = from; index < to; index++) target[at + index - from] = source[index]!
}

function writeChecksums({ words, starts }: Target): void {
  for (let row = 0; row + 1 < starts.length; row++) {
    const word = starts[row]! >>> 2
    words[word + CHECKSUM_WORD] = xxh32(words, word + FINGERPRINT_WORD, starts[row + 1]! >>> 2, words[word]!)
  }
}

function wordsOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Int32Array {
  return new Int32Array(buffer, byteOffset, byteLength >>> 2)
}
