// Exponentials of two float64 lanes, and what is made of them. fdlibm's reduction and polynomial: x = k log 2 + r + c with
// |r| <= log 2 / 2, and e^r - 1 = r - excess. A lane's result depends on its own value alone.

import { constant, minus, over, plus, times, withSignOf } from './vector'

const HALF = memory.data<f64>([0.5])
const ONE = memory.data<f64>([1])
const TWO = memory.data<f64>([2])
const THREE = memory.data<f64>([3])
const SIX = memory.data<f64>([6])
const INVERSE_LN2 = memory.data<f64>([1.44269504088896338700])
const LN2_HIGH = memory.data<f64>([6.93147180369123816490e-1])
const LN2_LOW = memory.data<f64>([1.90821492927058770002e-10])
const Q1 = memory.data<f64>([-3.33333333333331316428e-2])
const Q2 = memory.data<f64>([1.58730158725481460165e-3])
const Q3 = memory.data<f64>([-7.93650757867487942473e-5])
const Q4 = memory.data<f64>([4.00821782732936239552e-6])
const Q5 = memory.data<f64>([-2.01099218183624371326e-7])

// 1.5 * 2^52: what is added to it is rounded to a whole number, which stands in the low bits of the sum. With the bias of
// an exponent, less one, those low bits shifted by 52 are a power of two, or half of it.
const SHIFTER = memory.data<f64>([6755399441055744])
const POWER = memory.data<f64>([6755399441056767])
const HALF_POWER = memory.data<f64>([6755399441056766])

// Beyond these, results are what they are here.
const LEAST = memory.data<f64>([-746])
const GREATEST = memory.data<f64>([710])
const LEAST_MINUS_ONE = memory.data<f64>([-40])
const GREATEST_TANH = memory.data<f64>([22])
// A power that leaves nothing of itself beside 1.
const SIXTY_FOUR = memory.data<f64>([64])
const MINUS_SIXTY_FOUR = memory.data<f64>([-64])
// Splits a value into two of 26 bits.
const SPLITTER = memory.data<f64>([134217729])

/** The whole number nearest to x / log 2. */
@inline
function octaves(x: v128): v128 {
  return minus(plus(times(x, constant(INVERSE_LN2)), constant(SHIFTER)), constant(SHIFTER))
}

/** 2^k, for whole k from -1022 to 1023. */
@inline
function powerOfTwo(k: v128): v128 {
  return i64x2.shl(plus(k, constant(POWER)), 52)
}

/** y 2^k, rounded once, also where it is subnormal. */
@inline
function scaled(y: v128, k: v128): v128 {
  const half = minus(plus(times(k, constant(HALF)), constant(SHIFTER)), constant(SHIFTER))
  return times(times(y, powerOfTwo(half)), powerOfTwo(minus(k, half)))
}

/** What e^(r + c) - 1 is less than r. */
@inline
function excess(r: v128, c: v128): v128 {
  const half = times(constant(HALF), r)
  const square = times(r, half)
  const high = plus(constant(Q3), times(square, plus(constant(Q4), times(square, constant(Q5)))))
  const series = plus(constant(ONE), times(square, plus(constant(Q1), times(square, plus(constant(Q2), times(square, high))))))
  const t = minus(constant(THREE), times(series, half))
  const e = times(square, over(minus(series, t), minus(constant(SIX), times(r, t))))
  return minus(minus(times(r, minus(e, c)), c), square)
}

/** What x + y lacks to the sum, where |x| >= |y| or x is 0. */
@inline
function lost(sum: v128, x: v128, y: v128): v128 {
  return minus(y, minus(sum, x))
}

/** e^x of two values. */
@inline
export function exp_f64x2(x: v128): v128 {
  const inside = f64x2.pmax(f64x2.pmin(x, constant(GREATEST)), constant(LEAST))
  const k = octaves(inside)
  const high = minus(inside, times(k, constant(LN2_HIGH)))
  const low = times(k, constant(LN2_LOW))
  const r = minus(high, low)
  const sum = plus(constant(ONE), r)
  const rest = minus(lost(sum, constant(ONE), r), excess(r, minus(minus(high, r), low)))
  return scaled(plus(sum, rest), k)
}

