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

/** Says whether two strings of the same length are equal. */
@inline
export function equalBytes(a: usize, b: usize, length: i32): bool {
  let at = 0
  for (; at + 8 <= length; at += 8) if (load<u64>(a + at) != load<u64>(b + at)) return false
  return at == length || ((load<u64>(a + at) ^ load<u64>(b + at)) << <u64>(64 - 8 * (length - at))) == 0
}

/** Copies bytes in whole vectors: up to 15 bytes behind the end are overwritten, so copy in ascending order. */
@inline
export function copyBytes(to: usize, from: usize, length: usize): void {
  if (length > 256) {
    memory.copy(to, from, length)
    return
  }
  for (let at: usize = 0; at < length; at += 16) v128.store(to + at, v128.load(from + at))
}
