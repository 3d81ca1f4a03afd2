// Bitmaps to selection vectors: the numbers of the chosen rows, as int32, ascending.
import { rowMask } from './inline/bits'

/** Writes the numbers of the rows whose bit is set in `bits`, and in `validity` unless that is 0; returns how many. */
export function select_rows(bits: usize, validity: usize, length: i32, out: usize): i32 {
  const start = out
  if (!validity) validity = bits
  for (let row = 0; row < length; row += 64, bits += 8, validity += 8) {
    let word = load<u64>(bits) & load<u64>(validity) & rowMask(length - row)
    if (word == <u64>-1) {
      let lanes = i32x4.add(i32x4.splat(row), i32x4(0, 1, 2, 3))
      for (let lane = 0; lane < 64; lane += 4, out += 16) {
        v128.store(out, lanes)
        lanes = i32x4.add(lanes, i32x4.splat(4))
      }
      continue
    }
    for (; word != 0; word &= word - 1, out += 4) store<i32>(out, row + <i32>ctz<u64>(word))
  }
  return <i32>((out - start) >> 2)
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
  for (let start = 0; start < length; start += 64, out += 8) {
    let word: u64 = 0
    const lanes = min(64, length - start)
    for (let lane = 0; lane < lanes; lane++, rows += 4) {
      const row = load<i32>(rows)
      word |= <u64>(row >= 0) << lane
    }
    store<u64>(out, word)
    count += popcnt<u64>(word)
  }
  return <i32>count
}