/** e^x - 1 of two values. */
@inline
export function expm1_f64x2(x: v128): v128 {
  const inside = f64x2.pmax(f64x2.pmin(x, constant(GREATEST)), constant(LEAST_MINUS_ONE))
  const k = octaves(inside)
  const high = minus(inside, times(k, constant(LN2_HIGH)))
  const low = times(k, constant(LN2_LOW))
  const r = minus(high, low)
  const inverse = powerOfTwo(f64x2.neg(f64x2.pmin(k, constant(SIXTY_FOUR))))
  const head = minus(constant(ONE), inverse)
  const sum = plus(head, r)
  const rest = minus(lost(sum, head, r), excess(r, minus(minus(high, r), low)))
  const y = plus(sum, plus(rest, minus(minus(constant(ONE), head), inverse)))
  // 2^1024 does not exist, and half of a subnormal neither.
  return withSignOf(times(plus(y, y), i64x2.shl(plus(k, constant(HALF_POWER)), 52)), x)
}

/** The quotient of two sums of a value and a much smaller one, with one rounding. */
@inline
function quotient(high: v128, low: v128, byHigh: v128, byLow: v128): v128 {
  const q = over(high, byHigh)
  const product = times(q, byHigh)
  const s = times(q, constant(SPLITTER))
  const t = times(byHigh, constant(SPLITTER))
  const q1 = minus(s, minus(s, q))
  const b1 = minus(t, minus(t, byHigh))
  const q2 = minus(q, q1)
  const b2 = minus(byHigh, b1)
  // Dekker: the product and what it lacks are exact, so the remainder is.
  const lacks = plus(plus(plus(minus(times(q1, b1), product), times(q1, b2)), times(q2, b1)), times(q2, b2))
  const remainder = minus(minus(high, product), lacks)
  return plus(q, over(minus(plus(remainder, low), times(q, byLow)), byHigh))
}

/** The hyperbolic tangent of two values: E / (E + 2) with E = e^(2|x|) - 1. */
@inline
export function tanh_f64x2(x: v128): v128 {
  const inside = f64x2.pmin(f64x2.abs(x), constant(GREATEST_TANH))
  const twice = plus(inside, inside)
  const k = octaves(twice)
  const high = minus(twice, times(k, constant(LN2_HIGH)))
  const low = times(k, constant(LN2_LOW))
  const r = minus(high, low)
  const power = powerOfTwo(k)
  const head = minus(constant(ONE), powerOfTwo(f64x2.neg(k)))
  const sum = plus(head, r)
  const rest = minus(lost(sum, head, r), excess(r, minus(minus(high, r), low)))
  const y = plus(sum, rest)
  const e = times(y, power)
  const eLow = times(lost(y, sum, rest), power)
  const by = plus(e, constant(TWO))
  // Either may be the greater one.
  const t = minus(by, e)
  const byLow = plus(plus(minus(e, minus(by, t)), minus(constant(TWO), t)), eLow)
  return withSignOf(quotient(e, eLow, by, byLow), x)
}

/** 1 / (1 + e^-x) of two values, from E = e^-|x|, which cannot overflow: E / (1 + E) below 0, 1 / (1 + E) above. */
@inline
export function sigmoid_f64x2(x: v128): v128 {
  const inside = f64x2.pmax(f64x2.neg(f64x2.abs(x)), constant(LEAST))
  const k = octaves(inside)
  const high = minus(inside, times(k, constant(LN2_HIGH)))
  const low = times(k, constant(LN2_LOW))
  const r = minus(high, low)
  const sum = plus(constant(ONE), r)
  const rest = minus(lost(sum, constant(ONE), r), excess(r, minus(minus(high, r), low)))
  const y = plus(sum, rest)
  const yLow = lost(y, sum, rest)
  const power = powerOfTwo(f64x2.pmax(k, constant(MINUS_SIXTY_FOUR)))
  const e = times(y, power)
  const by = plus(constant(ONE), e)
  const byLow = plus(lost(by, constant(ONE), e), times(yLow, power))
  const negative = f64x2.lt(x, v128.xor(x, x))
  const above = v128.bitselect(y, constant(ONE), negative)
  return scaled(quotient(above, v128.and(yLow, negative), by, byLow), v128.and(k, negative))
}
