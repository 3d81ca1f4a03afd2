// Natural logarithms of two float64 lanes. fdlibm's scheme: the argument is 2^k (1 + f), s = f / (2 + f), and
// log(1 + f) = f - (f^2/2 - s (f^2/2 + R(s^2))). Other than there f lies between -1/4 and 1/2, for which R was fitted anew:
// then 1 + x is reduced without a rounding error. A lane's result depends on its own value alone.
//
// Regular arguments, which nearly all are, take a shorter way than those that overflow, have no logarithm or an infinite
// one; where both ways are open, both give the same bits.

import { constant, minus, over, plus, times } from './vector'

const HALF = memory.data<f64>([0.5])
const ONE = memory.data<f64>([1])
const TWO = memory.data<f64>([2])
const INFINITY = memory.data<f64>([Infinity])
const LN2_HIGH = memory.data<f64>([6.93147180369123816490e-1])
const LN2_LOW = memory.data<f64>([1.90821492927058770002e-10])
// R(z) = log((1 + s) / (1 - s)) / s - 2 where z = s^2 <= 0.04: the polynomial of least error, which is 7e-19.
const R1 = memory.data<f64>([0.666666666666666])
const R2 = memory.data<f64>([0.4000000000005594])
const R3 = memory.data<f64>([0.28571428556007056])
const R4 = memory.data<f64>([0.2222222427621732])
const R5 = memory.data<f64>([0.1818166708759567])
const R6 = memory.data<f64>([0.15391072458199132])
const R7 = memory.data<f64>([0.13174261356928343])
const R8 = memory.data<f64>([0.1383857015735845])

// Taking the bits of 3/2 away, and a little more, puts k, biased, into the exponent. A little more, since 1 + x may be
// rounded up to 3/2; so x is at least 1/2 where k is 1, and x 2^-k - (1 - 2^-k) is exact.
const BIAS = memory.data<u64>([0x0007ffff_00000000])
const EXPONENT = memory.data<u64>([0xfff00000_00000000])
// Less the bits of 2^k: those of 2^-k.
const RECIPROCAL = memory.data<u64>([0x7fe00000_00000000])
// 2^52, whose mantissa takes a whole number in, and the same with the exponent's bias.
const TWO_52 = memory.data<u64>([0x43300000_00000000])
const TWO_52_BIASED = memory.data<u64>([0x43300000_000003ff])
const SMALLEST_NORMAL = memory.data<f64>([2.2250738585072014e-308])
// What makes the bits of 2^1000 reach those of a sign.
const TO_SIGN = memory.data<u64>([0x01900000_00000000])

/** -k of numbers whose bits have taken {@link BIAS} on: +0 for 0, which as something to be taken away lets -0 be. */
@inline
function minusOctaves(biased: v128): v128 {
  return minus(constant(TWO_52_BIASED), v128.or(i64x2.shr_u(biased, 52), constant(TWO_52)))
}

/** log(1 + f) + k log 2. */
@inline
function logarithm(f: v128, minusK: v128): v128 {
  const s = over(f, plus(constant(TWO), f))
  const z = times(s, s)
  const w = times(z, z)
  const odd = times(z, plus(constant(R1), times(w, plus(constant(R3), times(w, plus(constant(R5), times(w, constant(R7))))))))
  const four = plus(constant(R4), times(w, plus(constant(R6), times(w, constant(R8)))))
  const even = times(w, plus(constant(R2), times(w, four)))
  const half = times(times(constant(HALF), f), f)
  const small = minus(times(s, plus(half, plus(even, odd))), times(minusK, constant(LN2_LOW)))
  return minus(minus(f, minus(half, small)), times(minusK, constant(LN2_HIGH)))
}

/** Sets the sign of lanes that are not normal numbers from 2^-1022 to 2^1000. */
@inline
function signIrregular(u: v128): v128 {
  return v128.or(i64x2.sub(u, constant(SMALLEST_NORMAL)), i64x2.add(u, constant(TO_SIGN)))
}

