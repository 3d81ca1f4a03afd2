import { Op } from '../src/wasm/abi'
import { exp_f64x2, expm1_f64x2, sigmoid_f64x2, tanh_f64x2 } from './inline/exponential'
import { log1p_f64x2, log_f64x2 } from './inline/logarithm'
import { atan2, cos, pow, sin, tan } from './math'

// Float64 functions over columns: the code of the exports, a vector or a value at a time, so that bits are the same.

@inline
function apply(op: i32, x: f64): f64 {
  if (op == Op.Sin) return sin(x)
  if (op == Op.Cos) return cos(x)
  return tan(x)
}

@inline
function unary(op: i32, d: usize, a: usize, ea: usize, rows: i32): void {
  for (let end = d + (<usize>rows << 3); d < end; d += 8, a += ea) store<f64>(d, apply(op, load<f64>(a)))
}

@inline
function vector(op: i32, x: v128): v128 {
  if (op == Op.Exp) return exp_f64x2(x)
  if (op == Op.Log) return log_f64x2(x)
  if (op == Op.Log1p) return log1p_f64x2(x)
  if (op == Op.Expm1) return expm1_f64x2(x)
  if (op == Op.Tanh) return tanh_f64x2(x)
  return sigmoid_f64x2(x)
}

/**
 * Two vectors a turn, since each is one long chain of operations; both results before the first store, behind which constants
 * would have to be loaded again.
 */
@inline
function vectors(op: i32, d: usize, a: usize, sa: usize, rows: i32): void {
  for (let end = d + (<usize>rows << 3); d < end; d += 32) {
    const x = vector(op, v128.load(a))
    const y = vector(op, v128.load(a + sa))
    a += 2 * sa
    v128.store(d, x)
    v128.store(d, y, 16)
  }
}

@inline
function binary(op: i32, d: usize, a: usize, ea: usize, b: usize, eb: usize, rows: i32): void {
  for (let end = d + (<usize>rows << 3); d < end; d += 8, a += ea, b += eb) {
    const x = load<f64>(a)
    const y = load<f64>(b)
    store<f64>(d, op == Op.Pow ? pow(x, y) : atan2(x, y))
  }
}

type Loop = (d: usize, a: usize, ea: usize, b: usize, eb: usize, rows: i32) => void

// In the order of the opcodes. Called by their places in a table, so that each is a function of its own: in one that holds them
// all V8 11.3 runs short of registers, and a logarithm takes a quarter longer.
const loops: StaticArray<Loop> = [
  (d, a, ea, b, eb, rows) => vectors(Op.Exp, d, a, ea << 1, rows),
  (d, a, ea, b, eb, rows) => vectors(Op.Log, d, a, ea << 1, rows),
  (d, a, ea, b, eb, rows) => vectors(Op.Log1p, d, a, ea << 1, rows),
  (d, a, ea, b, eb, rows) => vectors(Op.Expm1, d, a, ea << 1, rows),
  (d, a, ea, b, eb, rows) => unary(Op.Sin, d, a, ea, rows),
  (d, a, ea, b, eb, rows) => unary(Op.Cos, d, a, ea, rows),
  (d, a, ea, b, eb, rows) => unary(Op.Tan, d, a, ea, rows),
  (d, a, ea, b, eb, rows) => vectors(Op.Tanh, d, a, ea << 1, rows),
  (d, a, ea, b, eb, rows) => vectors(Op.Sigmoid, d, a, ea << 1, rows),
  (d, a, ea, b, eb, rows) => binary(Op.Pow, d, a, ea, b, eb, rows),
  (d, a, ea, b, eb, rows) => binary(Op.Atan2, d, a, ea, b, eb, rows),
]

/** Functions of one or two float64 values. */
export function real(op: i32, d: usize, a: usize, ea: usize, b: usize, eb: usize, rows: i32): void {
  if (op == Op.Bucketize) return bucketize(d, a, ea, load<u32>(b), load<u32>(b, 4), rows)
  unchecked(loops[op - Op.Exp])(d, a, ea, b, eb, rows)
}

/** The number of boundaries that are not above x, by binary search; all of them for NaN. */
function bucketize(d: usize, a: usize, ea: usize, boundaries: usize, count: u32, rows: i32): void {
  for (let end = d + (<usize>rows << 2); d < end; d += 4, a += ea) {
    const x = load<f64>(a)
    let low: u32 = 0
    let high = count
    while (low < high) {
      const middle = (low + high) >>> 1
      if (load<f64>(boundaries + (<usize>middle << 3)) > x) high = middle
      else low = middle + 1
    }
    store<i32>(d, low)
  }
}

const radians: f64 = 0.017453292519943295
// Twice the mean earth radius of the IUGG, in kilometres.
const diameter: f64 = 12742.0176

@inline
function distance(lat1: f64, lon1: f64, lat2: f64, lon2: f64): f64 {
  const p = lat1 * radians
  const q = lat2 * radians
  const s = sin((q - p) * 0.5)
  const t = sin((lon2 * radians - lon1 * radians) * 0.5)
  const a = s * s + cos(p) * cos(q) * (t * t)
  return diameter * atan2(sqrt<f64>(a), sqrt<f64>(max<f64>(1 - a, 0)))
}

/** Great-circle distances in kilometres between points in degrees. */
export function haversine(
  d: usize, a: usize, ea: usize, b: usize, eb: usize, c: usize, ec: usize, e: usize, ee: usize, rows: i32,
): void {
  for (let end = d + (<usize>rows << 3); d < end; d += 8) {
    store<f64>(d, distance(load<f64>(a), load<f64>(b), load<f64>(c), load<f64>(e)))
    a += ea
    b += eb
    c += ec
    e += ee
  }
}
