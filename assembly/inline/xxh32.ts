// xxHash32 of whole words (xxhash.com, specification 0.1.1); src/stores/online/xxh32.ts is its twin.
const PRIME_1: u32 = 0x9e3779b1
const PRIME_2: u32 = 0x85ebca77
const PRIME_3: u32 = 0xc2b2ae3d
const PRIME_4: u32 = 0x27d4eb2f
const PRIME_5: u32 = 0x165667b1

/** Hashes the words from `at` to `end`. */
@inline
export function xxh32(at: usize, end: usize, seed: u32): u32 {
  const bytes = <u32>(end - at)
  let hash: u32 = seed + PRIME_5
  if (bytes >= 16) {
    let first: u32 = seed + PRIME_1 + PRIME_2
    let second: u32 = seed + PRIME_2
    let third: u32 = seed
    let fourth: u32 = seed - PRIME_1
    for (; at + 16 <= end; at += 16) {
      first = round(first, load<u32>(at))
      second = round(second, load<u32>(at, 4))
      third = round(third, load<u32>(at, 8))
      fourth = round(fourth, load<u32>(at, 12))
    }
    hash = rotl<u32>(first, 1) + rotl<u32>(second, 7) + rotl<u32>(third, 12) + rotl<u32>(fourth, 18)
  }
  hash += bytes
  for (; at < end; at += 4) hash = rotl<u32>(hash + load<u32>(at) * PRIME_3, 17) * PRIME_4
  hash = (hash ^ (hash >> 15)) * PRIME_2
  hash = (hash ^ (hash >> 13)) * PRIME_3
  return hash ^ (hash >> 16)
}

@inline
function round(lane: u32, word: u32): u32 {
  return rotl<u32>(lane + word * PRIME_2, 13) * PRIME_1
}
