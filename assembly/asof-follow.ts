// Point-in-time join of sides that are in order of time within each key, though not as a whole: the right rows of a key are
// linked, and the left rows of the key follow the links as time goes on. Nothing is sorted.
//
// What is linked are runs: neighbouring rows of one key. Runs are listed by their first rows, and behind them stands the
// number of rows; `links` has for each right run its key's next, or -1.
//
// `cursors` has an entry for each of `slots` keys, {match: i32, next: i32, run: i32, last: i32}: the right row that the key has
// come to, the one it comes to next, the run that this one is of, and the last run that was linked. One more stands for keys
// that one side lacks. All are -1 at first. Keys are ids or, where `wide`, int64 from `least` on.
import { slotOf } from './asof'
import { markPresent } from './inline/presence'
import { compareRows } from './order'

@inline
function keyAt(keys: usize, row: i32, wide: bool): i64 {
  return wide ? load<i64>(keys + (<usize>row << 3)) : <i64>load<i32>(keys + (<usize>row << 2))
}

/** Says whether the four rows behind `row` have its key, which `keys` has in every lane. */
@inline
function fourAlike(from: usize, row: i32, keys: v128, wide: bool): bool {
  if (!wide) return i32x4.all_true(i32x4.eq(v128.load(from + (<usize>row << 2), 4), keys))
  const at = from + (<usize>row << 3)
  return i64x2.all_true(v128.and(i64x2.eq(v128.load(at, 8), keys), i64x2.eq(v128.load(at, 24), keys)))
}

@inline
function listRuns(keys: usize, wide: bool, length: i32, out: usize): i32 {
  const first = out
  for (let row = 0; row < length; out += 4) {
    store<i32>(out, row)
    const key = keyAt(keys, row, wide)
    const lanes = wide ? i64x2.splat(key) : i32x4.splat(<i32>key)
    while (row + 4 < length && fourAlike(keys, row, lanes, wide)) row += 4
    for (row++; row < length && keyAt(keys, row, wide) == key; ) row++
  }
  store<i32>(out, length)
  return <i32>((out - first) >> 2)
}

/** Lists the runs of keys, and behind them `length`; returns how many runs there are. */
export function list_runs(keys: usize, wide: i32, length: i32, out: usize): i32 {
  return wide ? listRuns(keys, true, length, out) : listRuns(keys, false, length, out)
}

@inline
function timeAt(times: usize, row: i32): i64 {
  return load<i64>(times + (<usize>row << 3))
}

/** The first row of a run; that of the run behind it is where it ends. */
@inline
function startOf(runs: usize, run: i32): i32 {
  return load<i32>(runs + (<usize>run << 2))
}

/** Says whether rows descend in time or, where times are equal, by `ties`. */
@inline
function isBehind(times: usize, ties: usize, count: i32, a: i32, b: i32): bool {
  const x = timeAt(times, a)
  const y = timeAt(times, b)
  return x > y || (x == y && compareRows(ties, count, a, b) > 0)
}

/**
 * Links the runs of each key. Where `check`, returns false if rows of a key descend in time or, at equal times, by `count`
 * columns of words, `ties` (see order).
 */
export function asof_link(
  times: usize, ties: usize, count: i32, check: i32, keys: usize, least: u64, wide: i32, slots: u32,
  runs: usize, runCount: i32, cursors: usize, links: usize,
): bool {
  for (let run = 0; run < runCount; run++) {
    const first = startOf(runs, run)
    const slot = wide ? slotOf(keys, first, least, slots, true, slots) : slotOf(keys, first, 0, slots, false, slots)
    if (slot == <usize>slots) continue
    const cursor = cursors + (slot << 4)
    const last = load<i32>(cursor, 12)
    if (check) {
      if (last >= 0 && isBehind(times, ties, count, startOf(runs, last + 1) - 1, first)) return false
      const end = startOf(runs, run + 1)
      for (let row = first + 1; row < end; row++) if (isBehind(times, ties, count, row - 1, row)) return false
    }
    if (last < 0) {
      store<i32>(cursor, first, 4)
      store<i32>(cursor, run, 8)
    } else store<i32>(links + (<usize>last << 2), run)
    store<i32>(cursor, run, 12)
    store<i32>(links + (<usize>run << 2), -1)
  }
  return true
}

