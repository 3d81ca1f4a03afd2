import { Op } from '../src/wasm/abi'
import { setValidity, validity, validityBuffer } from './slot'

// Bitmaps of a chunk: 2,048 bits, least significant first. Loops run over whole vectors of 128 rows; bits behind the last
// row mean nothing until an output is stored.

/** Bytes of the vectors that hold the bits of `rows` rows. */
@inline
export function bitmapBytes(rows: i32): usize {
  return <usize>((rows + 127) >> 7) << 4
}

/** Copies a bitmap. */
export function copyBits(target: usize, source: usize, rows: i32): void {
  for (let end = target + bitmapBytes(rows); target < end; target += 16, source += 16) {
    v128.store(target, v128.load(source))
  }
}

/** Sets all bits of a bitmap to those of `word`. */
export function fillBits(target: usize, word: u64, rows: i32): void {
  const vector = i64x2.splat(word)
  for (let end = target + bitmapBytes(rows); target < end; target += 16) v128.store(target, vector)
}

/** Keeps in `target` the bits that `source` has too. */
export function intersectBits(target: usize, source: usize, rows: i32): void {
  for (let end = target + bitmapBytes(rows); target < end; target += 16, source += 16) {
    v128.store(target, v128.and(v128.load(target), v128.load(source)))
  }
}

/** Clears bit `row`. */
@inline
export function clearBit(bits: usize, row: i32): void {
  const at = bits + (<usize>row >> 3)
  store<u8>(at, load<u8>(at) & ~(<u8>1 << <u8>(row & 7)))
}

/** Sets bit `row`. */
@inline
export function setBit(bits: usize, row: i32): void {
  const at = bits + (<usize>row >> 3)
  store<u8>(at, load<u8>(at) | (<u8>1 << <u8>(row & 7)))
}

/** Zeroes the bits from `rows` to the end of their 8 bytes. */
export function clearTail(bits: usize, rows: i32): void {
  const rest = rows & 63
  if (rest == 0) return
  const at = bits + (<usize>(rows >> 6) << 3)
  store<u64>(at, load<u64>(at) & ((<u64>1 << rest) - 1))
}

/** Counts the ones among the first `rows` bits. */
export function countOnes(bits: usize, rows: u32): u32 {
  let count: u64 = 0
  const end = bits + (<usize>(rows >> 6) << 3)
  for (; bits < end; bits += 8) count += popcnt<u64>(load<u64>(bits))
  const rest = rows & 63
  if (rest > 0) count += popcnt<u64>(load<u64>(bits) & ((<u64>1 << rest) - 1))
  return <u32>count
}

/** The result has a value where all of the operands (0 for none) have one. */
export function propagate(result: usize, a: usize, b: usize, c: usize, d: usize, rows: i32): void {
  const target = validityBuffer(result)
  let some = false
  if (a != 0) some = intersect(target, a, some, rows)
  if (b != 0) some = intersect(target, b, some, rows)
  if (c != 0) some = intersect(target, c, some, rows)
  if (d != 0) some = intersect(target, d, some, rows)
  setValidity(result, some)
}

function intersect(target: usize, operand: usize, some: bool, rows: i32): bool {
  const source = validity(operand)
  if (source == 0) return some
  if (some) intersectBits(target, source, rows)
  else copyBits(target, source, rows)
  return true
}

/** As {@link propagate}, and gives the bitmap, so that a kernel can clear rows that have no value. */
export function propagatePartial(result: usize, a: usize, b: usize, c: usize, rows: i32): usize {
  propagate(result, a, b, c, 0, rows)
  const target = validityBuffer(result)
  if (validity(result) == 0) fillBits(target, <u64>-1, rows)
  setValidity(result, true)
  return target
}

@inline
function bitsLoop(op: i32, d: usize, a: usize, b: usize, rows: i32): void {
  for (let end = d + bitmapBytes(rows); d < end; d += 16, a += 16, b += 16) {
    const x = v128.load(a)
    const y = v128.load(b)
    if (op == Op.EqBits) v128.store(d, v128.not(v128.xor(x, y)))
    if (op == Op.NeBits) v128.store(d, v128.xor(x, y))
    if (op == Op.LtBits) v128.store(d, v128.andnot(y, x))
    if (op == Op.LeBits) v128.store(d, v128.not(v128.andnot(x, y)))
    if (op == Op.NotBits) v128.store(d, v128.not(x))
  }
}

/** Comparisons of bools, where false is less than true, and `not`. */
export function bits(op: i32, d: usize, a: usize, b: usize, rows: i32): void {
  switch (op) {
    case Op.EqBits: return bitsLoop(Op.EqBits, d, a, b, rows)
    case Op.NeBits: return bitsLoop(Op.NeBits, d, a, b, rows)
    case Op.LtBits: return bitsLoop(Op.LtBits, d, a, b, rows)
    case Op.LeBits: return bitsLoop(Op.LeBits, d, a, b, rows)
    case Op.NotBits: return bitsLoop(Op.NotBits, d, a, b, rows)
  }
}
