// Strings of up to 15 bytes as words: their hashes, and beside them their tails, what is behind the first 8 bytes with the
// length above it. For one tail the hash is a permutation of the first 8 bytes, so strings are equal just where both are;
// no string has to be read again. `first` is as in text-words, `validity` 0 means that every row has a value.
import { bitAt } from './inline/bits'
import { markPresent } from './inline/presence'
import { blinding, mix } from './keys'
import { rowOf, sizeAt, textAt } from './text-words'

const mostBytes = 15

// The tails of rows without a value, and of longer strings: those of no string of up to 15 bytes.
const noTail: u64 = 0xff00000000000000
const longTail: u64 = 0xfe00000000000000

/** Says whether any string has more than 15 bytes. */
export function has_long(offsets: usize, row: i32, end: i32): i32 {
  for (; row < end; row++) if (sizeAt(offsets, row) > mostBytes) return 1
  return 0
}

/** Writes hashes and tails of strings; rows without a value have a hash of 0. Another `salt` makes other hashes. */
export function words_short(
  offsets: usize, bytes: usize, validity: usize, salt: u64, row: i32, end: i32, out: usize, tails: usize,
): void {
  const seed = blinding() ^ salt
  const start = rotl<u64>(seed, 31) * 0xbea225f9eb34556d
  for (; row < end; row++) {
    const size = sizeAt(offsets, row)
    const at = textAt(offsets, bytes, row)
    // Of the 8 bytes that are not whole, in the first or the second half, those before the end.
    const partly = (<u64>1 << <u64>((size & 7) << 3)) - 1
    const head = load<u64>(at) & select<u64>(-1, partly, size >= 8)
    const rest = load<u64>(at, 8) & select<u64>(partly, 0, size >= 8)
    let tail = select<u64>(rest | (<u64>size << 56), longTail, size <= mostBytes)
    // As in hashText, a product of halves that the seed blinds.
    const blinded = tail ^ seed
    let hash = mix(head ^ (start + (blinded & 0xffffffff) * (blinded >> 32)))
    if (validity) {
      const valid = bitAt(validity, row) != 0
      hash = select<u64>(hash, 0, valid)
      tail = select<u64>(tail, noTail, valid)
    }
    store<u64>(out + (<usize>row << 3), hash)
    store<u64>(tails + (<usize>row << 3), tail)
  }
}

@inline
function tailAt(tails: usize, row: i32): u64 {
  return load<u64>(tails + (<usize>row << 3))
}

/** As `count_unlike`, of rows that got one id by their hash. */
export function count_unlike_tails(tails: usize, ids: usize, first: usize, row: i32, end: i32): i32 {
  let count = 0
  for (; row < end; row++) {
    const id = load<i32>(ids + (<usize>row << 2))
    if (id < 0) continue
    count += <i32>(tailAt(tails, row) != tailAt(tails, rowOf(id, first)))
  }
  return count
}

/** As `drop_unlike`, of rows that got an id by their hash. */
export function drop_unlike_tails(
  tails: usize, length: i32, knownTails: usize, first: usize, ids: usize, present: usize,
): i32 {
  let found: i64 = 0
  for (let row = 0; row < length; row += 64, present += 8) {
    const block = ids + (<usize>row << 2)
    const lanes = min(64, length - row)
    for (let lane = 0; lane < lanes; lane++) {
      const at = block + (<usize>lane << 2)
      const id = load<i32>(at)
      // Any row stands in where there is none.
      const same = tailAt(tails, row + lane) == tailAt(knownTails, rowOf(max(id, 0), first))
      store<i32>(at, select(id, -1, same))
    }
    found += markPresent(block, lanes, present)
  }
  return <i32>found
}