/** The result where u is positive and finite; else -Infinity for `pole`, NaN below, and x for Infinity and NaN. */
@inline
function whereDefined(result: v128, x: v128, u: v128, pole: v128): v128 {
  const zero = v128.xor(u, u)
  const inside = v128.and(f64x2.gt(u, zero), f64x2.lt(u, constant(INFINITY)))
  const infinite = v128.and(pole, f64x2.neg(constant(INFINITY)))
  return v128.bitselect(result, v128.or(v128.or(x, infinite), f64x2.lt(u, zero)), inside)
}

/** Whether {@link regularLog_f64x2} takes all four values. */
@inline
export function areRegularForLog(x: v128, y: v128): bool {
  return i64x2.bitmask(v128.or(signIrregular(x), signIrregular(y))) == 0
}

/** log x of two values of which each is a normal number from 2^-1022 to 2^1000. */
@inline
export function regularLog_f64x2(x: v128): v128 {
  const biased = i64x2.add(x, constant(BIAS))
  const octaves = i64x2.sub(v128.and(biased, constant(EXPONENT)), constant(ONE))
  return logarithm(minus(i64x2.sub(x, octaves), constant(ONE)), minusOctaves(biased))
}

const TWO_54 = memory.data<f64>([18014398509481984])
const FIFTY_FOUR = memory.data<f64>([54])

/** log x of two values. */
export function log_f64x2(x: v128): v128 {
  const subnormal = f64x2.lt(x, constant(SMALLEST_NORMAL))
  const normal = v128.bitselect(times(x, constant(TWO_54)), x, subnormal)
  const biased = i64x2.add(normal, constant(BIAS))
  const octaves = i64x2.sub(v128.and(biased, constant(EXPONENT)), constant(ONE))
  const minusK = plus(minusOctaves(biased), v128.and(subnormal, constant(FIFTY_FOUR)))
  const result = logarithm(minus(i64x2.sub(normal, octaves), constant(ONE)), minusK)
  return whereDefined(result, x, x, f64x2.eq(x, v128.xor(x, x)))
}

/** log(1 + x), given the bits of 1 + x with {@link BIAS} on them. */
@inline
function logOfSum(x: v128, biased: v128, minusK: v128): v128 {
  const scale = i64x2.sub(constant(RECIPROCAL), v128.and(biased, constant(EXPONENT)))
  return logarithm(minus(times(x, scale), minus(constant(ONE), scale)), minusK)
}

/** Whether {@link regularLog1p_f64x2} takes all four values. */
@inline
export function areRegularForLog1p(x: v128, y: v128): bool {
  const one = constant(ONE)
  return i64x2.bitmask(v128.or(signIrregular(plus(one, x)), signIrregular(plus(one, y)))) == 0
}

/** log(1 + x) of two values, above -1 and below 2^1000. */
@inline
export function regularLog1p_f64x2(x: v128): v128 {
  const biased = i64x2.add(plus(constant(ONE), x), constant(BIAS))
  return logOfSum(x, biased, minusOctaves(biased))
}

const TWO_1000 = memory.data<f64>([1.0715086071862673e301])
const TWO_MINUS_512 = memory.data<f64>([7.458340731200207e-155])
const FIVE_HUNDRED_TWELVE = memory.data<f64>([512])

/** log(1 + x) of two values. */
export function log1p_f64x2(x: v128): v128 {
  const one = constant(ONE)
  const u = plus(one, x)
  // 2^-1024 would be a subnormal.
  const huge = f64x2.gt(u, constant(TWO_1000))
  const small = v128.bitselect(times(x, constant(TWO_MINUS_512)), x, huge)
  const biased = i64x2.add(plus(one, small), constant(BIAS))
  const minusK = minus(minusOctaves(biased), v128.and(huge, constant(FIVE_HUNDRED_TWELVE)))
  return whereDefined(logOfSum(small, biased, minusK), x, u, f64x2.eq(u, v128.xor(u, u)))
}
