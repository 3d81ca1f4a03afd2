// Ids by a direct table: one entry for each word from `least` on, `range` of them for each prior id, and behind them one
// that is always -1, for words outside. All entries are -1 at first.
import { markPresent } from './inline/presence'
import { priorAt } from './keys'

/** Ids by a direct table; returns how many. */
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

/** Looks rows up in the table that `ids_dense` filled; `slots` is where its last entry stands. */
export function probe_dense(
  words: usize, flip: u64, least: u64, range: u32, prior: usize, length: i32, table: usize, slots: u32,
  ids: usize, present: usize,
): i32 {
  let found: i64 = 0
  for (let row = 0; row < length; row += 64, present += 8) {
    const lanes = min(64, length - row)
    const block = ids + (<usize>row << 2)
    const from = words + (<usize>row << 3)
    if (prior) lookNested(from, flip, least, range, prior + (<usize>row << 2), lanes, table, slots, block)
    else look(from, flip, least, range, lanes, table, block)
    found += markPresent(block, lanes, present)
  }
  return <i32>found
}

@inline
function look(words: usize, flip: u64, least: u64, range: u64, lanes: i32, table: usize, ids: usize): void {
  for (const end = ids + (<usize>lanes << 2); ids < end; ids += 4, words += 8) {
    const offset = (load<u64>(words) ^ flip) - least
    store<i32>(ids, load<i32>(table + (<usize>min(offset, range) << 2)))
  }
}

@inline
function lookNested(
  words: usize, flip: u64, least: u64, range: u64, prior: usize, lanes: i32, table: usize, slots: u32, ids: usize,
): void {
  for (const end = ids + (<usize>lanes << 2); ids < end; ids += 4, words += 8, prior += 4) {
    const before = load<i32>(prior)
    const offset = (load<u64>(words) ^ flip) - least
    const inside = select<u32>(<u32>before * <u32>range + <u32>offset, slots, offset < range)
    store<i32>(ids, load<i32>(table + (<usize>select<u32>(inside, slots, before >= 0) << 2)))
  }
}

/**
 * Ids without a table: how far each word is from `least`, behind the ids of the columns before, `prior`, in ranges of
 * `range`. Not every number below the greatest is an id. `prior` may be `ids`; no prior id is below 0.
 */
export function ids_offsets(
  words: usize, flip: u64, least: u64, range: u32, prior: usize, length: i32, ids: usize,
): void {
  const flips = i64x2.splat(flip)
  const leasts = i64x2.splat(least)
  const ranges = i32x4.splat(range)
  for (let row: usize = 0; row < <usize>length; row += 4) {
    const at = words + (row << 3)
    const low = i64x2.sub(v128.xor(v128.load(at), flips), leasts)
    const high = i64x2.sub(v128.xor(v128.load(at, 16), flips), leasts)
    let offsets = v128.shuffle<i32>(low, high, 0, 2, 4, 6)
    if (prior) offsets = i32x4.add(offsets, i32x4.mul(v128.load(prior + (row << 2)), ranges))
    v128.store(ids + (row << 2), offsets)
  }
}
