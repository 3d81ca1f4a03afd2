import { entryBytes, entryId, entryRow } from './entries'

// Point-in-time join: one sweep over both sides in order of time. A key's place in `latest` is its slot: its id, or its
// distance from the least key. Keys that one side lacks go to two slots behind the others: right rows write into the
// first, left rows read the second, which stays empty.
//
// A sweep can be shared out by slices of time, each with a `latest` of its own, one behind the other. A left row that
// finds nothing in its slice then looks into those before: `carry`. So a sweep takes in all of its right rows, also those
// behind its last left row.

/** The slot of a row's key: its id, or its distance from `least`; `missing` where it has none. */
@inline
export function slotOf(keys: usize, row: i32, least: u64, slots: u32, dense: bool, missing: u32): usize {
  if (!dense) {
    const id = load<u32>(keys + (<usize>row << 2))
    return <usize>(id < slots ? id : missing)
  }
  const offset = load<u64>(keys + (<usize>row << 3)) - least
  return <usize>(offset < <u64>slots ? <u32>offset : missing)
}

// Right rows are seen to be too old by blocks, of which only the one that is becoming so is looked into: the times of matches
// are far from the caches.
const blockRows = 64

// The difference of two int64 in order is exact as an unsigned number.
@inline
function isStale(rightTimes: usize, row: i32, time: i64, ttl: u64): bool {
  return <u64>time - load<u64>(rightTimes + (<usize>row << 3)) > ttl
}

@inline
function sweepColumns(
  leftTimes: usize, leftKeys: usize, leftRow: i32, leftEnd: i32,
  rightTimes: usize, rightKeys: usize, rightRow: i32, rightEnd: i32,
  least: u64, slots: u32, dense: bool, ttl: u64, latest: usize, out: usize,
): void {
  // Rows before it are too old for all left rows to come.
  let old = rightRow
  for (; leftRow < leftEnd; leftRow++) {
    const time = load<i64>(leftTimes + (<usize>leftRow << 3))
    for (; rightRow < rightEnd; rightRow++) {
      if (load<i64>(rightTimes + (<usize>rightRow << 3)) > time) break
      store<i32>(latest + (slotOf(rightKeys, rightRow, least, slots, dense, slots) << 2), rightRow)
    }
    const match = load<i32>(latest + (slotOf(leftKeys, leftRow, least, slots, dense, slots + 1) << 2))
    let stale = false
    if (ttl != 0) {
      while (old + blockRows <= rightRow && isStale(rightTimes, old + blockRows - 1, time, ttl)) old += blockRows
      stale = match < old
      if (!stale && match < old + blockRows) stale = isStale(rightTimes, match, time, ttl)
    }
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

// The row of an entry if one is there and it is not too old, else -1.
@inline
function currentEntry(place: usize, time: u64, ttl: u64): i32 {
  return ttl != 0 && time - load<u64>(place) > ttl ? -1 : load<i32>(place, entryRow)
}

@inline
function keepEntry(latest: usize, entry: usize): void {
  v128.store(latest + <usize>load<u32>(entry, entryId) * entryBytes, v128.load(entry))
}

/**
 * As `asof_ids` over entries in order: writes the row of the match at the row of each left entry. `latest` holds an entry
 * for each of `slots` ids, all bits 1 at first.
 */
export function asof_entries(
  left: usize, leftEnd: usize, right: usize, rightEnd: usize, ttl: u64, latest: usize, out: usize,
): void {
  for (; left < leftEnd; left += entryBytes) {
    const time = load<u64>(left)
    for (; right < rightEnd; right += entryBytes) {
      if (load<u64>(right) > time) break
      keepEntry(latest, right)
    }
    const place = latest + <usize>load<u32>(left, entryId) * entryBytes
    store<i32>(out + (<usize>load<u32>(left, entryRow) << 2), currentEntry(place, time, ttl))
  }
  for (; right < rightEnd; right += entryBytes) keepEntry(latest, right)
}

// The place of an entry, or while none is there, that of the table before, back to the table `first`.
@inline
function carried(place: usize, first: usize, tableBytes: usize): usize {
  while (load<i32>(place, entryRow) < 0 && place >= first + tableBytes) place -= tableBytes
  return place
}

/** As `asof_carry_ids` over entries. */
export function asof_carry_entries(
  left: usize, leftEnd: usize, slots: u32, ttl: u64, first: usize, latest: usize, out: usize,
): void {
  const tableBytes = <usize>slots * entryBytes
  for (; left < leftEnd; left += entryBytes) {
    const to = out + (<usize>load<u32>(left, entryRow) << 2)
    if (load<i32>(to) >= 0) continue
    const place = latest + <usize>load<u32>(left, entryId) * entryBytes - tableBytes
    store<i32>(to, currentEntry(carried(place, first, tableBytes), load<u64>(left), ttl))
  }
}
