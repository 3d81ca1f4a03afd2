// The latest row of each key in one pass, with its word beside it, so that a row is compared without a look at another.
// A table has entries {word: u64, row + 1: u32, 4 bytes unused}, all 0 at first.
import { entryBytes, entryId, entryRow } from './entries'

// Stored either way: which rows are later is no pattern that a processor could foresee.
@inline
function keepRow(at: usize, word: u64, row: i32): void {
  const held = load<u64>(at)
  store<u32>(at, word >= held ? row + 1 : load<u32>(at, 8), 8)
  store<u64>(at, max(word, held))
}

@inline
function keep(keys: usize, least: u64, dense: bool, words: usize, flip: u64, row: i32, end: i32, table: usize): void {
  for (; row < end; row++) {
    const slot = dense
      ? <usize>(load<u64>(keys + (<usize>row << 3)) - least)
      : <usize>load<u32>(keys + (<usize>row << 2))
    keepRow(table + (slot << 4), load<u64>(words + (<usize>row << 3)) ^ flip, row)
  }
}

/** Keeps of each id the row with the greatest word, of equal ones the last. */
export function latest_ids(ids: usize, words: usize, flip: u64, row: i32, end: i32, table: usize): void {
  keep(ids, 0, false, words, flip, row, end, table)
}

/** As `latest_ids` by int64 keys: the id of a key is its distance from `least`. */
export function latest_keys(
  keys: usize, least: u64, words: usize, flip: u64, row: i32, end: i32, table: usize,
): void {
  keep(keys, least, true, words, flip, row, end, table)
}

/** As `latest_ids` over entries. */
export function latest_entries(entry: usize, end: usize, table: usize): void {
  for (; entry < end; entry += entryBytes) {
    keepRow(table + (<usize>load<u32>(entry, entryId) << 4), load<u64>(entry), load<i32>(entry, entryRow))
  }
}

/** Takes into `table` what a table of later rows holds. */
export function latest_merge(later: usize, table: usize, slots: u32): void {
  for (const end = table + (<usize>slots << 4); table < end; table += 16, later += 16) {
    const wins = load<u32>(later, 8) != 0 && load<u64>(later) >= load<u64>(table)
    if (wins) v128.store(table, v128.load(later))
  }
}

/** Sets the bit of every row that a table holds. */
export function latest_marks(table: usize, slots: u32, bits: usize): void {
  for (const end = table + (<usize>slots << 4); table < end; table += 16) {
    const next = load<u32>(table, 8)
    if (next == 0) continue
    const row = next - 1
    const at = bits + (<usize>row >> 3)
    store<u8>(at, load<u8>(at) | (<u8>1 << <u8>(row & 7)))
  }
}
