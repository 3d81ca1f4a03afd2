const PRIME_1 = 0x9e3779b1
const PRIME_2 = 0x85ebca77
const PRIME_3 = 0xc2b2ae3d
const PRIME_4 = 0x27d4eb2f
const PRIME_5 = 0x165667b1

/**
 * Hashes whole little-endian 32-bit words with xxHash32 (xxhash.com, specification 0.1.1).
 *
 * Only inputs of whole words are taken, because rows are padded to them; that keeps it at about a nanosecond a word.
 *
 * @param words the input, viewed as words.
 * @param from the first word, inclusive.
 * @param to the last word, exclusive.
 * @param seed any 32-bit number.
 * @returns the hash as an unsigned 32-bit number.
 */
export function xxh32(words: Int32Array, from: number, to: number, seed = 0): number {
  let at = from
  let hash = (seed + PRIME_5) | 0
  if (to - from >= 4) {
    let first = (seed + PRIME_1 + PRIME_2) | 0
    let second = (seed + PRIME_2) | 0
    let third = seed | 0
    let fourth = (seed - PRIME_1) | 0
    for (; at + 4 <= to; at += 4) {
      first = round(first, words[at]!)
      second = round(second, words[at + 1]!)
      third = round(third, words[at + 2]!)
      fourth = round(fourth, words[at + 3]!)
    }
    hash = (rotate(first, 1) + rotate(second, 7) + rotate(third, 12) + rotate(fourth, 18)) | 0
  }
  hash = (hash + (to - from) * 4) | 0
  for (; at < to; at++) hash = Math.imul(rotate((hash + Math.imul(words[at]!, PRIME_3)) | 0, 17), PRIME_4)
  return avalanche(hash)
}

/** Hashes bytes of any length, padded with zeros to whole words. */
export function xxh32Padded(bytes: Uint8Array, seed = 0): number {
  const words = new Int32Array((bytes.length + 3) >>> 2)
  new Uint8Array(words.buffer).set(bytes)
  return xxh32(words, 0, words.length, seed)
}

function round(lane: number, word: number): number {
  return Math.imul(rotate((lane + Math.imul(word, PRIME_2)) | 0, 13), PRIME_1)
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}

function avalanche(hash: number): number {
  const first = Math.imul(hash ^ (hash >>> 15), PRIME_2)
  const second = Math.imul(first ^ (first >>> 13), PRIME_3)
  return (second ^ (second >>> 16)) >>> 0
}
