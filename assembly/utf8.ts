import { firstBytes } from './inline/bytes'

// UTF-8 that is known to be valid.

/** Bytes of the code point whose first byte is `lead`. */
@inline
export function sizeOfLead(lead: u32): i32 {
  return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
}

/** The code point at an address. */
@inline
export function codePointAt(at: usize): u32 {
  const lead = <u32>load<u8>(at)
  if (lead < 0x80) return lead
  const second = <u32>load<u8>(at, 1) & 63
  if (lead < 0xe0) return ((lead & 31) << 6) | second
  const third = <u32>load<u8>(at, 2) & 63
  if (lead < 0xf0) return ((lead & 15) << 12) | (second << 6) | third
  return ((lead & 7) << 18) | (second << 12) | (third << 6) | (<u32>load<u8>(at, 3) & 63)
}

/** Writes a code point and gives the number of its bytes. */
@inline
export function writeCodePoint(at: usize, point: u32): i32 {
  if (point < 0x80) {
    store<u8>(at, point)
    return 1
  }
  if (point < 0x800) {
    store<u8>(at, 0xc0 | (point >> 6))
    store<u8>(at, 0x80 | (point & 63), 1)
    return 2
  }
  if (point < 0x10000) {
    store<u8>(at, 0xe0 | (point >> 12))
    store<u8>(at, 0x80 | ((point >> 6) & 63), 1)
    store<u8>(at, 0x80 | (point & 63), 2)
    return 3
  }
  store<u8>(at, 0xf0 | (point >> 18))
  store<u8>(at, 0x80 | ((point >> 12) & 63), 1)
  store<u8>(at, 0x80 | ((point >> 6) & 63), 2)
  store<u8>(at, 0x80 | (point & 63), 3)
  return 4
}

/** Counts the code points of `length` bytes: those that do not continue one. Reads up to 15 bytes behind the end. */
export function countCodePoints(at: usize, length: i32): i32 {
  const lastContinuation = i8x16.splat(-65)
  let count = 0
  for (; length > 0; length -= 16, at += 16) {
    let starts = i8x16.bitmask(i8x16.gt_s(v128.load(at), lastContinuation))
    if (length < 16) starts &= (1 << length) - 1
    count += popcnt<i32>(starts)
  }
  return count
}

/** Says whether the bytes from `at` to `end` are all ASCII. Reads up to 15 bytes behind the end. */
export function isAscii(at: usize, end: usize): bool {
  let wide = i8x16.splat(0)
  for (; at + 64 <= end; at += 64) {
    const low = v128.or(v128.load(at), v128.load(at, 16))
    wide = v128.or(wide, v128.or(low, v128.or(v128.load(at, 32), v128.load(at, 48))))
  }
  for (; at + 16 <= end; at += 16) wide = v128.or(wide, v128.load(at))
  wide = v128.or(wide, v128.and(v128.load(at), firstBytes(<i32>(end - at))))
  return i8x16.bitmask(wide) == 0
}
