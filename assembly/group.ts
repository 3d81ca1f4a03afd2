// Aggregations by ids (sums, means and counts: see tally): one pass in row order, one accumulator for each id, so that
// sums have one order everywhere.
// `validity` 0 means that every row has a value. Ids are never below 0 here.
import { bitAt } from './inline/bits'
import { compareBytes } from './inline/bytes'
import { compareRows } from './order'

@inline
function isValid(validity: usize, row: i32): bool {
  return validity ? bitAt(validity, row) != 0 : true
}

@inline
function idAt(ids: usize, row: i32): usize {
  return <usize>load<i32>(ids + (<usize>row << 2))
}

@inline
function squares<T>(ids: usize, values: usize, validity: usize, length: i32, means: usize, sums: usize): void {
  for (let row = 0; row < length; row++, values += sizeof<T>()) {
    if (!isValid(validity, row)) continue
    const id = idAt(ids, row) << 3
    const distance = <f64>load<T>(values) - load<f64>(means + id)
    store<f64>(sums + id, load<f64>(sums + id) + distance * distance)
  }
}

/** Adds the squared distances from an id's mean to its float64. */
export function group_squares_i32(ids: usize, values: usize, validity: usize, length: i32, means: usize, sums: usize): void {
  squares<i32>(ids, values, validity, length, means, sums)
}
export function group_squares_i64(ids: usize, values: usize, validity: usize, length: i32, means: usize, sums: usize): void {
  squares<i64>(ids, values, validity, length, means, sums)
}
export function group_squares_f32(ids: usize, values: usize, validity: usize, length: i32, means: usize, sums: usize): void {
  squares<f32>(ids, values, validity, length, means, sums)
}
export function group_squares_f64(ids: usize, values: usize, validity: usize, length: i32, means: usize, sums: usize): void {
  squares<f64>(ids, values, validity, length, means, sums)
}

/** Divides each float64 by its int64 count less `less`; 0 where that is not above 0. */
export function group_divide(sums: usize, counts: usize, less: i32, groups: i32, out: usize): void {
  for (let id = 0; id < groups; id++, sums += 8, counts += 8, out += 8) {
    const divisor = load<i64>(counts) - less
    store<f64>(out, divisor > 0 ? load<f64>(sums) / <f64>divisor : 0)
  }
}

/** Replaces each float64 by its square root. */
export function group_sqrt(values: usize, groups: i32): void {
  for (let id = 0; id < groups; id++, values += 8) store<f64>(values, sqrt<f64>(load<f64>(values)))
}

/** Writes the bits of whether each int64 count is at least `least`; returns how many are. */
export function group_validity(counts: usize, least: i32, groups: i32, out: usize): i32 {
  let set: i64 = 0
  for (let id = 0; id < groups; id += 64, out += 8) {
    let word: u64 = 0
    const lanes = min(64, groups - id)
    for (let lane = 0; lane < lanes; lane++, counts += 8) word |= <u64>(load<i64>(counts) >= <i64>least) << lane
    store<u64>(out, word)
    set += popcnt<u64>(word)
  }
  return <i32>set
}

/** Writes the first row with a value of each id; `rows` is all -1 at first. */
export function group_first(ids: usize, validity: usize, length: i32, rows: usize): void {
  for (let row = length - 1; row >= 0; row--) if (isValid(validity, row)) store<i32>(rows + (idAt(ids, row) << 2), row)
}

/** Writes the last row with a value of each id; `rows` is all -1 at first. */
export function group_last(ids: usize, validity: usize, length: i32, rows: usize): void {
  for (let row = 0; row < length; row++) if (isValid(validity, row)) store<i32>(rows + (idAt(ids, row) << 2), row)
}

/**
 * Writes the row with the least word of each id, of equal ones the first; `least` has room for a word for each id, `rows` is
 * all -1 at first.
 */
export function group_least(
  ids: usize, words: usize, flip: u64, validity: usize, length: i32, least: usize, rows: usize,
): void {
  for (let row = 0; row < length; row++) {
    if (!isValid(validity, row)) continue
    const id = idAt(ids, row)
    const word = load<u64>(words + (<usize>row << 3)) ^ flip
    if (word < load<u64>(least + (id << 3)) || load<i32>(rows + (id << 2)) < 0) {
      store<u64>(least + (id << 3), word)
      store<i32>(rows + (id << 2), row)
    }
  }
}

/** As `group_least` for strings; with `sign` -1 the greatest. */
export function group_least_text(
  ids: usize, offsets: usize, bytes: usize, validity: usize, length: i32, sign: i32, rows: usize,
): void {
  for (let row = 0; row < length; row++) {
    if (!isValid(validity, row)) continue
    const at = rows + (idAt(ids, row) << 2)
    const best = load<i32>(at)
    if (best >= 0) {
      const a = load<i32>(offsets + (<usize>row << 2))
      const b = load<i32>(offsets + (<usize>best << 2))
      const order = compareBytes(
        bytes + a, load<i32>(offsets + (<usize>row << 2), 4) - a,
        bytes + b, load<i32>(offsets + (<usize>best << 2), 4) - b,
      )
      if (order * sign >= 0) continue
    }
    store<i32>(at, row)
  }
}

/** Adds 1 to the int64 of the id of each listed row: with the rows where (id, value) first appeared, counts distinct values. */
export function group_count_rows(ids: usize, rows: usize, length: i32, counts: usize): void {
  for (let i = 0; i < length; i++, rows += 4) {
    const at = counts + (idAt(ids, load<i32>(rows)) << 3)
    store<i64>(at, load<i64>(at) + 1)
  }
}

/** Writes the row of each id that is greatest by columns of words, of equal ones the last; `rows` is all -1 at first. */
export function latest_rows(ids: usize, columns: usize, count: i32, length: i32, rows: usize): void {
  for (let row = 0; row < length; row++) {
    const at = rows + (idAt(ids, row) << 2)
    const best = load<i32>(at)
    if (best < 0 || compareRows(columns, count, row, best) >= 0) store<i32>(at, row)
  }
}
