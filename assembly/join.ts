// Joins by ids: ids of the left rows are those of the right rows' keys, -1 where the right side lacks the key.

/** Lists the rows of each id in order: those of id i are rows[starts[i]] up to rows[starts[i + 1]]. Ids below 0 are left out. */
export function rows_by_id(ids: usize, length: i32, count: i32, starts: usize, rows: usize): void {
  memory.fill(starts, 0, <usize>(count + 2) << 2)
  // Counted two places ahead, so that filling moves each start to where the next id begins.
  for (let row = 0; row < length; row++) {
    const id = load<i32>(ids + (<usize>row << 2))
    if (id < 0) continue
    const at = starts + (<usize>id << 2)
    store<i32>(at, load<i32>(at, 8) + 1, 8)
  }
  for (let id = 0; id < count; id++) {
    const at = starts + (<usize>id << 2)
    store<i32>(at, load<i32>(at, 8) + load<i32>(at, 4), 8)
  }
  for (let row = 0; row < length; row++) {
    const id = load<i32>(ids + (<usize>row << 2))
    if (id < 0) continue
    const at = starts + (<usize>id << 2)
    const to = load<i32>(at, 4)
    store<i32>(at, to + 1, 4)
    store<i32>(rows + (<usize>to << 2), row)
  }
}

/** Counts the rows of a join: the matches, and with `outer` one for each left row without. */
export function join_count(leftIds: usize, length: i32, starts: usize, outer: i32): f64 {
  let count: i64 = 0
  for (let row = 0; row < length; row++) {
    const id = load<i32>(leftIds + (<usize>row << 2))
    const at = starts + (<usize>max(id, 0) << 2)
    count += id < 0 ? outer : load<i32>(at, 4) - load<i32>(at)
  }
  return <f64>count
}

/** Writes the selection vectors of the left rows from `row` to `end`, whose size `join_count` told. */
export function join_rows(
  leftIds: usize, row: i32, end: i32, starts: usize, rightRows: usize, outer: i32, outLeft: usize, outRight: usize,
): void {
  for (; row < end; row++) {
    const id = load<i32>(leftIds + (<usize>row << 2))
    if (id < 0) {
      if (!outer) continue
      store<i32>(outLeft, row)
      store<i32>(outRight, -1)
      outLeft += 4
      outRight += 4
      continue
    }
    const at = starts + (<usize>id << 2)
    let from = rightRows + (<usize>load<i32>(at) << 2)
    for (const last = rightRows + (<usize>load<i32>(at, 4) << 2); from < last; from += 4) {
      store<i32>(outLeft, row)
      store<i32>(outRight, load<i32>(from))
      outLeft += 4
      outRight += 4
    }
  }
}

/** Maps ids to the rows in `first`; an id below 0 to -1. */
export function rows_of_ids(ids: usize, length: i32, first: usize, out: usize): void {
  for (let row = 0; row < length; row++, ids += 4, out += 4) {
    const id = load<i32>(ids)
    const missing = id >> 31
    store<i32>(out, load<i32>(first + (<usize>(id & ~missing) << 2)) | missing)
  }
}
