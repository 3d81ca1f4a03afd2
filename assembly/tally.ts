// What sums, means and counts of groups need, side by side in a record for each group, so that a row touches one cache
// line: {total: f64, count: i32, first: i32}, 16 bytes; of integer columns {.., sum: i64, 8 bytes unused}, 32 bytes. Records
// are all 0 at first. `count` is of the rows with a value; `first` is 1 + the first row of all; `sum` wraps. Totals and
// sums are added up in row order. `ids` 0 means that all rows are of group 0.
//
// Threads share groups, not rows: each adds up all rows of the `count` groups from `first` on, in order. `spare` has room for
// 64 records of one thread, or is 0 for all groups.
import { rowMask } from './inline/bits'

// Masked instead of branched around: adding +0 changes no total, since none is ever -0.
@inline
function present(value: f64, valid: u64): f64 {
  return reinterpret<f64>(reinterpret<u64>(value) & (0 - valid))
}

@inline
function addRow<T>(record: usize, value: usize, row: i32, valid: u64): void {
  if (isInteger<T>()) {
    if (hasTotal<T>()) {
      store<f64>(record, load<f64>(record) + present(<f64>load<T>(value), valid))
      store<i64>(record, load<i64>(record, 16) + (<i64>load<T>(value) & (0 - <i64>valid)), 16)
    }
  } else {
    store<f64>(record, load<f64>(record) + present(<f64>load<T>(value), valid))
  }
  store<i32>(record, load<i32>(record, 8) + <i32>valid, 8)
  if (load<i32>(record, 12) == 0) store<i32>(record, row + 1, 12)
}

@inline
function recordOf<T>(records: usize, id: u32): usize {
  return records + (<usize>id << (isInteger<T>() && hasTotal<T>() ? 5 : 4))
}

// Rows of others' groups are added up in spare records, since no branch could foresee them; in one alone each would wait for
// the last.
const spareRecords: u32 = 64

// As `tally` where all rows are of one group, whose record is kept at hand meanwhile.
@inline
function tallyAll<T>(values: usize, validity: usize, length: i32, record: usize): void {
  let total: f64 = 0
  let sum: i64 = 0
  let count: i64 = 0
  for (let start = 0; start < length; start += 64) {
    const rows = min(64, length - start)
    let valid: u64 = rowMask(rows)
    if (validity) valid &= load<u64>(validity + (<usize>start >> 3))
    count += popcnt<u64>(valid)
    if (!hasTotal<T>()) continue
    for (const end = values + <usize>rows * sizeof<T>(); values < end; values += sizeof<T>(), valid >>= 1) {
      total += present(<f64>load<T>(values), valid & 1)
      if (isInteger<T>()) sum += <i64>load<T>(values) & (0 - <i64>(valid & 1))
    }
  }
  store<f64>(record, total)
  store<i32>(record, <i32>count, 8)
  store<i32>(record, <i32>(length > 0), 12)
  if (isInteger<T>() && hasTotal<T>()) store<i64>(record, sum, 16)
}

// Rows that are only counted are tallied as of type bool.
@inline
function hasTotal<T>(): bool {
  return sizeof<T>() > 1
}

@inline
function tallyGroups<T>(
  ids: usize, values: usize, validity: usize, length: i32, records: usize, all: bool, first: u32, count: u32, spare: usize,
): void {
  for (let start = 0; start < length; start += 64) {
    let valid: u64 = validity ? load<u64>(validity + (<usize>start >> 3)) : -1
    const end = min(start + 64, length)
    for (let row = start; row < end; row++, valid >>= 1) {
      const id = load<u32>(ids + (<usize>row << 2))
      let record = recordOf<T>(records, id)
      if (!all) record = select<usize>(record, recordOf<T>(spare, <u32>row & (spareRecords - 1)), id - first < count)
      addRow<T>(record, values + <usize>row * sizeof<T>(), row, valid & 1)
    }
  }
}

@inline
function tally<T>(
  ids: usize, values: usize, validity: usize, length: i32, records: usize, first: u32, count: u32, spare: usize,
): void {
  if (ids == 0) tallyAll<T>(values, validity, length, records)
  else if (spare == 0) tallyGroups<T>(ids, values, validity, length, records, true, 0, 0, 0)
  else tallyGroups<T>(ids, values, validity, length, records, false, first, count, spare)
}

/** Counts rows with a value; totals stay 0. */
export function tally_rows(
  ids: usize, values: usize, validity: usize, length: i32, records: usize, first: u32, count: u32, spare: usize,
): void {
  tally<bool>(ids, values, validity, length, records, first, count, spare)
}
export function tally_i32(
  ids: usize, values: usize, validity: usize, length: i32, records: usize, first: u32, count: u32, spare: usize,
): void {
  tally<i32>(ids, values, validity, length, records, first, count, spare)
}
export function tally_i64(
  ids: usize, values: usize, validity: usize, length: i32, records: usize, first: u32, count: u32, spare: usize,
): void {
  tally<i64>(ids, values, validity, length, records, first, count, spare)
}
export function tally_f32(
  ids: usize, values: usize, validity: usize, length: i32, records: usize, first: u32, count: u32, spare: usize,
): void {
  tally<f32>(ids, values, validity, length, records, first, count, spare)
}
export function tally_f64(
  ids: usize, values: usize, validity: usize, length: i32, records: usize, first: u32, count: u32, spare: usize,
): void {
  tally<f64>(ids, values, validity, length, records, first, count, spare)
}

// The record of the group that comes `place`-th: `order` lists groups, 0 stands for 0, 1, 2...
@inline
function recordAt(records: usize, shift: u32, order: usize, place: i32): usize {
  const id = order ? load<i32>(order + (<usize>place << 2)) : place
  return records + (<usize>id << shift)
}

/** Writes the 8 bytes at `at` of the records (of 2^shift bytes) of groups in `order`. */
export function tally_words(records: usize, at: usize, shift: u32, order: usize, groups: i32, out: usize): void {
  for (let place = 0; place < groups; place++) {
    store<u64>(out + (<usize>place << 3), load<u64>(recordAt(records, shift, order, place) + at))
  }
}

/** Writes the counts of groups in `order`, as int64. */
export function tally_counts(records: usize, shift: u32, order: usize, groups: i32, out: usize): void {
  for (let place = 0; place < groups; place++) {
    store<i64>(out + (<usize>place << 3), load<i32>(recordAt(records, shift, order, place), 8))
  }
}

/** Writes the first row of each group, -1 where it has none. */
export function tally_first(records: usize, shift: u32, groups: i32, out: usize): void {
  for (let id = 0; id < groups; id++) {
    store<i32>(out + (<usize>id << 2), load<i32>(recordAt(records, shift, 0, id), 12) - 1)
  }
}
