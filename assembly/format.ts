import { bitAt } from './inline/bits'
import { clearBit } from './bitmap'
import { reserve, trimHeap } from './heap'
import { setView } from './text'
import { dateOfDay, dayMicros, floorDivide, floorModulo } from './time'

// Values to text on the heap; false where it is full. Only floats are written by the host, chunk by chunk: JavaScript's
// own shortest digits are the definition, and it has them at hand.

@external('env', 'formatFloats')
declare function formatFloats(views: usize, values: usize, step: usize, rows: i32, heap: usize): usize

const words = memory.data<u8>([0x74, 0x72, 0x75, 0x65, 0x66, 0x61, 0x6c, 0x73, 0x65, 0, 0, 0, 0, 0, 0, 0])

/** 'true' or 'false'. */
export function formatBits(d: usize, a: usize, rows: i32): void {
  for (let row = 0; row < rows; row++, d += 8) {
    if (bitAt(a, row)) setView(d, words, 4)
    else setView(d, words + 4, 5)
  }
}

/** Writes digits so that they end at `end`, and gives where they begin. */
@inline
function writeDigits(end: usize, value: u64): usize {
  do {
    store<u8>(--end, 48 + <u8>(value % 10))
    value /= 10
  } while (value != 0)
  return end
}

/** Decimal digits with a sign where negative. */
export function formatIntegers(d: usize, a: usize, ea: usize, rows: i32): bool {
  let to = reserve(<u64>rows * 20)
  if (to == 0) return false
  for (let row = 0; row < rows; row++, d += 8, a += ea, to += 20) {
    const value = load<i64>(a)
    let from = writeDigits(to + 20, value < 0 ? 0 - <u64>value : <u64>value)
    if (value < 0) store<u8>(--from, 45)
    setView(d, from, <i32>(to + 20 - from))
  }
  return true
}

/** As JavaScript's String(x) writes a number; 25 bytes at most. */
export function formatReals(d: usize, a: usize, ea: usize, rows: i32): bool {
  const to = reserve(<u64>rows * 32)
  if (to == 0) return false
  trimHeap(formatFloats(d, a, ea, rows, to))
  return true
}

@inline
function writePadded(to: usize, value: i64, digits: i32): void {
  for (let at = digits - 1; at >= 0; at--, value /= 10) store<u8>(to + at, 48 + <u8>(value % 10))
}

function writeTimestamp(to: usize, date: i64, micros: i64): void {
  writePadded(to, date >> 9, 4)
  store<u8>(to, 45, 4)
  writePadded(to + 5, (date >> 5) & 15, 2)
  store<u8>(to, 45, 7)
  writePadded(to + 8, date & 31, 2)
  store<u8>(to, 84, 10)
  const seconds = micros / 1000000
  writePadded(to + 11, seconds / 3600, 2)
  store<u8>(to, 58, 13)
  writePadded(to + 14, (seconds / 60) % 60, 2)
  store<u8>(to, 58, 16)
  writePadded(to + 17, seconds % 60, 2)
  store<u8>(to, 46, 19)
  writePadded(to + 20, micros % 1000000, 6)
  store<u8>(to, 90, 26)
}

/** 2024-01-31T12:30:00.000000Z; clears rows outside the years 0 to 9999. */
export function formatTimestamps(d: usize, a: usize, ea: usize, valid: usize, rows: i32): bool {
  let to = reserve(<u64>rows * 27)
  if (to == 0) return false
  for (let row = 0; row < rows; row++, d += 8, a += ea) {
    const t = load<i64>(a)
    const date = dateOfDay(floorDivide(t, dayMicros))
    const year = date >> 9
    if (year < 0 || year > 9999) {
      clearBit(valid, row)
      setView(d, to, 0)
    } else {
      writeTimestamp(to, date, floorModulo(t, dayMicros))
      setView(d, to, 27)
      to += 27
    }
  }
  return true
}
