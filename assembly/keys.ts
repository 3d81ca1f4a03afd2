// Keys to ids: rows with equal keys get equal ids, counted from 0 in order of first appearance. A key of several columns
// is built one column at a time: the ids so far (`prior`; address 0 means that all are 0) and the column's word make
// the next ids. A prior id below 0 leaves the row out: its id is -1.
//
// `first` receives the row where each id first appeared. A hash table has entries {word: u64, prior: i32, id: i32}; an
// empty one is all ones. It is the host's: when it holds `limit` ids the kernel stops and says at which row, the host
// gives it a larger table (`rehash`), and calls again from that row. `state` is the number of ids so far (i32).
import { bitAt } from './inline/bits'
import { equalBytes } from './inline/bytes'

// A seed the host draws per process: whoever sends keys cannot know which of them collide. No result depends on it.
let seed: u64 = 0x9e3779b97f4a7c15

export function seed_hash(low: u32, high: u32): void {
  seed = (<u64>high << 32) | low
}

// Multiply and fold, twice: the finaliser of Ettinger's "mx3" family.
@inline
function mix(word: u64): u64 {
  word ^= word >> 32
  word *= 0xbea225f9eb34556d
  word ^= word >> 29
  word *= 0xbea225f9eb34556d
  return word ^ (word >> 32)
}

@inline
function slotOf(word: u64, prior: i32, mask: u32): u32 {
  return <u32>mix((word ^ seed) + <u64>prior * 0x9fb21c651e98df25) & mask
}

