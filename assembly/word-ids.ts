// Ids by a hash table of words (bucket-table). The table is the host's: when it holds `limit` ids the kernel stops and says
// at which row, the host gives it a larger one (`rehash`), and calls again from that row. `state` is the number of ids so
// far (i32). `mask` is one less than the table's buckets.
import { fillPlace, idAt, lookUp, placeOf } from './bucket-table'
import { markPresent } from './inline/presence'
import { priorAt } from './keys'

@inline
function number(
  words: usize, flip: u64, prior: usize, start: i32, length: i32,
  table: usize, mask: u32, limit: i32, state: usize, scratch: usize, ids: usize, first: usize, keyed: bool,
): i32 {
  const shift = clz<u64>(mask)
  let count = load<i32>(state)
  for (let row = start; row < length; row += 64) {
    const from = words + (<usize>row << 3)
    const block = ids + (<usize>row << 2)
    const priors = keyed ? prior + (<usize>row << 2) : 0
    let open = lookUp(from, flip, priors, min(64, length - row), table, shift, scratch, block, keyed, false)
    for (; open != 0; open &= open - 1) {
      const lane = <i32>ctz<u64>(open)
      const before = keyed ? priorAt(priors, lane) : 0
      const word = load<u64>(from + (<usize>lane << 3)) ^ flip
      const place = placeOf(word, before, table, shift, mask)
      let id = idAt(place)
      if (id < 0) {
        if (count == limit) {
          store<i32>(state, count)
          return row + lane
        }
        id = count++
        fillPlace(place, word, before, id)
        store<i32>(first + (<usize>id << 2), row + lane)
      }
      store<i32>(block + (<usize>lane << 2), id)
    }
  }
  store<i32>(state, count)
  return length
}

/** Ids by a hash table of words, from row `start` on; returns the row at which it stopped: `length`, or earlier for a larger table. */
export function ids_words(
  words: usize, flip: u64, prior: usize, start: i32, length: i32,
  table: usize, mask: u32, limit: i32, state: usize, scratch: usize, ids: usize, first: usize,
): i32 {
  return prior
    ? number(words, flip, prior, start, length, table, mask, limit, state, scratch, ids, first, true)
    : number(words, flip, 0, start, length, table, mask, limit, state, scratch, ids, first, false)
}

@inline
function probe(
  words: usize, flip: u64, prior: usize, length: i32, table: usize, mask: u32, region: u32, scratch: usize, ids: usize, present: usize,
  keyed: bool,
): i32 {
  const shift = clz<u64>(mask)
  let found: i64 = 0
  for (let row = 0; row < length; row += 64, present += 8) {
    const from = words + (<usize>row << 3)
    const block = ids + (<usize>row << 2)
    const priors = keyed ? prior + (<usize>row << 2) : 0
    const lanes = min(64, length - row)
    let open = lookUp(from, flip, priors, lanes, table, shift, scratch, block, keyed, true)
    for (; open != 0; open &= open - 1) {
      const lane = <i32>ctz<u64>(open)
      const word = load<u64>(from + (<usize>lane << 3)) ^ flip
      const place = placeOf(word, keyed ? priorAt(priors, lane) : 0, table, shift, region)
      store<i32>(block + (<usize>lane << 2), idAt(place))
    }
    found += markPresent(block, lanes, present)
  }
  return <i32>found
}

/** Looks rows up in a table that was filled, of regions of `region` + 1 buckets. */
export function probe_words(
  words: usize, flip: u64, prior: usize, length: i32, table: usize, mask: u32, region: u32, scratch: usize, ids: usize, present: usize,
): i32 {
  return prior
    ? probe(words, flip, prior, length, table, mask, region, scratch, ids, present, true)
    : probe(words, flip, 0, length, table, mask, region, scratch, ids, present, false)
}

/** Puts the keys of one hash table of one region into a larger, empty one. */
export function rehash(table: usize, buckets: u32, larger: usize, mask: u32): void {
  const shift = clz<u64>(mask)
  for (const end = table + (<usize>buckets << 5); table < end; table += 32) {
    for (let place = table; place < table + 16; place += 8) {
      const label = load<u64>(place, 16)
      if (label == 0) break
      const word = load<u64>(place)
      const to = placeOf(word, <i32>(label >> 32), larger, shift, mask)
      store<u64>(to, word)
      store<u64>(to, label, 16)
    }
  }
}
