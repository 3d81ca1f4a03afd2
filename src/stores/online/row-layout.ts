import { type DataType, isArrayType, itemType } from '../../types.js'
import { xxh32, xxh32Padded } from './xxh32.js'

/**
 * The packed row of an online store, format version 1. Numbers are little-endian (as WebAssembly's memory and Arrow's
 * buffers are) except in the order key. A row's length is a multiple of 8, gaps are zero, and so is the slot of a null:
 * equal values give equal bytes.
 *
 * | bytes | what |
 * |---|---|
 * | 0 | magic, 0x4d |
 * | 1 | format version, 1 |
 * | 2-3 | zero |
 * | 4-7 | checksum: xxHash32 of bytes 8 to the end, seeded with bytes 0-3 |
 * | 8-15 | schema fingerprint: xxHash32 of the fields' names and types in order, with seeds 0 and 1 |
 * | 16-31 | order key: event timestamp, created timestamp (-2^63 where there is none) |
 * | 32- | one bit a field, 1 = has a value, least significant bit first |
 * | next multiple of 8 | fixed slots: those of 8 bytes, then of 4, then of 1, each in schema order |
 * | next multiple of 8 | variable area: lists of 8-byte items, of 4-byte items, then the rest, each in schema order |
 *
 * The order key's timestamps are big-endian with the sign bit flipped, so that its 16 bytes compare like the pair
 * (event timestamp, created timestamp) with a missing created timestamp first. Bytes 0 and 16-31 keep their place in
 * every later format, which lets old and new writers agree on the latest row.
 *
 * | type | slot | variable area |
 * |---|---|---|
 * | bool | 1 byte, 0 or 1 | |
 * | int32, float32 | 4 bytes | |
 * | int64, timestamp, float64 | 8 bytes | |
 * | string, bytes | u32 offset from the row's start, u32 byte length | the bytes |
 * | array of fixed-width items | u32 offset, u32 byte length | the items; a bool takes a byte |
 * | array of string or bytes | u32 offset, u32 byte length | u32 count, u32 byte length of each, their bytes |
 */
export interface RowLayout {
  /** Slots in schema order. */
  readonly slots: readonly Slot[]
  readonly slotsByName: ReadonlyMap<string, Slot>
  /** Slots with a variable part, in the order of those parts. */
  readonly variable: readonly Slot[]
  /** The fingerprint's two words. */
  readonly fingerprint: readonly [number, number]
  /** Bytes before the variable area, a multiple of 8; the length of a row without variable parts. */
  readonly fixedLength: number
  /** A row without any value, of both timestamps 0. */
  readonly blank: Uint8Array
}

/** Where a field is in a row. */
export interface Slot {
  readonly name: string
  readonly type: DataType
  /** Position in the schema, and in the bitmap. */
  readonly index: number
  /** Bytes from the row's start. */
  readonly offset: number
}

export const MAGIC = 0x4d
export const FORMAT_VERSION = 1
/** The first word of every row: magic, format version, zeros. */
export const FIRST_WORD = MAGIC | (FORMAT_VERSION << 8)
export const CHECKSUM_WORD = 1
export const FINGERPRINT_WORD = 2
/** Where the order key begins. */
export const ORDER_KEY = 16
export const ORDER_KEY_LENGTH = 16
/** Where the null bitmap begins. */
export const BITMAP = 32
/** No row is shorter. */
export const SHORTEST_ROW = 32

/** Lays out rows of `fields`; the order of the fields is part of the fingerprint. */
export function rowLayout(fields: readonly { readonly name: string; readonly type: DataType }[]): RowLayout {
  let next = align8(BITMAP + Math.ceil(fields.length / 8))
  const offsets = new Map<number, number>()
  for (const width of [8, 4, 1]) {
    fields.forEach(({ type }, index) => {
      if (slotWidth(type) !== width) return
      offsets.set(index, next)
      next += width
    })
  }
  const slots = fields.map(({ name, type }, index): Slot => ({ name, type, index, offset: offsets.get(index)! }))
  const variable = [8, 4, 1].flatMap((width) => slots.filter(({ type }) => variableAlignment(type) === width))
  const text = new TextEncoder().encode(JSON.stringify(fields.map(({ name, type }) => [name, type])))
  const fingerprint = [xxh32Padded(text, 0) | 0, xxh32Padded(text, 1) | 0] as const
  const fixedLength = align8(next)
  return {
    slots,
    slotsByName: new Map(slots.map((slot) => [slot.name, slot])),
    variable,
    fingerprint,
    fixedLength,
    blank: blankRow(fingerprint, fixedLength),
  }
}

function blankRow(fingerprint: readonly [number, number], length: number): Uint8Array {
  const words = new Int32Array(length / 4)
  words[0] = FIRST_WORD
  words.set(fingerprint, FINGERPRINT_WORD)
  for (const at of [ORDER_KEY, ORDER_KEY + 8]) words[at / 4] = swapBytes(0x80000000)
  words[CHECKSUM_WORD] = xxh32(words, FINGERPRINT_WORD, words.length, FIRST_WORD)
  return new Uint8Array(words.buffer)
}

/** The next multiple of 8. */
export function align8(length: number): number {
  return (length + 7) & ~7
}

/** Turns a little-endian word into a big-endian one and back. */
export function swapBytes(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)
}

/** Bytes of a type's slot. */
export function slotWidth(type: DataType): 1 | 4 | 8 {
  if (type === 'bool') return 1
  return type === 'int32' || type === 'float32' ? 4 : 8
}

/** What the variable part of a type is aligned to; 0 where it has none. */
function variableAlignment(type: DataType): 0 | 1 | 4 | 8 {
  if (type === 'string' || type === 'bytes') return 1
  if (!isArrayType(type)) return 0
  const item = itemType(type)
  return item === 'string' || item === 'bytes' ? 1 : slotWidth(item)
}
