// Ids of many rows by a hash table of regions (bucket-table). Rows are dealt out first, in their order, by the upper bits of
// their hash, so that a region and what it needs fit the nearer caches, and that regions can be shared out. A key's id is the
// row where it first appeared. Rows without a prior id go to a part behind those of the regions, which is left alone.
import { fillPlace, idAt, placeOf } from './bucket-table'
import { blinding, priorAt, slotOf } from './keys'

// The bytes of a dealt row: {word: u64, row: u32, prior id: i32}.
const dealtBytes: usize = 16
const dealtRow: usize = 8
const dealtPrior: usize = 12

@inline
function regionOf(words: usize, flip: u64, prior: usize, row: i32, shift: u64, regions: u32, keyed: bool): usize {
  const before = keyed ? priorAt(prior, row) : 0
  const region = slotOf(load<u64>(words + (<usize>row << 3)) ^ flip, before, blinding(), shift)
  return keyed ? select<usize>(<usize>regions, region, before < 0) : region
}

/** Counts the rows of each of `regions` regions, a power of two, and behind them those without a prior id. */
export function count_regions(
  words: usize, flip: u64, prior: usize, regions: u32, row: i32, end: i32, counts: usize,
): void {
  if (prior) count(words, flip, prior, regions, row, end, counts, true)
  else count(words, flip, 0, regions, row, end, counts, false)
}

@inline
function count(
  words: usize, flip: u64, prior: usize, regions: u32, row: i32, end: i32, counts: usize, keyed: bool,
): void {
  const shift = clz<u64>(regions - 1)
  for (; row < end; row++) {
    const at = counts + (regionOf(words, flip, prior, row, shift, regions, keyed) << 2)
    store<u32>(at, load<u32>(at) + 1)
  }
}

/** Writes rows to their regions' parts; `places` holds the address of each part's next row, and is advanced. */
export function deal_regions(
  words: usize, flip: u64, prior: usize, regions: u32, row: i32, end: i32, places: usize,
): void {
  if (prior) deal(words, flip, prior, regions, row, end, places, true)
  else deal(words, flip, 0, regions, row, end, places, false)
}

@inline
function deal(
  words: usize, flip: u64, prior: usize, regions: u32, row: i32, end: i32, places: usize, keyed: bool,
): void {
  const shift = clz<u64>(regions - 1)
  for (; row < end; row++) {
    const at = places + (regionOf(words, flip, prior, row, shift, regions, keyed) << 2)
    const place = <usize>load<u32>(at)
    store<u32>(at, <u32>(place + dealtBytes))
    store<u64>(place, load<u64>(words + (<usize>row << 3)) ^ flip)
    store<i32>(place, row, dealtRow)
    store<i32>(place, keyed ? priorAt(prior, row) : 0, dealtPrior)
  }
}

/**
 * Empties a region, the `index`-th of `region` + 1 buckets, and gives ids to the rows dealt to it. Returns how many keys
 * they have, or -1 where these are more than `limit`.
 */
export function ids_region(
  rows: usize, end: usize, table: usize, mask: u32, region: u32, index: u32, limit: i32, ids: usize,
): i32 {
  const bytes = <usize>(region + 1) << 5
  memory.fill(table + <usize>index * bytes, 0, bytes)
  const shift = clz<u64>(mask)
  let count = 0
  for (; rows < end; rows += dealtBytes) {
    const word = load<u64>(rows)
    const before = load<i32>(rows, dealtPrior)
    const row = load<i32>(rows, dealtRow)
    const place = placeOf(word, before, table, shift, region)
    let id = idAt(place)
    if (id < 0) {
      if (count == limit) return -1
      count++
      id = row
      fillPlace(place, word, before, id)
    }
    store<i32>(ids + (<usize>row << 2), id)
  }
  return count
}
