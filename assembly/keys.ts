// Keys to ids: rows with equal keys get equal ids, counted from 0 in order of first appearance. A key of several columns
// is built one column at a time: the ids so far (`prior`; address 0 means that all are 0) and the column's word make
// the next ids. A prior id below 0 leaves the row out: its id is -1.
//
// `first` receives the row where each id first appeared. Ids are found in a direct table (dense-ids) or in a hash table
// of words (word-ids, dealt-ids, quotient-table); the words of strings are hashes (text-words, short-words). Probes look
// rows of another column up, -1 where the table lacks their key, write the bits of the rows found to `present`, and return
// how many they are.
import { bitAt } from './inline/bits'

// A seed the host draws per process, at the first key: whoever sends keys cannot know which of them collide. No result
// depends on it. 0 is none.
let seed: u64 = 0

@external('env', 'drawSeed')
declare function drawSeed(): u64

// Multiply and fold, twice: the finaliser of Ettinger's "mx3" family.
@inline
export function mix(word: u64): u64 {
  word ^= word >> 32
  word *= 0xbea225f9eb34556d
  word ^= word >> 29
  word *= 0xbea225f9eb34556d
  return word ^ (word >> 32)
}

/**
 * The hash of a key: a product of a product, so that every bit of the key tells in the upper bits. The prior id enters
 * between them, where nobody without the seed knows what it meets. By one prior id no two words have one hash.
 */
@inline
export function hashOf(word: u64, prior: i32, blind: u64): u64 {
  const product = (word ^ blind) * 0xbea225f9eb34556d
  return (product ^ (product >> 32) ^ <u64>prior) * 0x9fb21c651e98df25
}

/** The slot of a key in a table of 2^(64 - shift) entries: the upper bits of its hash. */
@inline
export function slotOf(word: u64, prior: i32, blind: u64, shift: u64): usize {
  return <usize>(hashOf(word, prior, blind) >> shift)
}

/** The seed, to be read once a call. */
@inline
export function blinding(): u64 {
  if (seed == 0) seed = drawSeed()
  return seed
}

/** Products of the halves, each blinded by the state, which the seed begins: no pair of inputs collides under every seed. */
@inline
export function hashText(from: usize, length: i32, salt: u64): u64 {
  let hash = blinding() ^ salt ^ (<u64>length * 0x9fb21c651e98df25)
  let at = 0
  for (; at + 8 <= length; at += 8) hash = absorb(hash, load<u64>(from + at))
  if (at < length) hash = absorb(hash, load<u64>(from + at) & (<u64>-1 >> <u64>(64 - 8 * (length - at))))
  return mix(hash)
}

@inline
function absorb(hash: u64, word: u64): u64 {
  const blinded = word ^ hash
  return rotl<u64>(hash, 31) * 0xbea225f9eb34556d + (blinded & 0xffffffff) * (blinded >> 32)
}

/** The id that a row's columns so far have. */
@inline
export function priorAt(prior: usize, row: i32): i32 {
  return prior ? load<i32>(prior + (<usize>row << 2)) : 0
}

/** Sets the id of rows without a value to -1. */
export function mask_ids(validity: usize, length: i32, ids: usize): void {
  for (let row = 0; row < length; row++, ids += 4) {
    store<i32>(ids, load<i32>(ids) | (<i32>bitAt(validity, row) - 1))
  }
}
