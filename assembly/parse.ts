import { Op } from '../src/wasm/abi'
import { clearBit } from './bitmap'
import { address, length } from './text'
import { dayMicros, dayOfDate } from './time'

// Text to values, strictly: whatever else stands there clears the row's validity. Floats are read by the host, chunk by
// chunk: correct rounding is the definition, and JavaScript has it at hand.

@external('env', 'parseFloats')
declare function parseFloats(values: usize, views: usize, step: usize, rows: i32, valid: usize): void

/** Parses by the type wanted. */
export function parse(op: i32, d: usize, a: usize, ea: usize, valid: usize, rows: i32): void {
  switch (op) {
    case Op.TextToBits: return parseBits(d, a, ea, valid, rows)
    case Op.TextToI64: return parseIntegers(d, a, ea, valid, rows)
    case Op.TextToF64: return parseFloats(d, a, ea, rows, valid)
    case Op.TextToTimestamp: return parseTimestamps(d, a, ea, valid, rows)
  }
}

function parseBits(d: usize, a: usize, ea: usize, valid: usize, rows: i32): void {
  for (let row = 0; row < rows; row++, a += ea) {
    const at = d + (<usize>row >> 3)
    if ((row & 7) == 0) store<u8>(at, 0)
    const from = address(a)
    const size = length(a)
    // 'true' and 'fals' as little-endian words.
    const isTrue = size == 4 && load<u32>(from) == 0x65757274
    const isFalse = size == 5 && load<u32>(from) == 0x736c6166 && load<u8>(from, 4) == 0x65
    if (isTrue) store<u8>(at, load<u8>(at) | (<u8>1 << <u8>(row & 7)))
    else if (!isFalse) clearBit(valid, row)
  }
}

let integer: i64 = 0

/** Reads [+-]digits into {@link integer}; false where that is not what stands there, or does not fit. */
function readInteger(from: usize, size: i32): bool {
  const end = from + size
  const sign = size > 0 ? <u32>load<u8>(from) : 0
  const negative = sign == 45
  if (negative || sign == 43) from++
  if (from == end) return false
  const limit = negative ? <u64>1 << 63 : <u64>i64.MAX_VALUE
  let value: u64 = 0
  for (; from < end; from++) {
    const digit = <u64>load<u8>(from) - 48
    if (digit > 9 || value > (limit - digit) / 10) return false
    value = value * 10 + digit
  }
  integer = negative ? 0 - <i64>value : <i64>value
  return true
}

function parseIntegers(d: usize, a: usize, ea: usize, valid: usize, rows: i32): void {
  for (let row = 0; row < rows; row++, d += 8, a += ea) {
    const fits = readInteger(address(a), length(a))
    store<i64>(d, fits ? integer : 0)
    if (!fits) clearBit(valid, row)
  }
}

// Where the text of a timestamp is being read, its end, and whether it was wrong so far.
let cursor: usize = 0
let cursorEnd: usize = 0
let wrong = false

/** Reads exactly `count` digits of a number up to `most`. */
function digits(count: i32, most: i64): i64 {
  let value: i64 = 0
  for (; count > 0; count--) {
    const digit = cursor < cursorEnd ? <u32>load<u8>(cursor) - 48 : 10
    if (digit > 9) {
      wrong = true
      return 0
    }
    value = value * 10 + digit
    cursor++
  }
  if (value > most) wrong = true
  return value
}

/** Skips one of two bytes, and says whether one stood there. */
@inline
function accept(one: u32, other: u32): bool {
  if (cursor == cursorEnd) return false
  const byte = <u32>load<u8>(cursor)
  if (byte != one && byte != other) return false
  cursor++
  return true
}

@inline
function expect(one: u32, other: u32): void {
  if (!accept(one, other)) wrong = true
}

function daysOfMonth(year: i64, month: i64): i64 {
  if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31
}

/** YYYY-MM-DD as a day number. */
function readDate(): i64 {
  const year = digits(4, 9999)
  expect(45, 45)
  const month = digits(2, 12)
  expect(45, 45)
  const date = digits(2, 31)
  if (month < 1 || date < 1 || date > daysOfMonth(year, month)) wrong = true
  return wrong ? 0 : dayOfDate(year, month, date)
}

/** .f to .ffffff as microseconds. */
function readFraction(): i64 {
  let micros: i64 = 0
  let scale: i64 = 100000
  do {
    micros += digits(1, 9) * scale
    scale /= 10
  } while (scale > 0 && cursor < cursorEnd && <u32>load<u8>(cursor) - 48 < 10)
  return micros
}

/** HH:MM in minutes. */
function readHourMinute(): i64 {
  const hours = digits(2, 23)
  expect(58, 58)
  return hours * 60 + digits(2, 59)
}

/** Z, +HH:MM, -HH:MM or nothing, as microseconds to subtract. */
function readZone(): i64 {
  if (cursor == cursorEnd || accept(90, 90)) return 0
  const west = accept(45, 45)
  if (!west) expect(43, 43)
  const micros = readHourMinute() * 60000000
  return west ? -micros : micros
}

function readTimestamp(): i64 {
  const day = readDate() * dayMicros
  if (cursor == cursorEnd) return day
  expect(84, 32)
  const minutes = readHourMinute()
  expect(58, 58)
  let micros = (minutes * 60 + digits(2, 59)) * 1000000
  if (accept(46, 46)) micros += readFraction()
  return day + micros - readZone()
}

function parseTimestamps(d: usize, a: usize, ea: usize, valid: usize, rows: i32): void {
  for (let row = 0; row < rows; row++, d += 8, a += ea) {
    cursor = address(a)
    cursorEnd = cursor + length(a)
    wrong = false
    const t = readTimestamp()
    if (cursor != cursorEnd) wrong = true
    store<i64>(d, wrong ? 0 : t)
    if (wrong) clearBit(valid, row)
  }
}
