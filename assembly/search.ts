import { Op, Slot } from '../src/wasm/abi'
import { compareBytes, copyBytes, equalBytes } from './inline/bytes'
import { rowMask } from './inline/bits'
import { bits, fillBits, setBit } from './bitmap'
import { reserve } from './heap'
import { values } from './slot'
import { address, length, lengths, setView } from './text'

// Comparisons and searches of text by bytes, which is by code points too: UTF-8 keeps their order and its characters
// begin nowhere else.

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

/**
 * Which rows of a column contain one needle: the chunk's bytes are searched as one text, and what is found belongs to the
 * row it lies in, unless it goes on into the next.
 */
export function columnContains(d: usize, a: usize, needle: usize, rows: i32): void {
  const size = length(needle)
  fillBits(d, size == 0 ? <u64>-1 : 0, rows)
  if (size == 0) return
  const offsets = values(a)
  const data = <usize>load<u32>(a, Slot.Data)
  const end = data + load<u32>(offsets + (<usize>rows << 2))
  const text = address(needle)
  let row = 0
  for (let at = data + load<u32>(offsets); at + size <= end; ) {
    const next = find(at, <i32>(end - at), text, size)
    if (next < 0) return
    at += next
    while (data + load<u32>(offsets + (<usize>row << 2), 4) <= at) row++
    const rowEnd = data + load<u32>(offsets + (<usize>row << 2), 4)
    if (at + size <= rowEnd) {
      setBit(d, row)
      at = rowEnd
    } else at++
  }
}

@inline
function test(op: i32, a: usize, b: usize): bool {
  const x = address(a)
  const xLength = length(a)
  const y = address(b)
  const yLength = length(b)
  if (op == Op.LtText) return compareBytes(x, xLength, y, yLength) < 0
  if (op == Op.LeText) return compareBytes(x, xLength, y, yLength) <= 0
  if (op == Op.Contains) return find(x, xLength, y, yLength) >= 0
  if (op == Op.StartsWith) return xLength >= yLength && equalBytes(x, y, yLength)
  return xLength >= yLength && equalBytes(x + xLength - yLength, y, yLength)
}

/** Bits of which of the four views from `a` and `b` on have the same length. */
@inline
function sameLengths(a: usize, va: usize, b: usize, vb: usize): u64 {
  return i32x4.bitmask(i32x4.eq(lengths(a, va), lengths(b, vb)))
}

/**
 * Equality, 64 rows at a time: lengths in vectors first, then the bytes of those rows whose lengths are the same. Steps
 * are those of vectors.
 */
function equalTexts(d: usize, a: usize, va: usize, b: usize, vb: usize, rows: i32): void {
  const ea = va >> 1
  const eb = vb >> 1
  for (; rows > 0; rows -= 64, d += 8, a += ea << 6, b += eb << 6) {
    let same: u64 = 0
    for (let row = 0; row < 64; row += 4) same |= sameLengths(a + ea * row, va, b + eb * row, vb) << row
    same &= rowMask(rows)
    let equal = same
    for (; same != 0; same &= same - 1) {
      const row = <usize>ctz(same)
      const x = a + ea * row
      equal ^= <u64>!equalBytes(address(x), address(b + eb * row), length(x)) << row
    }
    store<u64>(d, equal)
  }
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
    case Op.EqText: return equalTexts(d, a, ea << 1, b, eb << 1, rows)
    case Op.NeText: {
      equalTexts(d, a, ea << 1, b, eb << 1, rows)
      return bits(Op.NotBits, d, d, d, rows)
    }
    case Op.LtText: return testLoop(Op.LtText, d, a, ea, b, eb, rows)
    case Op.LeText: return testLoop(Op.LeText, d, a, ea, b, eb, rows)
    case Op.Contains: return testLoop(Op.Contains, d, a, ea, b, eb, rows)
    case Op.StartsWith: return testLoop(Op.StartsWith, d, a, ea, b, eb, rows)
    case Op.EndsWith: return testLoop(Op.EndsWith, d, a, ea, b, eb, rows)
  }
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
