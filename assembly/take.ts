// Gathers by a selection vector. A row number below 0 gives a zero value (and no bit, no bytes): a null.
import { copyBytes } from './inline/bytes'

@inline
function takeOne<T>(present: bool, values: usize, rows: usize, at: usize, out: usize): void {
  const row = load<i32>(rows + (at << 2))
  const keep = present ? -1 : ~(row >> 31)
  store<T>(out + at * sizeof<T>(), <T>(load<T>(values + <usize>(row & keep) * sizeof<T>()) & <T>keep))
}

@inline
function take<T>(present: bool, values: usize, rows: usize, length: i32, out: usize): void {
  for (const fours = rows + (<usize>(length & ~3) << 2); rows < fours; rows += 16, out += 4 * sizeof<T>()) {
    takeOne<T>(present, values, rows, 0, out)
    takeOne<T>(present, values, rows, 1, out)
    takeOne<T>(present, values, rows, 2, out)
    takeOne<T>(present, values, rows, 3, out)
  }
  for (let at: usize = 0; at < <usize>(length & 3); at++) takeOne<T>(present, values, rows, at, out)
}

/** Gathers 4-byte values. */
export function take_32(values: usize, rows: usize, length: i32, out: usize): void {
  take<i32>(false, values, rows, length, out)
}

/** Gathers 8-byte values. */
export function take_64(values: usize, rows: usize, length: i32, out: usize): void {
  take<i64>(false, values, rows, length, out)
}

/** Gathers 4-byte values by row numbers none of which is below 0. */
export function take_present_32(values: usize, rows: usize, length: i32, out: usize): void {
  take<i32>(true, values, rows, length, out)
}

/** Gathers 8-byte values by row numbers none of which is below 0. */
export function take_present_64(values: usize, rows: usize, length: i32, out: usize): void {
  take<i64>(true, values, rows, length, out)
}

/** Writes the offsets of the gathered spans; returns the last as it would be without wrapping at 32 bits. */
export function take_offsets(offsets: usize, rows: usize, length: i32, out: usize): f64 {
  let total: i64 = 0
  for (const end = rows + (<usize>length << 2); rows < end; rows += 4, out += 4) {
    store<i32>(out, <i32>total)
    const row = load<i32>(rows)
    const keep = ~(row >> 31)
    const at = offsets + (<usize>(row & keep) << 2)
    total += (load<i32>(at, 4) - load<i32>(at)) & keep
  }
  store<i32>(out, <i32>total)
  return <f64>total
}

/** Gathers spans of items of 2^shift bytes, one after the other. */
export function take_spans(offsets: usize, items: usize, shift: i32, rows: usize, length: i32, out: usize): void {
  for (const end = rows + (<usize>length << 2); rows < end; rows += 4) {
    const row = load<i32>(rows)
    if (row < 0) continue
    const at = offsets + (<usize>row << 2)
    const start = load<i32>(at)
    const bytes = <usize>(load<i32>(at, 4) - start) << shift
    copyBytes(out, items + (<usize>start << shift), bytes)
    out += bytes
  }
}

/** Writes the item numbers of the gathered spans: a selection vector for the items' own column. */
export function take_items(offsets: usize, rows: usize, length: i32, out: usize): void {
  for (const end = rows + (<usize>length << 2); rows < end; rows += 4) {
    const row = load<i32>(rows)
    if (row < 0) continue
    const at = offsets + (<usize>row << 2)
    const last = load<i32>(at, 4)
    for (let item = load<i32>(at); item < last; item++, out += 4) store<i32>(out, item)
  }
}
