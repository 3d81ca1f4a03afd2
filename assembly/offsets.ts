import { Slot } from '../src/wasm/abi'
import { reportFull, validity, validityBuffer, values, vectorStep } from './slot'
import { lengths } from './text'

// Offsets of outputs of variable width: every chunk continues where the one before it ended, and a row without a value is
// empty. The output's validity must be stored already. Rows are taken in vectors, so up to seven offsets behind the last
// are written too.

/** All ones in the lanes of those of the four rows from `row` on that have a value. */
@inline
export function validLanes(valid: usize, row: i32): v128 {
  const bits = i32x4(1, 2, 4, 8)
  const nibble = i32x4.splat(<i32>load<u8>(valid + (<usize>row >> 3)) >> (row & 4))
  return i32x4.eq(v128.and(nibble, bits), bits)
}

/** Each lane and those before it added up. */
@inline
function prefixSums(lanes: v128): v128 {
  const zero = i32x4.splat(0)
  const pairs = i32x4.add(lanes, v128.shuffle<i32>(zero, lanes, 0, 4, 5, 6))
  return i32x4.add(pairs, v128.shuffle<i32>(zero, pairs, 0, 1, 4, 5))
}

/** The lengths of four rows: of views, or of text by the offsets of its column. */
@inline
function sizesOf(ofColumns: bool, at: usize, step: usize): v128 {
  return ofColumns ? i32x4.sub(v128.load(at, 4), v128.load(at)) : lengths(at, step >> 1)
}

/**
 * The offsets of rows that are those of `a` or, where `b` is not 0, of `a` and `b` behind each other. Gives the last one,
 * or more than 2^31 where it does not fit.
 */
@inline
function appendOffsets(ofColumns: bool, d: usize, a: usize, b: usize, rows: i32): u64 {
  const valid = validityBuffer(d)
  let offsets = values(d)
  let at = values(a)
  const aStep = ofColumns ? 16 : vectorStep(a) << 1
  let bt = b == 0 ? 0 : values(b)
  const bStep = ofColumns ? 16 : b == 0 ? 0 : vectorStep(b) << 1
  let last = v128.load32_splat(offsets)
  let total = i64x2.extend_low_i32x4_u(v128.load32_zero(offsets))
  offsets += 4
  for (let row = 0; row < rows; row += 4, offsets += 16, at += aStep) {
    let sizes = sizesOf(ofColumns, at, aStep)
    if (b != 0) {
      sizes = i32x4.add(sizes, sizesOf(ofColumns, bt, bStep))
      bt += bStep
    }
    sizes = v128.and(sizes, validLanes(valid, row))
    // Lanes wrap; the total, which decides whether they are of use, does not.
    total = i64x2.add(total, i64x2.add(i64x2.extend_low_i32x4_u(sizes), i64x2.extend_high_i32x4_u(sizes)))
    last = i32x4.add(last, prefixSums(sizes))
    v128.store(offsets, last)
    last = v128.shuffle<i32>(last, last, 3, 3, 3, 3)
  }
  return i64x2.extract_lane(total, 0) + i64x2.extract_lane(total, 1)
}

/** As {@link appendOffsets}, of views. */
export function storeOffsets(d: usize, a: usize, b: usize, rows: i32): u64 {
  return appendOffsets(false, d, a, b, rows)
}

/** As {@link appendOffsets}, of two columns of text. */
export function storeColumnOffsets(d: usize, a: usize, b: usize, rows: i32): u64 {
  return appendOffsets(true, d, a, b, rows)
}

/** As {@link storeColumnOffsets}, where every row has a value: the offsets are those of the columns, added up. */
export function addColumnOffsets(d: usize, a: usize, b: usize, rows: i32): u64 {
  let offsets = values(d)
  let at = values(a)
  let bt = values(b)
  const start = load<u32>(offsets)
  const last = <usize>rows << 2
  const aSize = load<u32>(at + last) - load<u32>(at)
  const bSize = load<u32>(bt + last) - load<u32>(bt)
  const delta = i32x4.splat(start - load<u32>(at) - load<u32>(bt))
  for (let end = at + last; at < end; offsets += 32, at += 32, bt += 32) {
    const low = i32x4.add(v128.load(at, 4), v128.load(bt, 4))
    const high = i32x4.add(v128.load(at, 20), v128.load(bt, 20))
    v128.store(offsets, i32x4.add(low, delta), 4)
    v128.store(offsets, i32x4.add(high, delta), 20)
  }
  return <u64>start + aSize + bSize
}

/** The offsets of the rows of a column of text as those of the output. */
export function moveOffsets(d: usize, a: usize, rows: i32): void {
  let offsets = values(d)
  let from = values(a)
  const delta = i32x4.splat(load<i32>(offsets) - load<i32>(from))
  for (let end = from + (<usize>rows << 2); from < end; offsets += 32, from += 32) {
    const low = v128.load(from, 4)
    const high = v128.load(from, 20)
    v128.store(offsets, i32x4.add(low, delta), 4)
    v128.store(offsets, i32x4.add(high, delta), 20)
  }
}

/** Says whether a row of a column of text without a value has bytes all the same. */
export function hidesBytes(a: usize, rows: i32): bool {
  const valid = validity(a)
  if (valid == 0) return false
  let hidden = i32x4.splat(0)
  for (let row = 0, at = values(a); row < rows; row += 4, at += 16) {
    const nulls = v128.andnot(i32x4.gt_s(i32x4.splat(rows - row), i32x4(0, 1, 2, 3)), validLanes(valid, row))
    hidden = v128.or(hidden, v128.and(i32x4.sub(v128.load(at, 4), v128.load(at)), nulls))
  }
  return v128.any_true(hidden)
}

/** The items of row `row`, by the offsets at `offsets`. */
@inline
export function sizeOf(offsets: usize, row: i32): i32 {
  const at = offsets + (<usize>row << 2)
  return load<i32>(at, 4) - load<i32>(at)
}

/** Says whether an output's buffer has room for `bytes` when it has `total` items, and reports where not. */
export function fits(program: usize, d: usize, capacity: usize, bytes: u64, total: u64): bool {
  if (total <= <u64>i32.MAX_VALUE && bytes <= <u64>load<u32>(d + capacity)) return true
  reportFull(program, d, <u32>capacity, total <= <u64>i32.MAX_VALUE ? bytes : <u64>u32.MAX_VALUE)
  return false
}
