// Values as unsigned 64-bit words that compare as the values do: equal words, equal values; NaN is one value, the
// greatest; -0 equals 0. Int64 needs no copy: a word is always read as `load<u64>(words) ^ flip`, and flip is the sign bit.
// Rows without a value get a word (`words_fill`) that no value has or, where order counts, the word 0 and a column of flags
// beside it that tells them from the value 0.
import { bitAt } from './inline/bits'

/** Writes `set` or `clear` by each row's bit. */
export function words_flags(bits: usize, length: i32, clear: u32, set: u32, out: usize): void {
  for (let row = 0; row < length; row++, out += 8) store<u64>(out, bitAt(bits, row) ? set : clear)
}

export function words_i32(values: usize, length: i32, out: usize): void {
  for (let row = 0; row < length; row++, values += 4, out += 8) store<u64>(out, <u64>(load<u32>(values) ^ 0x80000000))
}

export function words_i64(values: usize, length: i32, out: usize): void {
  for (let row = 0; row < length; row++, values += 8, out += 8) store<u64>(out, load<u64>(values) ^ 0x8000000000000000)
}

export function words_f32(values: usize, length: i32, out: usize): void {
  for (let row = 0; row < length; row++, values += 4, out += 8) {
    const value = load<f32>(values)
    const bits = value == value ? reinterpret<i32>(value + <f32>0) : 0x7fc00000
    store<u64>(out, <u64>(<u32>(bits ^ ((bits >> 31) | 0x80000000))))
  }
}

export function words_f64(values: usize, length: i32, out: usize): void {
  for (let row = 0; row < length; row++, values += 8, out += 8) {
    const value = load<f64>(values)
    const bits = value == value ? reinterpret<i64>(value + 0) : 0x7ff8000000000000
    store<i64>(out, bits ^ ((bits >> 63) | <i64>0x8000000000000000))
  }
}

/** Gives rows without a value a word. */
export function words_fill(words: usize, validity: usize, length: i32, word: u64): void {
  for (let row = 0; row < length; row++, words += 8) {
    store<u64>(words, select<u64>(load<u64>(words), word, bitAt(validity, row)))
  }
}

/**
 * Writes the least and the greatest word of the rows whose prior id is not below 0 (all, if `prior` is 0) to `out`.
 * Without such a row the least is above the greatest.
 */
export function words_range(words: usize, flip: u64, prior: usize, length: i32, out: usize): void {
  let least: u64 = -1
  let greatest: u64 = 0
  for (let row = 0; row < length; row++) {
    const word = load<u64>(words + (<usize>row << 3)) ^ flip
    const skip = prior ? load<i32>(prior + (<usize>row << 2)) < 0 : false
    if (skip) continue
    least = min(least, word)
    greatest = max(greatest, word)
  }
  store<u64>(out, least)
  store<u64>(out, greatest, 8)
}

/**
 * Writes the least and the greatest of one int64 or more to `out`, and how often a value is not the one before; says whether
 * they never descend.
 */
export function words_survey(values: usize, length: i32, out: usize): bool {
  let low = v128.load64_splat(values)
  let high = low
  let descends = i64x2.splat(0)
  let changes = i64x2.splat(0)
  const end = values + (<usize>length << 3)
  // Each pair is compared with the pair one value on; the last values are left for below.
  for (; values + 24 <= end; values += 16) {
    const pair = v128.load(values)
    const next = v128.load(values, 8)
    descends = v128.or(descends, i64x2.gt_s(pair, next))
    changes = i64x2.sub(changes, i64x2.ne(pair, next))
    low = v128.bitselect(pair, low, i64x2.gt_s(low, pair))
    high = v128.bitselect(pair, high, i64x2.gt_s(pair, high))
  }
  let least = min(i64x2.extract_lane(low, 0), i64x2.extract_lane(low, 1))
  let greatest = max(i64x2.extract_lane(high, 0), i64x2.extract_lane(high, 1))
  let ascends = !v128.any_true(descends)
  let changed = i64x2.extract_lane(changes, 0) + i64x2.extract_lane(changes, 1)
  for (let last = load<i64>(values); values < end; values += 8) {
    const value = load<i64>(values)
    ascends = ascends && value >= last
    changed += <i64>(value != last)
    least = min(least, value)
    greatest = max(greatest, value)
    last = value
  }
  store<i64>(out, least)
  store<i64>(out, greatest, 8)
  store<i64>(out, changed, 16)
  return ascends
}

/**
 * Compares two rows by columns of words: `columns` lists {flip: u64, address: u32, 4 bytes unused}, the most significant
 * first.
 */
@inline
export function compareRows(columns: usize, count: i32, a: i32, b: i32): i32 {
  for (let column = 0; column < count; column++, columns += 16) {
    const flip = load<u64>(columns)
    const words = <usize>load<u32>(columns, 8)
    const x = load<u64>(words + (<usize>a << 3)) ^ flip
    const y = load<u64>(words + (<usize>b << 3)) ^ flip
    if (x != y) return x < y ? -1 : 1
  }
  return 0
}

/** Says whether rows never descend by columns of words. */
export function words_sorted(columns: usize, count: i32, length: i32): bool {
  for (let row = 1; row < length; row++) if (compareRows(columns, count, row - 1, row) > 0) return false
  return true
}
