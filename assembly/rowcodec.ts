// Packed rows of an online store to columns; src/stores/online/row-layout.ts says how a row looks.
//
// `starts` says where each row begins, in bytes from `base`. Row 0 there is a blank: rows that are not to be read begin at
// it, so that no loop asks for each row whether it is there.
import { xxh32 } from './inline/xxh32'

const CHECKSUM: usize = 4
const FINGERPRINT: usize = 8

/**
 * Checks the rows that do not begin at 0: their first word, checksum and fingerprint. `ends` says where each ends, `found`
 * is set to 0 for a blank, 1 for a row, and 2 for one with another fingerprint, which becomes blank. A row with this one
 * has at least `shortest` bytes. Returns the number of the first damaged row, or -1.
 */
export function rows_check(
  base: usize,
  starts: usize,
  ends: usize,
  length: i32,
  firstWord: u32,
  fingerprintLow: u32,
  fingerprintHigh: u32,
  shortest: usize,
  found: usize,
): i32 {
  const fingerprint = (<u64>fingerprintHigh << 32) | <u64>fingerprintLow
  for (let row = 0; row < length; row++, starts += 4, ends += 4, found++) {
    const start = <usize>load<u32>(starts)
    if (start === 0) {
      store<u8>(found, 0)
      continue
    }
    const at = base + start
    const end = base + <usize>load<u32>(ends)
    const isWhole = load<u32>(at) === firstWord && load<u32>(at + CHECKSUM) === xxh32(at + FINGERPRINT, end, firstWord)
    const isFresh = load<u64>(at + FINGERPRINT) === fingerprint
    if (!isWhole || (isFresh && end - at < shortest)) return row
    store<u8>(found, isFresh ? 1 : 2)
    store<u32>(starts, isFresh ? <u32>start : 0)
  }
  return -1
}

/** Reads the half of the order key that is `at` bytes into each row as int64. */
export function rows_order(base: usize, starts: usize, length: i32, at: usize, out: usize): void {
  base += at
  for (const end = starts + (<usize>length << 2); starts < end; starts += 4, out += 8)
    store<u64>(out, bswap<u64>(load<u64>(base + <usize>load<u32>(starts))) ^ 0x8000000000000000)
}

/** Reads the 4 bytes that are `at` bytes into each row. */
export function rows_32(base: usize, starts: usize, length: i32, at: usize, out: usize): void {
  base += at
  for (const end = starts + (<usize>length << 2); starts < end; starts += 4, out += 4)
    store<u32>(out, load<u32>(base + <usize>load<u32>(starts)))
}

/** Reads the 8 bytes that are `at` bytes into each row. */
export function rows_64(base: usize, starts: usize, length: i32, at: usize, out: usize): void {
  base += at
  for (const end = starts + (<usize>length << 2); starts < end; starts += 4, out += 8)
    store<u64>(out, load<u64>(base + <usize>load<u32>(starts)))
}

/** Reads bit `bit` of the byte that is `at` bytes into each row, into a bitmap of whole words; returns how many are set. */
export function rows_bits(base: usize, starts: usize, length: i32, at: usize, bit: u32, out: usize): i32 {
  base += at
  let count: i64 = 0
  for (let row = 0; row < length; row += 64, out += 8) {
    let word: u64 = 0
    const lanes = min(64, length - row)
    for (let lane = 0; lane < lanes; lane++, starts += 4)
      word |= <u64>((<u32>load<u8>(base + <usize>load<u32>(starts)) >> bit) & 1) << lane
    store<u64>(out, word)
    count += popcnt<u64>(word)
  }
  return <i32>count
}
