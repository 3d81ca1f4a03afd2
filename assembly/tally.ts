// What sums, means and counts of groups need, side by side in a record for each group, so that a row touches one cache
// line: {total: f64, count: i32, first: i32}, 16 bytes; of integer columns {.., sum: i64, 8 bytes unused}, 32 bytes. Records
// are all 0 at first. `count` is of the rows with a value; `first` is 1 + the first row of all; `sum` wraps. Totals and
// sums are added up in row order.

// Masked instead of branched around: adding +0 changes no total, since none is ever -0.
@inline
function present(value: f64, valid: u64): f64 {
  return reinterpret<f64>(reinterpret<u64>(value) & (0 - valid))
}

@inline
function addRow<T>(record: usize, value: usize, row: i32, valid: u64): void {
  if (isInteger<T>()) {
    if (sizeof<T>() > 1) {
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
  return records + (<usize>id << (isInteger<T>() && sizeof<T>() > 1 ? 5 : 4))
}

@inline
function tally<T>(ids: usize, values: usize, validity: usize, length: i32, records: usize): void {
  for (let start = 0; start < length; start += 64) {
    let valid: u64 = validity ? load<u64>(validity + (<usize>start >> 3)) : -1
    const end = min(start + 64, length)
    for (let row = start; row < end; row++, valid >>= 1) {
      const record = recordOf<T>(records, load<u32>(ids + (<usize>row << 2)))
      addRow<T>(record, values + <usize>row * sizeof<T>(), row, valid & 1)
    }
  }
}

/** Counts rows with a value; totals stay 0. */
export function tally_rows(ids: usize, values: usize, validity: usize, length: i32, records: usize): void {
  tally<bool>(ids, values, validity, length, records)
}
export function tally_i32(ids: usize, values: usize, validity: usize, length: i32, records: usize): void {
  tally<i32>(ids, values, validity, length, records)
}
export function tally_i64(ids: usize, values: usize, validity: usize, length: i32, records: usize): void {
  tally<i64>(ids, values, validity, length, records)
}
export function tally_f32(ids: usize, values: usize, validity: usize, length: i32, records: usize): void {
  tally<f32>(ids, values, validity, length, records)
}
export function tally_f64(ids: usize, values: usize, validity: usize, length: i32, records: usize): void {
  tally<f64>(ids, values, validity, length, records)
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
