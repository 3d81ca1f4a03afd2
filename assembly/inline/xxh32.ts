// xxHash32 of whole words (xxhash.com, specification 0.1.1); src/stores/online/xxh32.ts is its twin.
const PRIME_1: u32 = 0x9e3779b1
const PRIME_2: u32 = 0x85ebca77
const PRIME_3: u32 = 0xc2b2ae3d
const PRIME_4: u32 = 0x27d4eb2f
const PRIME_5: u32 = 0x165667b1

/** Hashes the words from `at` to `end`; the four lanes of the hash are those of a vector. */
@inline
export function xxh32(at: usize, end: usize, seed: u32): u32 {
  const bytes = <u32>(end - at)
  let hash: u32 = seed + PRIME_5
  if (bytes >= 16) {
    let lanes = i32x4.add(i32x4(<i32>(PRIME_1 + PRIME_2), <i32>PRIME_2, 0, <i32>(0 - PRIME_1)), i32x4.splat(<i32>seed))
    for (; at + 16 <= end; at += 16) lanes = round(lanes, v128.load(at))
    hash =
      rotl<u32>(<u32>i32x4.extract_lane(lanes, 0), 1) +
      rotl<u32>(<u32>i32x4.extract_lane(lanes, 1), 7) +
      rotl<u32>(<u32>i32x4.extract_lane(lanes, 2), 12) +
      rotl<u32>(<u32>i32x4.extract_lane(lanes, 3), 18)
  }
  hash += bytes
  for (; at < end; at += 4) hash = rotl<u32>(hash + load<u32>(at) * PRIME_3, 17) * PRIME_4
  hash = (hash ^ (hash >> 15)) * PRIME_2
  hash = (hash ^ (hash >> 13)) * PRIME_3
  return hash ^ (hash >> 16)
}

/**
 * Hashes bytes `from` to `to`, at least 16, of each of four runs: side by side, because a step of one waits for that before
 * it.
 */
@inline
export function xxh32_4(first: usize, second: usize, third: usize, fourth: usize, from: u32, to: u32, seed: u32): v128 {
  const bytes = to - from
  first += from
  second += from
  third += from
  fourth += from
  const start = i32x4.add(i32x4(<i32>(PRIME_1 + PRIME_2), <i32>PRIME_2, 0, <i32>(0 - PRIME_1)), i32x4.splat(<i32>seed))
  let a = start
  let b = start
  let c = start
  let d = start
  for (const end = first + <usize>(bytes & -16); first < end; first += 16, second += 16, third += 16, fourth += 16) {
    a = round(a, v128.load(first))
    b = round(b, v128.load(second))
    c = round(c, v128.load(third))
    d = round(d, v128.load(fourth))
  }
  // From the lanes of each hash to the hashes of each lane.
  const ab = i32x4.shuffle(a, b, 0, 4, 1, 5)
  const cd = i32x4.shuffle(c, d, 0, 4, 1, 5)
  const abHigh = i32x4.shuffle(a, b, 2, 6, 3, 7)
  const cdHigh = i32x4.shuffle(c, d, 2, 6, 3, 7)
  let hash = i32x4.add(
    i32x4.add(
      rotl_4(i64x2.shuffle(ab, cd, 0, 2), 1),
      rotl_4(i64x2.shuffle(ab, cd, 1, 3), 7),
    ),
    i32x4.add(
      rotl_4(i64x2.shuffle(abHigh, cdHigh, 0, 2), 12),
      rotl_4(i64x2.shuffle(abHigh, cdHigh, 1, 3), 18),
    ),
  )
  hash = i32x4.add(hash, i32x4.splat(<i32>bytes))
  for (const end = first + <usize>(bytes & 15); first < end; first += 4, second += 4, third += 4, fourth += 4) {
    let words = v128.load_zero<u32>(first)
    words = v128.load_lane<u32>(second, words, 1)
    words = v128.load_lane<u32>(third, words, 2)
    words = v128.load_lane<u32>(fourth, words, 3)
    hash = i32x4.mul(rotl_4(i32x4.add(hash, i32x4.mul(words, i32x4.splat(<i32>PRIME_3))), 17), i32x4.splat(<i32>PRIME_4))
  }
  hash = i32x4.mul(v128.xor(hash, i32x4.shr_u(hash, 15)), i32x4.splat(<i32>PRIME_2))
  hash = i32x4.mul(v128.xor(hash, i32x4.shr_u(hash, 13)), i32x4.splat(<i32>PRIME_3))
  return v128.xor(hash, i32x4.shr_u(hash, 16))
}

@inline
function rotl_4(words: v128, bits: i32): v128 {
  return v128.or(i32x4.shl(words, bits), i32x4.shr_u(words, 32 - bits))
}

@inline
function round(lanes: v128, words: v128): v128 {
  lanes = i32x4.add(lanes, i32x4.mul(words, i32x4.splat(<i32>PRIME_2)))
  return i32x4.mul(rotl_4(lanes, 13), i32x4.splat(<i32>PRIME_1))
}
