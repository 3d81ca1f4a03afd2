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
