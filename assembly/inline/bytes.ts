/** The first 8 bytes of a string as a number that compares as the string does; shorter ones are padded with zeros. */
@inline
export function bytesPrefix(from: usize, length: i32): u64 {
  const word = bswap<u64>(load<u64>(from))
  return length >= 8 ? word : length == 0 ? 0 : word & (<u64>-1 << <u64>(64 - 8 * length))
}

/** Compares two strings of bytes as unsigned bytes, the shorter first where one begins the other: < 0, 0 or > 0. */
@inline
export function compareBytes(a: usize, aLength: i32, b: usize, bLength: i32): i32 {
  const shared = min(aLength, bLength)
  let at = 0
  for (; at + 8 <= shared; at += 8) {
    const x = load<u64>(a + at)
    const y = load<u64>(b + at)
    if (x != y) return bswap<u64>(x) < bswap<u64>(y) ? -1 : 1
  }
  if (at < shared) {
    const x = bytesPrefix(a + at, shared - at)
    const y = bytesPrefix(b + at, shared - at)
    if (x != y) return x < y ? -1 : 1
  }
  return aLength - bLength
}

/** Lanes of 16 bytes of which only the first `length` are ones. */
@inline
export function firstBytes(length: i32): v128 {
  const lanes = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
  return i8x16.gt_s(i8x16.splat(<i8>min(length, 16)), lanes)
}

/** Says whether two strings of the same length are equal. Reads up to 31 bytes behind the end. */
@inline
export function equalBytes(a: usize, b: usize, length: i32): bool {
  for (; length > 32; length -= 16, a += 16, b += 16) {
    if (v128.any_true(v128.xor(v128.load(a), v128.load(b)))) return false
  }
  const low = v128.and(v128.xor(v128.load(a), v128.load(b)), firstBytes(length))
  const high = v128.and(v128.xor(v128.load(a, 16), v128.load(b, 16)), firstBytes(length - 16))
  return !v128.any_true(v128.or(low, high))
}

/** Copies up to 32 bytes: 32 are written, so copy in ascending order. */
@inline
export function copyShort(to: usize, from: usize): void {
  const low = v128.load(from)
  const high = v128.load(from, 16)
  v128.store(to, low)
  v128.store(to, high, 16)
}

/** Copies bytes in whole vectors: up to 31 bytes behind the end are overwritten, so copy in ascending order. */
export function copyBytes(to: usize, from: usize, length: usize): void {
  if (length > 256) {
    memory.copy(to, from, length)
    return
  }
  copyShort(to, from)
  for (let at: usize = 32; at < length; at += 16) v128.store(to + at, v128.load(from + at))
}
