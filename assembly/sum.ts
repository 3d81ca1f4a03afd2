// Sums of whole numbers of rows that are all of one group, into its record (see tally), whose total in float64 is left out:
// it must be added up in order, while these can be in any.
import { rowMask } from './inline/bits'

// 64 rows that all have a value.
@inline
function sumAll<T>(values: usize): v128 {
  let sums = i64x2.splat(0)
  for (const end = values + 64 * sizeof<T>(); values < end; values += 16) {
    const vector = v128.load(values)
    if (sizeof<T>() == 8) sums = i64x2.add(sums, vector)
    else sums = i64x2.add(sums, i64x2.add(i64x2.extend_low_i32x4_s(vector), i64x2.extend_high_i32x4_s(vector)))
  }
  return sums
}

@inline
function sum<T>(values: usize, validity: usize, length: i32, record: usize): void {
  let sums = i64x2.splat(0)
  let rest: i64 = 0
  let count: i64 = 0
  for (let start = 0; start < length; start += 64) {
    let valid = rowMask(min(64, length - start))
    if (validity) valid &= load<u64>(validity + (<usize>start >> 3))
    count += popcnt<u64>(valid)
    const from = values + <usize>start * sizeof<T>()
    if (valid == -1) sums = i64x2.add(sums, sumAll<T>(from))
    else for (; valid != 0; valid &= valid - 1) rest += <i64>load<T>(from + <usize>ctz<u64>(valid) * sizeof<T>())
  }
  store<i64>(record, i64x2.extract_lane(sums, 0) + i64x2.extract_lane(sums, 1) + rest, 16)
  store<i32>(record, <i32>count, 8)
  store<i32>(record, <i32>(length > 0), 12)
}

/** Adds up int32 values; `validity` 0 means that every row has one. */
export function sum_i32(values: usize, validity: usize, length: i32, record: usize): void {
  sum<i32>(values, validity, length, record)
}

/** Adds up int64 values. */
export function sum_i64(values: usize, validity: usize, length: i32, record: usize): void {
  sum<i64>(values, validity, length, record)
}
