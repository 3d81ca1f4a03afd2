// Gathers bits by a selection vector; a row number below 0 gives no bit. Bits are read as they are kept, which takes
// longest, or in a form that is made for it: see BitForm.
import { BitForm } from '../src/wasm/abi'
import { bitAt, rowMask } from './inline/bits'

// Their row numbers stay in the nearest cache for the second bitmap.
const blockRows = 2048

/**
 * Gathers the bits of one or (unless `otherOut` is 0) two bitmaps by the same rows, in whole words (those behind `length`
 * are 0); returns how many are set in the last.
 */
export function take_bitmaps(
  rows: usize, length: i32,
  form: i32, source: usize, count: i32, out: usize,
  otherForm: i32, otherSource: usize, otherCount: i32, otherOut: usize,
): i32 {
  let set = 0
  for (; length > 0; length -= blockRows, rows += blockRows << 2, out += blockRows >> 3) {
    const block = min(blockRows, length)
    const first = takeForm(rows, block, form, source, count, out)
    if (otherOut == 0) {
      set += first
      continue
    }
    set += takeForm(rows, block, otherForm, otherSource, otherCount, otherOut)
    otherOut += blockRows >> 3
  }
  return set
}

function takeForm(rows: usize, length: i32, form: i32, source: usize, count: i32, out: usize): i32 {
  switch (form) {
    case BitForm.Short: return takeShort(source, rows, length, out)
    case BitForm.Bytes: return takeBytes(source, rows, length, out)
    case BitForm.Set: return takeListed(source, count, 0, rows, length, out)
    case BitForm.Unset: return takeListed(source, count, -1, rows, length, out)
  }
  return take_bits(source, rows, length, out)
}

/** Gathers bits of a bitmap as it is, in whole words (those behind `length` are 0); returns how many are set. */
export function take_bits(bits: usize, rows: usize, length: i32, out: usize): i32 {
  let set: i64 = 0
  for (let row = 0; row < length; row += 64, out += 8) {
    let word: u64 = 0
    const lanes = min(64, length - row)
    for (let lane = 0; lane < lanes; lane++, rows += 4) {
      const from = load<i32>(rows)
      const keep = ~(from >> 31)
      word |= <u64>(bitAt(bits, from & keep) & keep) << lane
    }
    store<u64>(out, word)
    set += popcnt<u64>(word)
  }
  return <i32>set
}

/** Writes bits as bytes of 0 or 255, in sixteens; before them stands a 0 for row -1. */
export function spread_bits(bits: usize, length: i32, out: usize): void {
  const places = i8x16(1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128)
  store<u8>(out - 1, 0)
  for (const end = out + length; out < end; out += 16, bits += 2) {
    const pair = i8x16.swizzle(v128.load16_splat(bits), i64x2(0, 0x0101010101010101))
    v128.store(out, i8x16.eq(v128.and(pair, places), places))
  }
}

/**
 * Lists the numbers of the bits that are set, or else of those that are not, where they are at most `most`. Returns how
 * many are set, or as a number below 0 ~how many are not; more than `most` where neither are few, and then lists nothing.
 */
export function list_bits(bits: usize, length: i32, most: i32, out: usize): i32 {
  let set = 0
  for (let row = 0; row < length; row += 64) {
    set += <i32>popcnt<u64>(load<u64>(bits + (<usize>row >> 3)) & rowMask(length - row))
    if (set > most && min(length, row + 64) - set > most) return set
  }
  const flip: u64 = set > most ? -1 : 0
  for (let row = 0; row < length; row += 64) {
    let word = (load<u64>(bits + (<usize>row >> 3)) ^ flip) & rowMask(length - row)
    for (; word != 0; word &= word - 1, out += 4) store<i32>(out, row + <i32>ctz<u64>(word))
  }
  return set > most ? ~(length - set) : set
}

// The bytes that `spread_bits` wrote.
function takeBytes(bytes: usize, rows: usize, length: i32, out: usize): i32 {
  let set: i64 = 0
  for (let row = 0; row < length; row += 64, rows += 256, out += 8) {
    const lanes = length - row
    const word = lanes < 64
      ? bytesTail(bytes, rows, lanes)
      : sixteenBytes(bytes, rows)
        | (sixteenBytes(bytes, rows + 64) << 16)
        | (sixteenBytes(bytes, rows + 128) << 32)
        | (sixteenBytes(bytes, rows + 192) << 48)
    store<u64>(out, word)
    set += popcnt<u64>(word)
  }
  return <i32>set
}

function bytesTail(bytes: usize, rows: usize, lanes: i32): u64 {
  let word: u64 = 0
  for (let lane = 0; lane < lanes; lane++, rows += 4) word |= <u64>(load<u8>(bytes + load<i32>(rows)) & 1) << lane
  return word
}

