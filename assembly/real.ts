import { Op, Size } from '../src/wasm/abi'
import { exp_f64x2, expm1_f64x2, sigmoid_f64x2, tanh_f64x2 } from './inline/exponential'
import {
  areRegularForLog, areRegularForLog1p, log1p_f64x2, log_f64x2, regularLog1p_f64x2, regularLog_f64x2,
} from './inline/logarithm'
import { atan2, cos, pow, sin, tan } from './math'
import { fetchesAhead, nextValues } from './slot'

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
  if (op == Op.Log) return regularLog_f64x2(x)
  if (op == Op.Log1p) return regularLog1p_f64x2(x)
  if (op == Op.Expm1) return expm1_f64x2(x)
  if (op == Op.Tanh) return tanh_f64x2(x)
  return sigmoid_f64x2(x)
}

/** Whether {@link vector} takes both; it takes all but a few values that have no logarithm or a very large one. */
@inline
function areRegular(op: i32, x: v128, y: v128): bool {
  if (op == Op.Log) return areRegularForLog(x, y)
  if (op == Op.Log1p) return areRegularForLog1p(x, y)
  return true
}

/** As {@link vector}, for any values. */
@inline
function irregular(op: i32, x: v128): v128 {
  return op == Op.Log ? log_f64x2(x) : log1p_f64x2(x)
}

/**
 * Two vectors, since each is one long chain of operations; both results before the first store, behind which constants would
 * have to be loaded again.
 */
@inline
function four(op: i32, d: usize, a: usize, sa: usize): void {
  const p = v128.load(a)
  const q = v128.load(a + sa)
  if (areRegular(op, p, q)) {
    const x = vector(op, p)
    const y = vector(op, q)
    v128.store(d, x)
    v128.store(d, y, 16)
  } else {
    v128.store(d, irregular(op, p))
    v128.store(d, irregular(op, q), 16)
  }
}

@inline
function vectors(op: i32, d: usize, a: usize, sa: usize, rows: i32): void {
  for (let end = d + (<usize>rows << 3); d < end; d += 32, a += 2 * sa) four(op, d, a, sa)
}

/**
 * As {@link vectors}. Memory has nothing to do meanwhile, so with every eight rows a line of each column and output that the
 * program lists is fetched for the next chunk, whose faster instructions would wait for it.
 */
@inline
function fetching(op: i32, d: usize, a: usize, sa: usize, rows: i32): void {
  const first = nextValues(0, d) - d
  const second = nextValues(1, d) - d
  const third = nextValues(2, d) - d
  const fourth = nextValues(3, d) - d
  const fifth = nextValues(4, d) - d
  const sixth = nextValues(5, d) - d
  for (let end = d + (<usize>rows << 3); d < end; ) {
    load<u8>(first + d)
    load<u8>(second + d)
    load<u8>(third + d)
    load<u8>(fourth + d)
    load<u8>(fifth + d)
    load<u8>(sixth + d)
    for (const line = d + Size.Line; d < line; d += 32, a += 2 * sa) four(op, d, a, sa)
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

const sines: Loop = (d, a, ea, b, eb, rows) => unary(Op.Sin, d, a, ea, rows)
const cosines: Loop = (d, a, ea, b, eb, rows) => unary(Op.Cos, d, a, ea, rows)
const tangents: Loop = (d, a, ea, b, eb, rows) => unary(Op.Tan, d, a, ea, rows)
const powers: Loop = (d, a, ea, b, eb, rows) => binary(Op.Pow, d, a, ea, b, eb, rows)
const angles: Loop = (d, a, ea, b, eb, rows) => binary(Op.Atan2, d, a, ea, b, eb, rows)

// In the order of the opcodes. Called by their places in a table, so that each is a function of its own: in one that holds them
// all V8 11.3 runs short of registers, and a logarithm takes a quarter longer.
const loops: StaticArray<Loop> = [
  (d, a, ea, b, eb, rows) => vectors(Op.Exp, d, a, ea << 1, rows),
  (d, a, ea, b, eb, rows) => vectors(Op.Log, d, a, ea << 1, rows),
  (d, a, ea, b, eb, rows) => vectors(Op.Log1p, d, a, ea << 1, rows),
  (d, a, ea, b, eb, rows) => vectors(Op.Expm1, d, a, ea << 1, rows),
  sines,
  cosines,
  tangents,
  (d, a, ea, b, eb, rows) => vectors(Op.Tanh, d, a, ea << 1, rows),
  (d, a, ea, b, eb, rows) => vectors(Op.Sigmoid, d, a, ea << 1, rows),
  powers,
  angles,
]

// The same for vector code; the others are as above.
const fetchingLoops: StaticArray<Loop> = [
  (d, a, ea, b, eb, rows) => fetching(Op.Exp, d, a, ea << 1, rows),
  (d, a, ea, b, eb, rows) => fetching(Op.Log, d, a, ea << 1, rows),
  (d, a, ea, b, eb, rows) => fetching(Op.Log1p, d, a, ea << 1, rows),
  (d, a, ea, b, eb, rows) => fetching(Op.Expm1, d, a, ea << 1, rows),
  sines,
  cosines,
  tangents,
  (d, a, ea, b, eb, rows) => fetching(Op.Tanh, d, a, ea << 1, rows),
  (d, a, ea, b, eb, rows) => fetching(Op.Sigmoid, d, a, ea << 1, rows),
  powers,
  angles,
]

/** Functions of one or two float64 values. */
export function real(op: i32, d: usize, a: usize, ea: usize, b: usize, eb: usize, rows: i32): void {
  if (op == Op.Bucketize) return bucketize(d, a, ea, load<u32>(b), load<u32>(b, 4), rows)
  unchecked((fetchesAhead() ? fetchingLoops : loops)[op - Op.Exp])(d, a, ea, b, eb, rows)
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
