// What is sorted: entries {word: u64, id: u32, row: u32}, which move as one vector. A word compares as the value it
// stands for; ids and rows go with it, so that nothing is looked up by row afterwards.
import { bitAt } from './inline/bits'

export const entryBytes: usize = 16
export const entryId: usize = 8
export const entryRow: usize = 12

@inline
function fill(
  words: usize, flip: u64, validity: usize, keys: usize, least: u64, slots: u32, dense: bool,
  row: i32, end: i32, out: usize, state: usize,
): i32 {
  const start = out
  let low: u64 = -1
  let high: u64 = 0
  let last: u64 = 0
  let descends = false
  for (; row < end; row++) {
    const word = load<u64>(words + (<usize>row << 3)) ^ flip
    const id = dense ? load<u64>(keys + (<usize>row << 3)) - least : <u64>load<u32>(keys + (<usize>row << 2))
    if (id >= <u64>slots || (validity != 0 && !bitAt(validity, row))) continue
    store<u64>(out, word)
    store<u64>(out, id | (<u64>row << 32), entryId)
    out += entryBytes
    low = min(low, word)
    high = max(high, word)
    descends = descends || word < last
    last = word
  }
  store<u64>(state, low)
  store<u64>(state, high, 8)
  store<u32>(state, descends, 16)
  return <i32>((out - start) / entryBytes)
}

/**
 * Writes an entry for each row from `row` to `end` that `validity` (unless 0) has and whose id is below `slots`, not -1;
 * returns how many. `state` receives the least and the greatest word, and whether words descend anywhere (u64, u64, u32).
 */
export function entries_ids(
  words: usize, flip: u64, validity: usize, ids: usize, slots: u32, row: i32, end: i32, out: usize, state: usize,
): i32 {
  return fill(words, flip, validity, ids, 0, slots, false, row, end, out, state)
}

/** As `entries_ids` by int64 keys: the id of a key is its distance from `least`. */
export function entries_keys(
  words: usize, flip: u64, validity: usize, keys: usize, least: u64, slots: u32,
  row: i32, end: i32, out: usize, state: usize,
): i32 {
  return fill(words, flip, validity, keys, least, slots, true, row, end, out, state)
}

/** Replaces the words of entries by those of their rows; `state` as of `entries_ids`. */
export function entries_words(words: usize, flip: u64, entry: usize, end: usize, state: usize): void {
  let low: u64 = -1
  let high: u64 = 0
  let last: u64 = 0
  let descends = false
  for (; entry < end; entry += entryBytes) {
    const word = load<u64>(words + (<usize>load<u32>(entry, entryRow) << 3)) ^ flip
    store<u64>(entry, word)
    low = min(low, word)
    high = max(high, word)
    descends = descends || word < last
    last = word
  }
  store<u64>(state, low)
  store<u64>(state, high, 8)
  store<u32>(state, descends, 16)
}

// Where the bucket of a row begins, by the upper bits of its word, and the id of its key; `slots` or more for none.
@inline
function bucketOf(words: usize, flip: u64, first: u64, shift: u64, row: i32): usize {
  return <usize>(((load<u64>(words + (<usize>row << 3)) ^ flip) - first) >> shift)
}

@inline
function idOf(keys: usize, least: u64, wide: bool, row: i32): u64 {
  return wide ? load<u64>(keys + (<usize>row << 3)) - least : <u64>load<u32>(keys + (<usize>row << 2))
}

@inline
function count(
  words: usize, flip: u64, first: u64, shift: u64, keys: usize, least: u64, wide: bool, slots: u32,
  row: i32, end: i32, counts: usize,
): void {
  for (; row < end; row++) {
    const at = counts + (bucketOf(words, flip, first, shift, row) << 2)
    store<u32>(at, load<u32>(at) + <u32>(idOf(keys, least, wide, row) < <u64>slots))
  }
}

/**
 * Counts entries by (word - first) >> shift, as `radix_count` does once they are written. A key's id is its distance from
 * `least` where it is int64 (`wide`), and must be below `slots`.
 */
export function count_entries(
  words: usize, flip: u64, first: u64, shift: u64, keys: usize, least: u64, wide: i32, slots: u32,
  row: i32, end: i32, counts: usize,
): void {
  if (wide) count(words, flip, first, shift, keys, least, true, slots, row, end, counts)
  else count(words, flip, first, shift, keys, least, false, slots, row, end, counts)
}

@inline
function deal(
  words: usize, flip: u64, first: u64, shift: u64, keys: usize, least: u64, wide: bool, slots: u32,
  row: i32, end: i32, places: usize,
): void {
  for (; row < end; row++) {
    const id = idOf(keys, least, wide, row)
    if (id >= <u64>slots) continue
    const at = places + (bucketOf(words, flip, first, shift, row) << 2)
    const place = <usize>load<u32>(at)
    store<u32>(at, <u32>(place + entryBytes))
    store<u64>(place, load<u64>(words + (<usize>row << 3)) ^ flip)
    store<u64>(place, id | (<u64>row << 32), entryId)
  }
}

/** Writes entries to the buckets that `count_entries` counted; `places` has the address of each bucket's next, and is advanced. */
export function deal_entries(
  words: usize, flip: u64, first: u64, shift: u64, keys: usize, least: u64, wide: i32, slots: u32,
  row: i32, end: i32, places: usize,
): void {
  if (wide) deal(words, flip, first, shift, keys, least, true, slots, row, end, places)
  else deal(words, flip, first, shift, keys, least, false, slots, row, end, places)
}
