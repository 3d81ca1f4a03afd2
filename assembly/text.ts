import { copyBytes } from './inline/bytes'
import { clearBit } from './bitmap'
import { reserve } from './heap'
import { countCodePoints, sizeOfLead } from './utf8'

// Text as views of 8 bytes: address and length. ea is 8, or 0 for a constant. Views are well formed also where the row is
// null, so no loop looks at validity. A function that writes gives false where the heap is full.

/** Address of a view's first byte. */
@inline
export function address(view: usize): usize {
  return load<u32>(view)
}

/** Length of a view. */
@inline
export function length(view: usize): i32 {
  return load<i32>(view, 4)
}

/** The lengths of the four views from `view` on; `step` is 16 bytes, or 0 for a constant. */
@inline
export function lengths(view: usize, step: usize): v128 {
  return v128.shuffle<i32>(v128.load(view), v128.load(view + step), 1, 3, 5, 7)
}

/** Writes a view. */
@inline
export function setView(view: usize, from: usize, size: i32): void {
  store<u32>(view, <u32>from)
  store<i32>(view, size, 4)
}

/** The lengths of views: bytes of text, items of lists. */
export function viewLengths(d: usize, a: usize, ea: usize, rows: i32): void {
  for (let end = d + (<usize>rows << 2); d < end; d += 4, a += ea) store<i32>(d, length(a))
}

/** The number of code points of each text. */
export function codePoints(d: usize, a: usize, ea: usize, rows: i32): void {
  for (let end = d + (<usize>rows << 2); d < end; d += 4, a += ea) store<i32>(d, countCodePoints(address(a), length(a)))
}

@inline
function isSpace(byte: u32): bool {
  return byte == 32 || (byte >= 9 && byte <= 13)
}

/** Views without ASCII whitespace at both ends. */
export function trim(d: usize, a: usize, ea: usize, rows: i32): void {
  for (let end = d + (<usize>rows << 3); d < end; d += 8, a += ea) {
    let from = address(a)
    let to = from + length(a)
    while (from < to && isSpace(load<u8>(from))) from++
    while (from < to && isSpace(load<u8>(to - 1))) to--
    setView(d, from, <i32>(to - from))
  }
}

/** Skips up to `count` code points from `at`, not beyond `end`. */
@inline
function skip(at: usize, end: usize, count: i64): usize {
  for (; count > 0 && at < end; count--) at += sizeOfLead(load<u8>(at))
  return at
}

/** Views of `c` code points from code point `b` on; clears rows where one is negative. */
export function substring(d: usize, a: usize, ea: usize, b: usize, eb: usize, c: usize, ec: usize, valid: usize, rows: i32): void {
  for (let row = 0; row < rows; row++, d += 8, a += ea, b += eb, c += ec) {
    const start = load<i64>(b)
    const count = load<i64>(c)
    const end = address(a) + length(a)
    const from = skip(address(a), end, start)
    setView(d, from, <i32>(skip(from, end, count) - from))
    if (start < 0 || count < 0) clearBit(valid, row)
  }
}

/** The first text followed by the second. */
export function concat(d: usize, a: usize, ea: usize, b: usize, eb: usize, rows: i32): bool {
  for (let end = d + (<usize>rows << 3); d < end; d += 8, a += ea, b += eb) {
    const size = <u64>length(a) + <u64>length(b)
    const to = size > <u64>i32.MAX_VALUE ? reserve(<u64>u32.MAX_VALUE) : reserve(size)
    if (to == 0) return false
    copyBytes(to, address(a), length(a))
    copyBytes(to + length(a), address(b), length(b))
    setView(d, to, <i32>size)
  }
  return true
}
