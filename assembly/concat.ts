// Pieces of columns put behind each other.
import { bitAt, rowMask } from './inline/bits'

/** The 64 bits from bit `at` on. */
@inline
function bitsFrom(bits: usize, at: i32): u64 {
  const from = bits + (<usize>at >> 3)
  const shift = <u64>(at & 7)
  const low = load<u64>(from) >> shift
  return shift == 0 ? low : low | (<u64>load<u8>(from, 8) << (64 - shift))
}

@inline
function putBit(bits: usize, row: i32, bit: u32): void {
  const at = bits + (<usize>row >> 3)
  const shift = <u32>row & 7
  store<u8>(at, <u8>((<u32>load<u8>(at) & ~(1 << shift)) | (bit << shift)))
}

/** Copies `length` bits to bit `to` of `out`. Up to 64 bits behind them are cleared: copy in ascending order. */
export function copy_bits(bits: usize, from: i32, length: i32, out: usize, to: i32): void {
  let row = 0
  for (; row < length && ((to + row) & 7) != 0; row++) putBit(out, to + row, bitAt(bits, from + row))
  for (let at = out + (<usize>(to + row) >> 3); row < length; row += 64, at += 8) {
    store<u64>(at, bitsFrom(bits, from + row) & rowMask(length - row))
  }
}

/** Sets `length` bits from bit `to` on. Up to 64 bits behind them are cleared: fill in ascending order. */
export function fill_bits(length: i32, out: usize, to: i32): void {
  let row = 0
  for (; row < length && ((to + row) & 7) != 0; row++) putBit(out, to + row, 1)
  for (let at = out + (<usize>(to + row) >> 3); row < length; row += 64, at += 8) {
    store<u64>(at, rowMask(length - row))
  }
}

/** Copies `length` offsets, each moved by `delta`. */
export function copy_offsets(offsets: usize, length: i32, delta: i32, out: usize): void {
  for (let i = 0; i < length; i++, offsets += 4, out += 4) store<i32>(out, load<i32>(offsets) + delta)
}

/** Sets bytes to one value. */
export function fill_bytes(at: usize, byte: u8, byteLength: usize): void {
  memory.fill(at, byte, byteLength)
}
