import { Op } from '../src/wasm/abi'
import { clearBit } from './bitmap'
import { reserve } from './heap'
import { address, length, setView } from './text'

// Lists as views: address of the first item and number of items. Sums over items have one fixed order: four float64
// accumulators, item i added to number i mod 4, and at the end (a0 + a1) + (a2 + a3).

const Product = 0
const Difference = 1
const Square = 2

/** Two items from `at` on as float64. */
@inline
function pair<T>(at: usize): v128 {
  return sizeof<T>() == 8 ? v128.load(at) : f64x2.promote_low_f32x4(v128.load64_zero(at))
}

@inline
function termPair<T>(f: i32, x: usize, y: usize): v128 {
  const p = pair<T>(x)
  if (f == Square) return v128.mul<f64>(p, p)
  const q = pair<T>(y)
  if (f == Product) return v128.mul<f64>(p, q)
  const difference = v128.sub<f64>(p, q)
  return v128.mul<f64>(difference, difference)
}

@inline
function term<T>(f: i32, x: usize, y: usize): f64 {
  const p = <f64>load<T>(x)
  if (f == Square) return p * p
  const q = <f64>load<T>(y)
  if (f == Product) return p * q
  return (p - q) * (p - q)
}

/** Adds the last items, fewer than four, and the accumulators. */
@inline
function finish<T>(f: i32, low: v128, high: v128, x: usize, y: usize, count: i32): f64 {
  let a0 = f64x2.extract_lane(low, 0)
  let a1 = f64x2.extract_lane(low, 1)
  let a2 = f64x2.extract_lane(high, 0)
  if (count > 0) a0 += term<T>(f, x, y)
  if (count > 1) a1 += term<T>(f, x + sizeof<T>(), y + sizeof<T>())
  if (count > 2) a2 += term<T>(f, x + 2 * sizeof<T>(), y + 2 * sizeof<T>())
  return a0 + a1 + (a2 + f64x2.extract_lane(high, 1))
}

@inline
function sum<T>(f: i32, x: usize, y: usize, count: i32): f64 {
  let low = f64x2.splat(0)
  let high = f64x2.splat(0)
  for (; count >= 4; count -= 4) {
    low = v128.add<f64>(low, termPair<T>(f, x, y))
    high = v128.add<f64>(high, termPair<T>(f, x + 2 * sizeof<T>(), y + 2 * sizeof<T>()))
    x += 4 * sizeof<T>()
    y += 4 * sizeof<T>()
  }
  return finish<T>(f, low, high, x, y, count)
}

@inline
function norm<T>(x: usize, count: i32): f64 {
  return sqrt<f64>(sum<T>(Square, x, x, count))
}

/** The three sums of a cosine in one pass over the items, each in the order of {@link sum}. */
@inline
function cosine<T>(x: usize, y: usize, count: i32): f64 {
  let xy0 = f64x2.splat(0)
  let xy1 = xy0
  let xx0 = xy0
  let xx1 = xy0
  let yy0 = xy0
  let yy1 = xy0
  for (; count >= 4; count -= 4, x += 4 * sizeof<T>(), y += 4 * sizeof<T>()) {
    const x0 = pair<T>(x)
    const y0 = pair<T>(y)
    const x1 = pair<T>(x + 2 * sizeof<T>())
    const y1 = pair<T>(y + 2 * sizeof<T>())
    xy0 = v128.add<f64>(xy0, v128.mul<f64>(x0, y0))
    xy1 = v128.add<f64>(xy1, v128.mul<f64>(x1, y1))
    xx0 = v128.add<f64>(xx0, v128.mul<f64>(x0, x0))
    xx1 = v128.add<f64>(xx1, v128.mul<f64>(x1, x1))
    yy0 = v128.add<f64>(yy0, v128.mul<f64>(y0, y0))
    yy1 = v128.add<f64>(yy1, v128.mul<f64>(y1, y1))
  }
  const product = finish<T>(Product, xy0, xy1, x, y, count)
  return product / (sqrt<f64>(finish<T>(Square, xx0, xx1, x, x, count)) * sqrt<f64>(finish<T>(Square, yy0, yy1, y, y, count)))
}

