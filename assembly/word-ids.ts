// Ids by a hash table of words, open addressing with linear steps. Entries are {word: u64, prior: i32, id: i32}; an empty
// one is all ones. The table is the host's: when it holds `limit` ids the kernel stops and says at which row, the host
// gives it a larger one (`rehash`), and calls again from that row. `state` is the number of ids so far (i32).
import { findEntry, lookAround } from './hash-block'
import { markPresent } from './inline/presence'
import { blinding, priorAt, slotOf } from './keys'

/** Ids by a hash table of words, from row `start` on; returns the row at which it stopped: `length`, or earlier for a larger table. */
export function ids_words(
  words: usize, flip: u64, prior: usize, start: i32, length: i32,
  table: usize, mask: u32, limit: i32, state: usize, scratch: usize, ids: usize, first: usize,
): i32 {
  let count = load<i32>(state)
  for (let row = start; row < length; row += 64) {
    const from = words + (<usize>row << 3)
    const block = ids + (<usize>row << 2)
    const priors = prior ? prior + (<usize>row << 2) : 0
    let open = lookAround(from, flip, priors, min(64, length - row), table, mask, scratch, block, false)
    for (; open != 0; open &= open - 1) {
      const lane = <i32>ctz<u64>(open)
      const before = priorAt(priors, lane)
      const word = load<u64>(from + (<usize>lane << 3)) ^ flip
      const at = findEntry(word, before, table, mask, load<u32>(scratch + (<usize>lane << 2)))
      let id = load<i32>(at, 12)
      if (id < 0) {
        if (count == limit) {
          store<i32>(state, count)
          return row + lane
        }
        id = count++
        store<u64>(at, word)
        store<i32>(at, before, 8)
        store<i32>(at, id, 12)
        store<i32>(first + (<usize>id << 2), row + lane)
      }
      store<i32>(block + (<usize>lane << 2), id)
    }
  }
  store<i32>(state, count)
  return length
}

/** Looks rows up in the table that `ids_words` filled. */
export function probe_words(
  words: usize, flip: u64, prior: usize, length: i32, table: usize, mask: u32, scratch: usize, ids: usize, present: usize,
): i32 {
  let found: i64 = 0
  for (let row = 0; row < length; row += 64, present += 8) {
    const from = words + (<usize>row << 3)
    const block = ids + (<usize>row << 2)
    const priors = prior ? prior + (<usize>row << 2) : 0
    const lanes = min(64, length - row)
    let open = lookAround(from, flip, priors, lanes, table, mask, scratch, block, true)
    for (; open != 0; open &= open - 1) {
      const lane = <i32>ctz<u64>(open)
      const word = load<u64>(from + (<usize>lane << 3)) ^ flip
      const at = findEntry(word, priorAt(priors, lane), table, mask, load<u32>(scratch + (<usize>lane << 2)))
      store<i32>(block + (<usize>lane << 2), load<i32>(at, 12))
    }
    found += markPresent(block, lanes, present)
  }
  return <i32>found
}

/** Puts the entries of one hash table into a larger, empty one. */
export function rehash(table: usize, capacity: u32, larger: usize, mask: u32): void {
  const blind = blinding()
  const shift = clz<u64>(mask)
  for (const end = table + (<usize>capacity << 4); table < end; table += 16) {
    if (load<i32>(table, 12) < 0) continue
    let slot = <u32>slotOf(load<u64>(table), load<i32>(table, 8), blind, shift)
    while (load<i32>(larger + (<usize>slot << 4), 12) >= 0) slot = (slot + 1) & mask
    v128.store(larger + (<usize>slot << 4), v128.load(table))
  }
}