// Products of the halves, each blinded by the state, which the seed begins: no pair of inputs collides under every seed.
@inline
function hashText(from: usize, length: i32): u64 {
  let hash = seed ^ (<u64>length * 0x9fb21c651e98df25)
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

@inline
function priorAt(prior: usize, row: i32): i32 {
  return prior ? load<i32>(prior + (<usize>row << 2)) : 0
}

/** Sets the id of rows without a value to -1. */
export function mask_ids(validity: usize, length: i32, ids: usize): void {
  for (let row = 0; row < length; row++, ids += 4) {
    store<i32>(ids, load<i32>(ids) | (<i32>bitAt(validity, row) - 1))
  }
}

/** Ids by a table of `range` entries per prior id (all -1 at first), for words from `least` on; returns how many. */
export function ids_dense(
  words: usize, flip: u64, least: u64, range: u32, prior: usize, length: i32, table: usize, ids: usize, first: usize,
): i32 {
  let count = 0
  for (let row = 0; row < length; row++) {
    const before = priorAt(prior, row)
    let id = -1
    if (before >= 0) {
      const offset = <u32>((load<u64>(words + (<usize>row << 3)) ^ flip) - least)
      const at = table + (<usize>(<u32>before * range + offset) << 2)
      id = load<i32>(at)
      if (id < 0) {
        id = count++
        store<i32>(at, id)
        store<i32>(first + (<usize>id << 2), row)
      }
    }
    store<i32>(ids + (<usize>row << 2), id)
  }
  return count
}

/** Looks rows up in the table that `ids_dense` filled; -1 where it lacks the key. */
export function probe_dense(
  words: usize, flip: u64, least: u64, range: u32, prior: usize, length: i32, table: usize, ids: usize,
): void {
  for (let row = 0; row < length; row++) {
    const before = priorAt(prior, row)
    const offset = (load<u64>(words + (<usize>row << 3)) ^ flip) - least
    const inside = before >= 0 && offset < <u64>range
    store<i32>(
      ids + (<usize>row << 2),
      inside ? load<i32>(table + (<usize>(<u32>before * range + <u32>offset) << 2)) : -1,
    )
  }
}

/** Ids by a hash table of words, from row `start` on; returns the row at which it stopped: `length`, or earlier for a larger table. */
export function ids_words(
  words: usize, flip: u64, prior: usize, start: i32, length: i32,
  table: usize, mask: u32, limit: i32, state: usize, ids: usize, first: usize,
): i32 {
  let count = load<i32>(state)
  let row = start
  for (; row < length; row++) {
    const before = priorAt(prior, row)
    if (before < 0) {
      store<i32>(ids + (<usize>row << 2), -1)
      continue
    }
    const word = load<u64>(words + (<usize>row << 3)) ^ flip
    let slot = slotOf(word, before, mask)
    let at = table + (<usize>slot << 4)
    while (load<i32>(at, 12) >= 0 && (load<u64>(at) != word || load<i32>(at, 8) != before)) {
      slot = (slot + 1) & mask
      at = table + (<usize>slot << 4)
    }
    let id = load<i32>(at, 12)
    if (id < 0) {
      if (count == limit) break
      id = count++
      store<u64>(at, word)
      store<i32>(at, before, 8)
      store<i32>(at, id, 12)
      store<i32>(first + (<usize>id << 2), row)
    }
    store<i32>(ids + (<usize>row << 2), id)
  }
  store<i32>(state, count)
  return row
}

/** Looks rows up in the table that `ids_words` filled; -1 where it lacks the key. */
export function probe_words(
  words: usize, flip: u64, prior: usize, length: i32, table: usize, mask: u32, ids: usize,
): void {
  for (let row = 0; row < length; row++) {
    const before = priorAt(prior, row)
    let id = -1
    if (before >= 0) {
      const word = load<u64>(words + (<usize>row << 3)) ^ flip
      let slot = slotOf(word, before, mask)
      let at = table + (<usize>slot << 4)
      while (load<i32>(at, 12) >= 0 && (load<u64>(at) != word || load<i32>(at, 8) != before)) {
        slot = (slot + 1) & mask
        at = table + (<usize>slot << 4)
      }
      id = load<i32>(at, 12)
    }
    store<i32>(ids + (<usize>row << 2), id)
  }
}

// The entry of a string, or the empty one where it belongs. The word of an entry is the string's hash.
@inline
function findText(
  text: usize, size: i32, hash: u64, before: i32, table: usize, mask: u32,
  knownOffsets: usize, knownBytes: usize, knownValidity: usize, first: usize,
): usize {
  let slot = slotOf(hash, before, mask)
  while (true) {
    const at = table + (<usize>slot << 4)
    const id = load<i32>(at, 12)
    if (id < 0) return at
    if (load<u64>(at) == hash && load<i32>(at, 8) == before) {
      const row = load<i32>(first + (<usize>id << 2))
      const known = knownOffsets + (<usize>row << 2)
      const start = load<i32>(known)
      const present = knownValidity ? <i32>bitAt(knownValidity, row) : 1
      if ((load<i32>(known, 4) - start) * present == size && equalBytes(knownBytes + start, text, size)) return at
    }
    slot = (slot + 1) & mask
  }
}

/** Ids by a hash table of strings: as `ids_words`. A row that `validity` (unless 0) says has no value counts as empty. */
export function ids_text(
  offsets: usize, bytes: usize, validity: usize, prior: usize, start: i32, length: i32,
  table: usize, mask: u32, limit: i32, state: usize, ids: usize, first: usize,
): i32 {
  let count = load<i32>(state)
  let row = start
  for (; row < length; row++) {
    const before = priorAt(prior, row)
    if (before < 0) {
      store<i32>(ids + (<usize>row << 2), -1)
      continue
    }
    const from = load<i32>(offsets + (<usize>row << 2))
    const present = validity ? <i32>bitAt(validity, row) : 1
    const size = (load<i32>(offsets + (<usize>row << 2), 4) - from) * present
    const hash = hashText(bytes + from, size)
    const at = findText(bytes + from, size, hash, before, table, mask, offsets, bytes, validity, first)
    let id = load<i32>(at, 12)
    if (id < 0) {
      if (count == limit) break
      id = count++
      store<u64>(at, hash)
      store<i32>(at, before, 8)
      store<i32>(at, id, 12)
      store<i32>(first + (<usize>id << 2), row)
    }
    store<i32>(ids + (<usize>row << 2), id)
  }
  store<i32>(state, count)
  return row
}

/** Looks strings up in the table that `ids_text` filled from the column `knownOffsets`, `knownBytes`. */
export function probe_text(
  offsets: usize, bytes: usize, prior: usize, length: i32, table: usize, mask: u32,
  knownOffsets: usize, knownBytes: usize, first: usize, ids: usize,
): void {
  for (let row = 0; row < length; row++) {
    const before = priorAt(prior, row)
    let id = -1
    if (before >= 0) {
      const from = load<i32>(offsets + (<usize>row << 2))
      const size = load<i32>(offsets + (<usize>row << 2), 4) - from
      const hash = hashText(bytes + from, size)
      id = load<i32>(findText(bytes + from, size, hash, before, table, mask, knownOffsets, knownBytes, 0, first), 12)
    }
    store<i32>(ids + (<usize>row << 2), id)
  }
}

/** Puts the entries of one hash table into a larger, empty one. */
export function rehash(table: usize, capacity: u32, larger: usize, mask: u32): void {
  for (const end = table + (<usize>capacity << 4); table < end; table += 16) {
    if (load<i32>(table, 12) < 0) continue
    let slot = slotOf(load<u64>(table), load<i32>(table, 8), mask)
    while (load<i32>(larger + (<usize>slot << 4), 12) >= 0) slot = (slot + 1) & mask
    v128.store(larger + (<usize>slot << 4), v128.load(table))
  }
}
