import { Op } from '../src/wasm/abi'
import { compareBytes, copyBytes, equalBytes } from './inline/bytes'
import { clearBit } from './bitmap'
import { reserve, trimHeap } from './heap'
import { codePointAt, countCodePoints, sizeOfLead, writeCodePoint } from './utf8'

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

/**
 * Position of the first occurrence of a needle, or -1. Candidates are where its first and last byte fit, 16 positions at
 * a time. Reads up to 15 bytes behind the end.
 */
function find(hay: usize, hayLength: i32, needle: usize, needleLength: i32): i32 {
  if (needleLength == 0) return 0
  const last = hayLength - needleLength
  const firstByte = i8x16.splat(load<u8>(needle))
  const lastByte = i8x16.splat(load<u8>(needle + needleLength - 1))
  for (let at = 0; at <= last; at += 16) {
    const begin = v128.eq<i8>(v128.load(hay + at), firstByte)
    const finish = v128.eq<i8>(v128.load(hay + at + needleLength - 1), lastByte)
    for (let hits = i8x16.bitmask(v128.and(begin, finish)); hits != 0; hits &= hits - 1) {
      const candidate = at + ctz<i32>(hits)
      if (candidate > last) return -1
      if (equalBytes(hay + candidate, needle, needleLength)) return candidate
    }
  }
  return -1
}

@inline
function test(op: i32, a: usize, b: usize): bool {
  const x = address(a)
  const xLength = length(a)
  const y = address(b)
  const yLength = length(b)
  if (op == Op.EqText) return xLength == yLength && equalBytes(x, y, xLength)
  if (op == Op.NeText) return xLength != yLength || !equalBytes(x, y, xLength)
  if (op == Op.LtText) return compareBytes(x, xLength, y, yLength) < 0
  if (op == Op.LeText) return compareBytes(x, xLength, y, yLength) <= 0
  if (op == Op.Contains) return find(x, xLength, y, yLength) >= 0
  if (op == Op.StartsWith) return xLength >= yLength && equalBytes(x, y, yLength)
  return xLength >= yLength && equalBytes(x + xLength - yLength, y, yLength)
}

@inline
function testLoop(op: i32, d: usize, a: usize, ea: usize, b: usize, eb: usize, rows: i32): void {
  let byte: u32 = 0
  for (let row = 0; row < rows; row++, a += ea, b += eb) {
    byte |= u32(test(op, a, b)) << (row & 7)
    if ((row & 7) == 7 || row == rows - 1) {
      store<u8>(d++, byte)
      byte = 0
    }
  }
}

/** Comparisons of text by bytes, and searches, into a bitmap. */
export function testText(op: i32, d: usize, a: usize, ea: usize, b: usize, eb: usize, rows: i32): void {
  switch (op) {
    case Op.EqText: return testLoop(Op.EqText, d, a, ea, b, eb, rows)
    case Op.NeText: return testLoop(Op.NeText, d, a, ea, b, eb, rows)
    case Op.LtText: return testLoop(Op.LtText, d, a, ea, b, eb, rows)
    case Op.LeText: return testLoop(Op.LeText, d, a, ea, b, eb, rows)
    case Op.Contains: return testLoop(Op.Contains, d, a, ea, b, eb, rows)
    case Op.StartsWith: return testLoop(Op.StartsWith, d, a, ea, b, eb, rows)
    case Op.EndsWith: return testLoop(Op.EndsWith, d, a, ea, b, eb, rows)
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

function countOccurrences(hay: usize, hayLength: i32, needle: usize, needleLength: i32): i32 {
  let count = 0
  let at = 0
  while (needleLength > 0) {
    const next = find(hay + at, hayLength - at, needle, needleLength)
    if (next < 0) break
    at += next + needleLength
    count++
  }
  return count
}

function replaceAll(to: usize, a: usize, b: usize, c: usize): void {
  let from = address(a)
  let rest = length(a)
  for (;;) {
    const next = find(from, rest, address(b), length(b))
    if (next < 0) break
    copyBytes(to, from, next)
    copyBytes(to + next, address(c), length(c))
    to += next + length(c)
    from += next + length(b)
    rest -= next + length(b)
  }
  copyBytes(to, from, rest)
}

/** Each occurrence of b in a replaced by c; the text itself where there is none. */
export function replace(d: usize, a: usize, ea: usize, b: usize, eb: usize, c: usize, ec: usize, rows: i32): bool {
  for (let end = d + (<usize>rows << 3); d < end; d += 8, a += ea, b += eb, c += ec) {
    const count = countOccurrences(address(a), length(a), address(b), length(b))
    if (count == 0) {
      setView(d, address(a), length(a))
      continue
    }
    const size = <i64>length(a) + <i64>count * (<i64>length(c) - <i64>length(b))
    const to = size > <i64>i32.MAX_VALUE ? reserve(<u64>u32.MAX_VALUE) : reserve(size)
    if (to == 0) return false
    replaceAll(to, a, b, c)
    setView(d, to, <i32>size)
  }
  return true
}

/**
 * Maps a code point by a table: a word with the number of pages of 128 code points, then for each the number of its page
 * of differences (u16, padded to 4 bytes), then the pages (i32 each).
 */
@inline
function mapCodePoint(table: usize, point: u32): u32 {
  const pages = load<u32>(table)
  const page = point >> 7
  if (page >= pages) return point
  const differences = table + 4 + ((<usize>pages * 2 + 3) & ~3)
  const slot = (<usize>load<u16>(table + 4 + (<usize>page << 1)) << 7) + (point & 127)
  return point + load<u32>(differences + (slot << 2))
}

/** Copies ASCII with the case of letters from `first` to `first + 25` flipped, 16 bytes at a time, until a byte that is not. */
@inline
function mapAscii(to: usize, from: usize, size: i32, first: i32): i32 {
  const before = i8x16.splat(<i8>(first - 1))
  const behind = i8x16.splat(<i8>(first + 26))
  const flip = i8x16.splat(32)
  let at = 0
  for (; at < size; at += 16) {
    const bytes = v128.load(from + at)
    const letters = v128.and(i8x16.gt_s(bytes, before), i8x16.lt_s(bytes, behind))
    v128.store(to + at, v128.xor(bytes, v128.and(letters, flip)))
    const wide = i8x16.bitmask(bytes)
    if (wide != 0) return min<i32>(at + ctz<i32>(wide), size)
  }
  return size
}

function mapText(to: usize, from: usize, size: i32, table: usize, first: i32): usize {
  const ascii = mapAscii(to, from, size, first)
  const end = from + size
  from += ascii
  to += ascii
  while (from < end) {
    const point = codePointAt(from)
    from += sizeOfLead(load<u8>(from))
    to += writeCodePoint(to, mapCodePoint(table, point))
  }
  return to
}

/**
 * Lower or upper case by a table of code points. `c` holds the first ASCII letter that changes, 'A' or 'a'. A code point
 * takes at most half as many bytes more.
 */
export function mapCase(d: usize, a: usize, ea: usize, table: usize, c: usize, rows: i32): bool {
  const first = load<i32>(c)
  for (let end = d + (<usize>rows << 3); d < end; d += 8, a += ea) {
    const size = length(a)
    const to = reserve(<u64>size + (<u64>size >> 1) + 16)
    if (to == 0) return false
    const behind = mapText(to, address(a), size, table, first)
    if (behind - to > <usize>i32.MAX_VALUE) return reserve(<u64>u32.MAX_VALUE) != 0
    trimHeap(behind)
    setView(d, to, <i32>(behind - to))
  }
  return true
}
