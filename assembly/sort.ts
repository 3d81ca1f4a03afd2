// Stable sorts of selection vectors.
import { bytesPrefix, compareBytes } from './inline/bytes'

const digits = 8
const buckets = 256

/**
 * Sorts `rows` by their words, stably: least significant digit first, leaving out the digits that are equal everywhere.
 *
 * `keys` and `spareKeys` hold `length` words, `spareRows` `length` row numbers, `histograms` 8,192 bytes.
 */
export function sort_words(
  words: usize, flip: u64, rows: usize, length: i32, keys: usize, spareKeys: usize, spareRows: usize, histograms: usize,
): void {
  memory.fill(histograms, 0, digits * buckets * 4)
  let descends = false
  let last: u64 = 0
  for (let i: usize = 0; i < <usize>length; i++) {
    const key = load<u64>(words + (<usize>load<i32>(rows + (i << 2)) << 3)) ^ flip
    store<u64>(keys + (i << 3), key)
    descends = descends || key < last
    last = key
    for (let digit = 0; digit < digits; digit++) {
      const at = histograms + (((<usize>digit << 8) | <usize>((key >> (<u64>digit << 3)) & 255)) << 2)
      store<u32>(at, load<u32>(at) + 1)
    }
  }
  if (!descends) return
  let fromKeys = keys
  let fromRows = rows
  let toKeys = spareKeys
  let toRows = spareRows
  for (let digit = 0; digit < digits; digit++) {
    const shift = <u64>digit << 3
    const counts = histograms + (<usize>digit << 10)
    if (load<u32>(counts + (<usize>((last >> shift) & 255) << 2)) == <u32>length) continue
    scatter(fromKeys, fromRows, length, shift, counts, toKeys, toRows)
    const keysBehind = fromKeys
    const rowsBehind = fromRows
    fromKeys = toKeys
    fromRows = toRows
    toKeys = keysBehind
    toRows = rowsBehind
  }
  if (fromRows != rows) memory.copy(rows, fromRows, <usize>length << 2)
}

@inline
function scatter(keys: usize, rows: usize, length: i32, shift: u64, counts: usize, toKeys: usize, toRows: usize): void {
  let start: u32 = 0
  for (let bucket = 0; bucket < buckets; bucket++) {
    const at = counts + (<usize>bucket << 2)
    const count = load<u32>(at)
    store<u32>(at, start)
    start += count
  }
  for (let i: usize = 0; i < <usize>length; i++) {
    const key = load<u64>(keys + (i << 3))
    const at = counts + (<usize>((key >> shift) & 255) << 2)
    const to = <usize>load<u32>(at)
    store<u32>(at, <u32>to + 1)
    store<u64>(toKeys + (to << 3), key)
    store<i32>(toRows + (to << 2), load<i32>(rows + (i << 2)))
  }
}

// Compares two rows of a column of strings, first by the prefixes kept beside it.
@inline
function compareText(offsets: usize, bytes: usize, prefixes: usize, a: i32, b: i32): i32 {
  const x = load<u64>(prefixes + (<usize>a << 3))
  const y = load<u64>(prefixes + (<usize>b << 3))
  if (x != y) return x < y ? -1 : 1
  const left = load<i32>(offsets + (<usize>a << 2))
  const right = load<i32>(offsets + (<usize>b << 2))
  return compareBytes(
    bytes + left, load<i32>(offsets + (<usize>a << 2), 4) - left,
    bytes + right, load<i32>(offsets + (<usize>b << 2), 4) - right,
  )
}

const runLength = 8

/**
 * Writes each row's rank among the strings of a column, as words: equal strings have equal ranks, counted from 0.
 *
 * `prefixes` holds `length` words, `rows` and `spare` `length` row numbers. A merge sort: a pair of runs that is in
 * order already is copied without further comparisons.
 */
export function text_ranks(
  offsets: usize, bytes: usize, length: i32, prefixes: usize, rows: usize, spare: usize, out: usize,
): void {
  for (let row = 0; row < length; row++) {
    const start = load<i32>(offsets + (<usize>row << 2))
    const size = load<i32>(offsets + (<usize>row << 2), 4) - start
    store<u64>(prefixes + (<usize>row << 3), bytesPrefix(bytes + start, size))
  }
  for (let run = 0; run < length; run += runLength) insertRun(offsets, bytes, prefixes, run, min(run + runLength, length), rows)
  let from = rows
  let to = spare
  for (let width: u32 = runLength; width < <u32>length; width <<= 1) {
    for (let start: u32 = 0; start < <u32>length; start += 2 * width) {
      const middle = min<u32>(start + width, length)
      mergeRuns(offsets, bytes, prefixes, from, start, middle, min<u32>(middle + width, length), to)
    }
    const behind = from
    from = to
    to = behind
  }
  let rank: u64 = 0
  for (let i = 0; i < length; i++) {
    const row = load<i32>(from + (<usize>i << 2))
    if (i > 0 && compareText(offsets, bytes, prefixes, load<i32>(from + (<usize>(i - 1) << 2)), row) != 0) rank++
    store<u64>(out + (<usize>row << 3), rank)
  }
}

@inline
function insertRun(offsets: usize, bytes: usize, prefixes: usize, start: i32, end: i32, rows: usize): void {
  for (let row = start; row < end; row++) {
    let at = rows + (<usize>row << 2)
    const first = rows + (<usize>start << 2)
    for (; at > first && compareText(offsets, bytes, prefixes, load<i32>(at - 4), row) > 0; at -= 4) {
      store<i32>(at, load<i32>(at - 4))
    }
    store<i32>(at, row)
  }
}

@inline
function mergeRuns(
  offsets: usize, bytes: usize, prefixes: usize, rows: usize, start: u32, middle: u32, end: u32, out: usize,
): void {
  let left = rows + (<usize>start << 2)
  let right = rows + (<usize>middle << 2)
  const leftEnd = right
  const rightEnd = rows + (<usize>end << 2)
  let to = out + (<usize>start << 2)
  if (middle == end || compareText(offsets, bytes, prefixes, load<i32>(leftEnd - 4), load<i32>(right)) <= 0) {
    memory.copy(to, left, <usize>(end - start) << 2)
    return
  }
  for (; left < leftEnd && right < rightEnd; to += 4) {
    const a = load<i32>(left)
    const b = load<i32>(right)
    if (compareText(offsets, bytes, prefixes, a, b) <= 0) {
      store<i32>(to, a)
      left += 4
    } else {
      store<i32>(to, b)
      right += 4
    }
  }
  const rest = leftEnd - left
  memory.copy(to, left, rest)
  memory.copy(to + rest, right, rightEnd - right)
}