@inline
function measure<T>(op: i32, x: usize, y: usize, count: i32): f64 {
  if (op == Op.DotF64) return sum<T>(Product, x, y, count)
  if (op == Op.DistanceF64) return sqrt<f64>(sum<T>(Difference, x, y, count))
  return cosine<T>(x, y, count)
}

/**
 * A row of the chunk's first half and one of its second in turn: what is larger than the caches comes in faster when it is
 * read from more than one place (100,000 rows of 128 in 4.4 ms instead of 5.5; from eight places in 7.4).
 */
@inline
function measures<T>(op: i32, d: usize, a: usize, ea: usize, b: usize, eb: usize, valid: usize, rows: i32): void {
  const half = (rows + 1) >> 1
  for (let turn = 0; turn < rows; turn++) {
    const row = (turn >> 1) + (turn & 1) * half
    const x = a + ea * row
    const y = b + eb * row
    const count = length(x)
    if (count == length(y)) store<f64>(d + (<usize>row << 3), measure<T>(op, address(x), address(y), count))
    else {
      store<f64>(d + (<usize>row << 3), 0)
      clearBit(valid, row)
    }
  }
}

@inline
function norms<T>(d: usize, a: usize, ea: usize, rows: i32): void {
  for (let end = d + (<usize>rows << 3); d < end; d += 8, a += ea) store<f64>(d, norm<T>(address(a), length(a)))
}

@inline
function elements<T>(d: usize, a: usize, ea: usize, b: usize, eb: usize, valid: usize, rows: i32): void {
  for (let row = 0; row < rows; row++, d += sizeof<T>(), a += ea, b += eb) {
    const index = load<i64>(b)
    if (index >= 0 && index < <i64>length(a)) store<T>(d, load<T>(address(a) + <usize>index * sizeof<T>()))
    else {
      // Zero is also a well-formed view.
      store<T>(d, 0)
      clearBit(valid, row)
    }
  }
}

function elementBits(d: usize, a: usize, ea: usize, b: usize, eb: usize, valid: usize, rows: i32): void {
  for (let row = 0; row < rows; row++, a += ea, b += eb) {
    const at = d + (<usize>row >> 3)
    if ((row & 7) == 0) store<u8>(at, 0)
    const index = load<i64>(b)
    if (index < 0 || index >= <i64>length(a)) clearBit(valid, row)
    else store<u8>(at, load<u8>(at) | (load<u8>(address(a) + <usize>index) << <u8>(row & 7)))
  }
}

/** Distances of lists, and items by index; clears rows whose lengths differ or whose index is out of range. */
export function lists(op: i32, d: usize, a: usize, ea: usize, b: usize, eb: usize, valid: usize, rows: i32): void {
  switch (op) {
    case Op.DotF32: return measures<f32>(Op.DotF64, d, a, ea, b, eb, valid, rows)
    case Op.DotF64: return measures<f64>(Op.DotF64, d, a, ea, b, eb, valid, rows)
    case Op.DistanceF32: return measures<f32>(Op.DistanceF64, d, a, ea, b, eb, valid, rows)
    case Op.DistanceF64: return measures<f64>(Op.DistanceF64, d, a, ea, b, eb, valid, rows)
    case Op.CosineF32: return measures<f32>(Op.CosineF64, d, a, ea, b, eb, valid, rows)
    case Op.CosineF64: return measures<f64>(Op.CosineF64, d, a, ea, b, eb, valid, rows)
    case Op.NormF32: return norms<f32>(d, a, ea, rows)
    case Op.NormF64: return norms<f64>(d, a, ea, rows)
    case Op.Element32: return elements<u32>(d, a, ea, b, eb, valid, rows)
    case Op.Element64: return elements<u64>(d, a, ea, b, eb, valid, rows)
    case Op.ElementBits: return elementBits(d, a, ea, b, eb, valid, rows)
  }
}

/** Lists of float32 as lists of float64 on the heap; false where it is full. */
export function widenLists(d: usize, a: usize, ea: usize, rows: i32): bool {
  for (let end = d + (<usize>rows << 3); d < end; d += 8, a += ea) {
    const count = length(a)
    const to = reserve(<u64>count << 3)
    if (to == 0) return false
    for (let at: usize = 0; at < <usize>count; at++) store<f64>(to + (at << 3), <f64>load<f32>(address(a) + (at << 2)))
    setView(d, to, count)
  }
  return true
}
