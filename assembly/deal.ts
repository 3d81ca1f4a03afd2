// Rows dealt out by id as entries, in their order: a bucket has the entries of ids that agree in all but the lowest
// `shift` bits, so that what is kept of those ids fits a cache.
import { entryBytes, entryId } from './entries'

@inline
function idAt(keys: usize, row: i32, least: u64, dense: bool): u32 {
  return dense ? <u32>(load<u64>(keys + (<usize>row << 3)) - least) : load<u32>(keys + (<usize>row << 2))
}

@inline
function count(keys: usize, least: u64, dense: bool, shift: u32, row: i32, end: i32, counts: usize): void {
  for (; row < end; row++) {
    const at = counts + (<usize>(idAt(keys, row, least, dense) >> shift) << 2)
    store<u32>(at, load<u32>(at) + 1)
  }
}

@inline
function deal(
  keys: usize, least: u64, dense: bool, words: usize, flip: u64, shift: u32, row: i32, end: i32, places: usize,
): void {
  for (; row < end; row++) {
    const id = idAt(keys, row, least, dense)
    const at = places + (<usize>(id >> shift) << 2)
    const place = <usize>load<u32>(at)
    store<u32>(at, <u32>(place + entryBytes))
    store<u64>(place, load<u64>(words + (<usize>row << 3)) ^ flip)
    store<u64>(place, <u64>id | (<u64>row << 32), entryId)
  }
}

/** Counts the rows of each bucket. */
export function count_ids(ids: usize, shift: u32, row: i32, end: i32, counts: usize): void {
  count(ids, 0, false, shift, row, end, counts)
}

/** As `count_ids` by int64 keys: the id of a key is its distance from `least`. */
export function count_keys(keys: usize, least: u64, shift: u32, row: i32, end: i32, counts: usize): void {
  count(keys, least, true, shift, row, end, counts)
}

/** Writes rows to their buckets; `places` holds the address of each bucket's next entry, and is advanced. */
export function deal_ids(
  ids: usize, words: usize, flip: u64, shift: u32, row: i32, end: i32, places: usize,
): void {
  deal(ids, 0, false, words, flip, shift, row, end, places)
}

/** As `deal_ids` by int64 keys. */
export function deal_keys(
  keys: usize, least: u64, words: usize, flip: u64, shift: u32, row: i32, end: i32, places: usize,
): void {
  deal(keys, least, true, words, flip, shift, row, end, places)
}