/** Leads the left rows from `row` to `end`, all of one key, along the right rows of their key; false where either descend. */
@inline
function followRun(
  leftTimes: usize, row: i32, end: i32, rightTimes: usize, runs: usize, links: usize, ttl: u64, cursor: usize, out: usize,
): bool {
  let match = load<i32>(cursor)
  let next = load<i32>(cursor, 4)
  let run = load<i32>(cursor, 8)
  let runEnd = run < 0 ? next : startOf(runs, run + 1)
  let found = match < 0 ? i64.MIN_VALUE : timeAt(rightTimes, match)
  // Where no run is left, any row stands in for the next.
  let ahead = timeAt(rightTimes, max(next, 0))
  for (; row < end; row++) {
    const time = timeAt(leftTimes, row)
    while (ahead <= time && next < runEnd) {
      if (ahead < found) return false
      found = ahead
      match = next++
      if (next == runEnd) {
        run = load<i32>(links + (<usize>run << 2))
        next = run < 0 ? run : startOf(runs, run)
        runEnd = run < 0 ? run : startOf(runs, run + 1)
      }
      ahead = timeAt(rightTimes, max(next, 0))
    }
    if (found > time) return false
    // The difference of two int64 in order is exact as an unsigned number.
    const stale = ttl != 0 && <u64>time - <u64>found > ttl
    store<i32>(out + (<usize>row << 2), stale ? -1 : match)
  }
  store<i32>(cursor, match)
  store<i32>(cursor, next, 4)
  store<i32>(cursor, run, 8)
  return true
}

/** Says whether times descend from a row to the next, of those from `row` to `end - 1`. */
@inline
function descends(times: usize, row: i32, end: i32): bool {
  for (; row + 4 < end; row += 4) {
    const at = times + (<usize>row << 3)
    const low = i64x2.gt_s(v128.load(at), v128.load(at, 8))
    if (v128.any_true(v128.or(low, i64x2.gt_s(v128.load(at, 16), v128.load(at, 24))))) return true
  }
  for (row++; row < end; row++) if (timeAt(times, row - 1) > timeAt(times, row)) return true
  return false
}

/** Says whether the right rows that a key has not come to ascend in time, from the one it has come to on. */
@inline
function restAscends(times: usize, runs: usize, links: usize, cursor: usize): bool {
  let last = load<i32>(cursor)
  let row = load<i32>(cursor, 4)
  for (let run = load<i32>(cursor, 8); run >= 0; run = load<i32>(links + (<usize>run << 2))) {
    const end = startOf(runs, run + 1)
    row = max(row, startOf(runs, run))
    if ((last >= 0 && timeAt(times, last) > timeAt(times, row)) || descends(times, row, end)) return false
    last = end - 1
    row = -1
  }
  return true
}

// Rows of a run that are followed before their bits are written, so that the rows found are still in the nearer caches.
const pieceRows = 4096

/**
 * As `asof_ids` by linked right runs; also writes the bits of the rows that have a match, and returns how many they are, or
 * -1, and nothing of meaning, where rows of a key descend in time on either side.
 */
export function asof_follow(
  leftTimes: usize, leftKeys: usize, least: u64, wide: i32, slots: u32, leftRuns: usize, leftRunCount: i32,
  rightTimes: usize, rightRuns: usize, links: usize, ttl: u64, cursors: usize, out: usize, present: usize,
): i32 {
  let marked = 0
  let found = 0
  for (let run = 0; run < leftRunCount; run++) {
    const last = startOf(leftRuns, run + 1)
    const first = startOf(leftRuns, run)
    const slot = wide ? slotOf(leftKeys, first, least, slots, true, slots) : slotOf(leftKeys, first, 0, slots, false, slots)
    const cursor = cursors + (slot << 4)
    for (let row = first, end = row; row < last; row = end) {
      end = min(row + pieceRows, last)
      if (slot == <usize>slots) memory.fill(out + (<usize>row << 2), 0xff, <usize>(end - row) << 2)
      else if (!followRun(leftTimes, row, end, rightTimes, rightRuns, links, ttl, cursor, out)) return -1
      for (; marked + 64 <= end; marked += 64) {
        found += <i32>markPresent(out + (<usize>marked << 2), 64, present + (<usize>marked >> 3))
      }
    }
  }
  const length = startOf(leftRuns, leftRunCount)
  if (marked < length) found += <i32>markPresent(out + (<usize>marked << 2), length - marked, present + (<usize>marked >> 3))
  for (let slot: usize = 0; slot < <usize>slots; slot++) {
    if (!restAscends(rightTimes, rightRuns, links, cursors + (slot << 4))) return -1
  }
  return found
}
