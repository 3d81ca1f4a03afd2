// Point-in-time join: one sweep over both sides in order of time.

/**
 * Writes for each left row the last right row of its id whose time is not after the left's, and if `ttl` is above 0 at
 * most `ttl` before it; -1 where there is none or the id is below 0.
 *
 * `leftOrder` and `rightOrder` list the rows by ascending time; 0 means that they are in that order already. Of right
 * rows with equal times the last in order wins. `latest` holds an int32 for each id, all -1 at first.
 */
export function asof_rows(
  leftTimes: usize, leftIds: usize, leftOrder: usize, leftLength: i32,
  rightTimes: usize, rightIds: usize, rightOrder: usize, rightLength: i32,
  ttl: u64, latest: usize, out: usize,
): void {
  let next = 0
  for (let i = 0; i < leftLength; i++) {
    const row = leftOrder ? load<i32>(leftOrder + (<usize>i << 2)) : i
    const id = load<i32>(leftIds + (<usize>row << 2))
    if (id < 0) {
      store<i32>(out + (<usize>row << 2), -1)
      continue
    }
    const time = load<i64>(leftTimes + (<usize>row << 3))
    for (; next < rightLength; next++) {
      const rightRow = rightOrder ? load<i32>(rightOrder + (<usize>next << 2)) : next
      const rightId = load<i32>(rightIds + (<usize>rightRow << 2))
      if (rightId < 0) continue
      if (load<i64>(rightTimes + (<usize>rightRow << 3)) > time) break
      store<i32>(latest + (<usize>rightId << 2), rightRow)
    }
    const match = load<i32>(latest + (<usize>id << 2))
    // The difference of two int64 in order is exact as an unsigned number.
    const age = <u64>time - load<u64>(rightTimes + (<usize>max(match, 0) << 3))
    store<i32>(out + (<usize>row << 2), ttl != 0 && match >= 0 && age > ttl ? -1 : match)
  }
}
