import { reserve, trimHeap } from './heap'
import { address, length, setView } from './text'
import { codePointAt, sizeOfLead, writeCodePoint } from './utf8'

// Lower and upper case: ASCII in vectors, the rest by a table that src/wasm/case-table.ts makes.

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
