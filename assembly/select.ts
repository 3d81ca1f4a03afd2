// Bitmaps to selection vectors: the numbers of the chosen rows, as int32, ascending.
import { rowMask } from './inline/bits'
import { markPresent } from './inline/presence'
import { setBits } from './inline/set-bits'

/** Counts the rows whose bit is set in `bits`, and in `validity` unless that is 0. */
export function count_rows(bits: usize, validity: usize, length: i32): i32 {
  let count: i64 = 0
  if (!validity) validity = bits
  for (let row = 0; row < length; row += 64, bits += 8, validity += 8) {
    count += popcnt<u64>(load<u64>(bits) & load<u64>(validity) & rowMask(length - row))
  }
  return <i32>count
}

/**
 * Writes the numbers, from `first` on, of the `count` rows that {@link count_rows} counts. Nothing is written behind them,
 * since there another thread's may be.
 */
export function select_rows(bits: usize, validity: usize, first: i32, length: i32, out: usize, count: i32): void {
  const end = out + (<usize>count << 2)
  if (!validity) validity = bits
  for (let row = first; out < end; row += 64, bits += 8, validity += 8) {
    let word = load<u64>(bits) & load<u64>(validity) & rowMask(first + length - row)
    if (word == 0) continue
    if (out + 256 <= end) {
      out = setBits(word, 0, row, out)
      out = setBits(word, 8, row, out)
      out = setBits(word, 16, row, out)
      out = setBits(word, 24, row, out)
      out = setBits(word, 32, row, out)
      out = setBits(word, 40, row, out)
      out = setBits(word, 48, row, out)
      out = setBits(word, 56, row, out)
    } else {
      for (; word != 0; word &= word - 1, out += 4) store<i32>(out, row + <i32>ctz<u64>(word))
    }
  }
}

/** Sets the bit of every row listed; rows below 0 are passed over. */
export function mark_rows(rows: usize, length: i32, bits: usize): void {
  for (const end = rows + (<usize>length << 2); rows < end; rows += 4) {
    const row = load<i32>(rows)
    if (row < 0) continue
    const at = bits + (<usize>row >> 3)
    store<u8>(at, load<u8>(at) | (<u8>1 << <u8>(row & 7)))
  }
}

/** Writes start, start + 1, ... */
export function fill_sequence(start: i32, length: i32, out: usize): void {
  for (let i = 0; i < length; i++, out += 4) store<i32>(out, start + i)
}

/** Writes the bits of whether each row of a selection vector is there (not below 0); returns how many are. */
export function present_rows(rows: usize, length: i32, out: usize): i32 {
  let count: i64 = 0
  for (let start = 0; start < length; start += 64, rows += 256, out += 8) count += markPresent(rows, min(64, length - start), out)
  return <i32>count
}
