import { entryBytes, entryId, entryRow } from './entries'

// Point-in-time join: one sweep over both sides in order of time. A key's place in `latest` is its slot: its id, or its
// distance from the least key. Keys that one side lacks go to two slots behind the others: right rows write into the
// first, left rows read the second, which stays empty.
//
// A sweep can be shared out by slices of time, each with a `latest` of its own, one behind the other. A left row that
// finds nothing in its slice then looks into those before: `carry`. So a sweep takes in all of its right rows, also those
// behind its last left row.

@inline
function slotOf(keys: usize, row: i32, least: u64, slots: u32, dense: bool, missing: u32): usize {
  if (!dense) {
    const id = load<u32>(keys + (<usize>row << 2))
    return <usize>(id < slots ? id : missing)
  }
  const offset = load<u64>(keys + (<usize>row << 3)) - least
  return <usize>(offset < <u64>slots ? <u32>offset : missing)
}

@inline
function sweepColumns(
  leftTimes: usize, leftKeys: usize, leftRow: i32, leftEnd: i32,
  rightTimes: usize, rightKeys: usize, rightRow: i32, rightEnd: i32,
  least: u64, slots: u32, dense: bool, ttl: u64, latest: usize, out: usize,
): void {
  for (; leftRow < leftEnd; leftRow++) {
    const time = load<i64>(leftTimes + (<usize>leftRow << 3))
    for (; rightRow < rightEnd; rightRow++) {
      if (load<i64>(rightTimes + (<usize>rightRow << 3)) > time) break
      store<i32>(latest + (slotOf(rightKeys, rightRow, least, slots, dense, slots) << 2), rightRow)
    }
    const match = load<i32>(latest + (slotOf(leftKeys, leftRow, least, slots, dense, slots + 1) << 2))
    let stale = false
    // The difference of two int64 in order is exact as an unsigned number.
    if (ttl != 0) stale = <u64>time - load<u64>(rightTimes + (<usize>max(match, 0) << 3)) > ttl
    store<i32>(out + (<usize>leftRow << 2), stale ? -1 : match)
  }
  for (; rightRow < rightEnd; rightRow++) {
    store<i32>(latest + (slotOf(rightKeys, rightRow, least, slots, dense, slots) << 2), rightRow)
  }
}

/**
 * Writes for each left row the last right row of its key whose time is not after the left's, and if `ttl` is above 0 at
 * most `ttl` before it; -1 where there is none. Both sides ascend in time; of right rows with equal times the last wins.
 *
 * Ids below 0 match nothing. `latest` holds an int32 for each of `slots` ids and two more, all -1 at first.
 */
export function asof_ids(
  leftTimes: usize, leftIds: usize, leftRow: i32, leftEnd: i32,
  rightTimes: usize, rightIds: usize, rightRow: i32, rightEnd: i32,
  slots: u32, ttl: u64, latest: usize, out: usize,
): void {
  sweepColumns(
    leftTimes, leftIds, leftRow, leftEnd, rightTimes, rightIds, rightRow, rightEnd, 0, slots, false, ttl, latest, out,
  )
}

/** As `asof_ids`, by int64 keys themselves: those from `least` to `least + slots - 1` can match. */
export function asof_keys(
  leftTimes: usize, leftKeys: usize, leftRow: i32, leftEnd: i32,
  rightTimes: usize, rightKeys: usize, rightRow: i32, rightEnd: i32,
  least: u64, slots: u32, ttl: u64, latest: usize, out: usize,
): void {
  sweepColumns(
    leftTimes, leftKeys, leftRow, leftEnd, rightTimes, rightKeys, rightRow, rightEnd, least, slots, true, ttl, latest, out,
  )
}

@inline
function carryColumns(
  leftTimes: usize, leftKeys: usize, leftRow: i32, leftEnd: i32, rightTimes: usize,
  least: u64, slots: u32, dense: bool, ttl: u64, first: usize, latest: usize, out: usize,
): void {
  const tableBytes = (<usize>slots + 2) << 2
  for (; leftRow < leftEnd; leftRow++) {
    if (load<i32>(out + (<usize>leftRow << 2)) >= 0) continue
    let at = latest + (slotOf(leftKeys, leftRow, least, slots, dense, slots + 1) << 2)
    let match = -1
    while (match < 0 && at >= first + tableBytes) {
      at -= tableBytes
      match = load<i32>(at)
    }
    if (match < 0) continue
    const age = load<u64>(leftTimes + (<usize>leftRow << 3)) - load<u64>(rightTimes + (<usize>match << 3))
    if (ttl == 0 || age <= ttl) store<i32>(out + (<usize>leftRow << 2), match)
  }
}

/** Looks left rows of the slice whose table is `latest`, and that have no match yet, up in the tables from `first` on before it. */
export function asof_carry_ids(
  leftTimes: usize, leftIds: usize, leftRow: i32, leftEnd: i32, rightTimes: usize,
  slots: u32, ttl: u64, first: usize, latest: usize, out: usize,
): void {
  carryColumns(leftTimes, leftIds, leftRow, leftEnd, rightTimes, 0, slots, false, ttl, first, latest, out)
}

/** As `asof_carry_ids` by int64 keys. */
export function asof_carry_keys(
  leftTimes: usize, leftKeys: usize, leftRow: i32, leftEnd: i32, rightTimes: usize,
  least: u64, slots: u32, ttl: u64, first: usize, latest: usize, out: usize,
): void {
  carryColumns(leftTimes, leftKeys, leftRow, leftEnd, rightTimes, least, slots, true, ttl, first, latest, out)
}

/**
 * As `asof_ids` over entries in order: writes the row of the match at the row of each left entry. `latest` holds an
 * address for each of `slots` ids, all 0 at first.
 */
export function asof_entries(
  left: usize, leftEnd: usize, right: usize, rightEnd: usize, ttl: u64, latest: usize, out: usize,
): void {
  for (; left < leftEnd; left += entryBytes) {
    const time = load<u64>(left)
    for (; right < rightEnd; right += entryBytes) {
      if (load<u64>(right) > time) break
      store<u32>(latest + (<usize>load<u32>(right, entryId) << 2), right)
    }
    const match = <usize>load<u32>(latest + (<usize>load<u32>(left, entryId) << 2))
    const none = match == 0
    // Any entry stands in where there is none.
    const from = none ? left : match
    const stale = ttl != 0 && time - load<u64>(from) > ttl
    store<i32>(out + (<usize>load<u32>(left, entryRow) << 2), none || stale ? -1 : load<i32>(from, entryRow))
  }
  for (; right < rightEnd; right += entryBytes) {
    store<u32>(latest + (<usize>load<u32>(right, entryId) << 2), right)
  }
}

/** As `asof_carry_ids` over entries. */
export function asof_carry_entries(
  left: usize, leftEnd: usize, slots: u32, ttl: u64, first: usize, latest: usize, out: usize,
): void {
  const tableBytes = <usize>slots << 2
  for (; left < leftEnd; left += entryBytes) {
    const to = out + (<usize>load<u32>(left, entryRow) << 2)
    if (load<i32>(to) >= 0) continue
    let at = latest + (<usize>load<u32>(left, entryId) << 2)
    let match: usize = 0
    while (match == 0 && at >= first + tableBytes) {
      at -= tableBytes
      match = <usize>load<u32>(at)
    }
    if (match == 0) continue
    if (ttl == 0 || load<u64>(left) - load<u64>(match) <= ttl) store<i32>(to, load<i32>(match, entryRow))
  }
}
