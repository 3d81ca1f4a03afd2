import { Slot } from '../src/wasm/abi'
import { bitAt } from './inline/bits'
import { propagate } from './bitmap'
import { heapNeeded, reserve, trimHeap } from './heap'
import { fits, hidesBytes, moveOffsets, sizeOf } from './offsets'
import { storeValidity } from './output'
import { reportFull, validityBuffer, values } from './slot'
import { address, length, setView } from './text'
import { codePointAt, sizeOfLead, writeCodePoint } from './utf8'

// Lower and upper case: ASCII in vectors, the rest by a table that src/wasm/case-table.ts makes. Of both, `first` is the
// first ASCII letter that changes, 'A' or 'a'.

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

/** Flips the case of the letters from `first` to `first + 25`. Bytes that are not ASCII come out as anything. */
@inline
function flipCase(bytes: v128, first: i32): v128 {
  // The letters are moved to the end of the signed range, so that one comparison finds them.
  const moved = i8x16.add(bytes, i8x16.splat(<i8>(102 - first)))
  return v128.xor(bytes, v128.and(i8x16.gt_s(moved, i8x16.splat(101)), i8x16.splat(32)))
}

/** Maps ASCII, 16 bytes at a time, until a byte that is not; gives how many it mapped. Up to 15 more are overwritten. */
@inline
function mapAscii(to: usize, from: usize, size: i32, first: i32): i32 {
  for (let at = 0; at < size; at += 16) {
    const bytes = v128.load(from + at)
    v128.store(to + at, flipCase(bytes, first))
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

/** Maps a span that is all ASCII, and says whether it was. */
function mapSpan(to: usize, from: usize, size: i32, first: i32): bool {
  let wide = i8x16.splat(0)
  let at = 0
  for (; at + 64 <= size; at += 64) {
    const a = v128.load(from + at)
    const b = v128.load(from + at, 16)
    const c = v128.load(from + at, 32)
    const e = v128.load(from + at, 48)
    v128.store(to + at, flipCase(a, first))
    v128.store(to + at, flipCase(b, first), 16)
    v128.store(to + at, flipCase(c, first), 32)
    v128.store(to + at, flipCase(e, first), 48)
    wide = v128.or(wide, v128.or(v128.or(a, b), v128.or(c, e)))
  }
  return i8x16.bitmask(wide) == 0 && mapAscii(to + at, from + at, size - at, first) == size - at
}

/**
 * Stores a column of text in lower or upper case. A chunk of ASCII alone is mapped as one span, straight to the output;
 * another goes row by row over the heap, since how long it becomes shows only then. The offsets may be the column's own,
 * as long as no row changes its length: before one may, the output asks for offsets that it can write.
 */
export function storeCase(program: usize, d: usize, a: usize, b: usize, c: usize, rows: i32): bool {
  propagate(d, a, 0, 0, 0, rows)
  storeValidity(d, d, rows)
  const offsets = values(a)
  const from = <usize>load<u32>(a, Slot.Data) + load<u32>(offsets)
  const size = load<u32>(offsets + (<usize>rows << 2)) - load<u32>(offsets)
  const start = load<u32>(values(d))
  const to = <usize>load<u32>(d, Slot.Data) + start
  const table = values(b)
  const first = load<i32>(values(c))
  const sharesOffsets = offsets == values(d)
  if (!hidesBytes(a, rows)) {
    const total = <u64>start + size
    if (!fits(program, d, Slot.DataCapacity, total, total)) return false
    if (mapSpan(to, from, size, first)) {
      if (!sharesOffsets) moveOffsets(d, a, rows)
      return true
    }
  }
  if (!sharesOffsets) return storeCaseRows(program, d, a, size, table, first, rows)
  reportFull(program, d, Slot.Values, 0)
  return false
}

function storeCaseRows(program: usize, d: usize, a: usize, size: i32, table: usize, first: i32, rows: i32): bool {
  const to = reserve(<u64>size + (<u64>size >> 1) + 16)
  if (to == 0) {
    reportFull(program, 0, 0, heapNeeded())
    return false
  }
  const valid = validityBuffer(d)
  const from = values(a)
  const data = <usize>load<u32>(a, Slot.Data)
  const offsets = values(d)
  const start = load<u32>(offsets)
  let end = to
  for (let row = 0; row < rows; row++) {
    const text = data + load<u32>(from + (<usize>row << 2))
    if (bitAt(valid, row)) end = mapText(end, text, sizeOf(from, row), table, first)
    store<u32>(offsets + (<usize>row << 2), start + <u32>(end - to), 4)
  }
  const total = <u64>start + (end - to)
  if (!fits(program, d, Slot.DataCapacity, total, total)) return false
  memory.copy(<usize>load<u32>(d, Slot.Data) + start, to, end - to)
  return true
}