@inline
function sixteenBytes(bytes: usize, rows: usize): u64 {
  let lanes = v128.load8_splat(bytes + load<i32>(rows))
  lanes = v128.load8_lane(bytes + load<i32>(rows, 4), lanes, 1)
  lanes = v128.load8_lane(bytes + load<i32>(rows, 8), lanes, 2)
  lanes = v128.load8_lane(bytes + load<i32>(rows, 12), lanes, 3)
  lanes = v128.load8_lane(bytes + load<i32>(rows, 16), lanes, 4)
  lanes = v128.load8_lane(bytes + load<i32>(rows, 20), lanes, 5)
  lanes = v128.load8_lane(bytes + load<i32>(rows, 24), lanes, 6)
  lanes = v128.load8_lane(bytes + load<i32>(rows, 28), lanes, 7)
  lanes = v128.load8_lane(bytes + load<i32>(rows, 32), lanes, 8)
  lanes = v128.load8_lane(bytes + load<i32>(rows, 36), lanes, 9)
  lanes = v128.load8_lane(bytes + load<i32>(rows, 40), lanes, 10)
  lanes = v128.load8_lane(bytes + load<i32>(rows, 44), lanes, 11)
  lanes = v128.load8_lane(bytes + load<i32>(rows, 48), lanes, 12)
  lanes = v128.load8_lane(bytes + load<i32>(rows, 52), lanes, 13)
  lanes = v128.load8_lane(bytes + load<i32>(rows, 56), lanes, 14)
  return <u64>i8x16.bitmask(v128.load8_lane(bytes + load<i32>(rows, 60), lanes, 15))
}

// At most 128 bits, which one vector holds.
function takeShort(bits: usize, rows: usize, length: i32, out: usize): i32 {
  return takeVectors(true, bits, 0, 0, rows, length, out)
}

// The numbers of all bits that are unlike the others, which with a `flip` of all ones are set.
function takeListed(listed: usize, count: i32, flip: u64, rows: usize, length: i32, out: usize): i32 {
  return takeVectors(false, listed, count, flip, rows, length, out)
}

// Row numbers behind the last are of no effect, and lie in the block's padding.
@inline
function takeVectors(isShort: bool, source: usize, count: i32, flip: u64, rows: usize, length: i32, out: usize): i32 {
  const bits = v128.load(source)
  let set: i64 = 0
  for (let row = 0; row < length; row += 64, rows += 256, out += 8) {
    const lanes = length - row
    let word = sixteen(isShort, bits, source, count, rows)
    if (lanes > 16) word |= sixteen(isShort, bits, source, count, rows + 64) << 16
    if (lanes > 32) word |= sixteen(isShort, bits, source, count, rows + 128) << 32
    if (lanes > 48) word |= sixteen(isShort, bits, source, count, rows + 192) << 48
    word = (word ^ flip) & rowMask(lanes)
    store<u64>(out, word)
    set += popcnt<u64>(word)
  }
  return <i32>set
}

@inline
function sixteen(isShort: bool, bits: v128, source: usize, count: i32, rows: usize): u64 {
  const a = v128.load(rows)
  const b = v128.load(rows, 16)
  const c = v128.load(rows, 32)
  const d = v128.load(rows, 48)
  return <u64>i8x16.bitmask(isShort ? shortBits(bits, bytesOf(a, b, c, d)) : listedBits(source, count, a, b, c, d))
}

// Narrowing saturates, so that numbers below 0 stay so.
@inline
function bytesOf(a: v128, b: v128, c: v128, d: v128): v128 {
  return i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d))
}

// Of a number below 0 the byte is none of the 16, which gives 0.
@inline
function shortBits(bits: v128, rows: v128): v128 {
  const places = i8x16.swizzle(i8x16(1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0), v128.and(rows, i8x16.splat(7)))
  const bytes = i8x16.swizzle(bits, v128.and(i16x8.shr_u(rows, 3), i8x16.splat(31)))
  return i8x16.eq(v128.and(bytes, places), places)
}

@inline
function listedBits(listed: usize, count: i32, a: v128, b: v128, c: v128, d: v128): v128 {
  let inA = i32x4.splat(0)
  let inB = inA
  let inC = inA
  let inD = inA
  for (const end = listed + (<usize>count << 2); listed < end; listed += 4) {
    const number = v128.load32_splat(listed)
    inA = v128.or(inA, i32x4.eq(a, number))
    inB = v128.or(inB, i32x4.eq(b, number))
    inC = v128.or(inC, i32x4.eq(c, number))
    inD = v128.or(inD, i32x4.eq(d, number))
  }
  return bytesOf(inA, inB, inC, inD)
}
