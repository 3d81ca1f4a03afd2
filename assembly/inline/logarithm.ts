// Natural logarithms of two float64 lanes. fdlibm's reduction and polynomial: x = 2^k m with sqrt(1/2) <= m < sqrt(2),
// f = m - 1, s = f / (2 + f), log m = f - s (f - R(s^2)). A lane's result depends on its own value alone.

import { constant, minus, over, plus, times, withSignOf } from './vector'

const HALF = memory.data<f64>([0.5])
const ONE = memory.data<f64>([1])
const TWO = memory.data<f64>([2])
const INFINITY = memory.data<f64>([Infinity])
const LN2_HIGH = memory.data<f64>([6.93147180369123816490e-1])
const LN2_LOW = memory.data<f64>([1.90821492927058770002e-10])
const L1 = memory.data<f64>([6.666666666666735130e-1])
const L2 = memory.data<f64>([3.999999999940941908e-1])
const L3 = memory.data<f64>([2.857142874366239149e-1])
const L4 = memory.data<f64>([2.222219843214978396e-1])
const L5 = memory.data<f64>([1.818357216161805012e-1])
const L6 = memory.data<f64>([1.531383769920937332e-1])
const L7 = memory.data<f64>([1.479819860511658591e-1])

// Taking the bits of sqrt(1/2) away puts k, biased, into the exponent; the mantissa is that of m.
const SQRT_HALF = memory.data<u64>([0x3fe6a09e_00000000])
const BIAS = memory.data<u64>([0x00095f62_00000000])
const MANTISSA = memory.data<u64>([0x000fffff_ffffffff])
// 2^52, whose mantissa takes a whole number in, and the same with the exponent's bias.
const TWO_52 = memory.data<u64>([0x43300000_00000000])
const TWO_52_BIASED = memory.data<u64>([0x43300000_000003ff])
const HIGH_BIT = memory.data<u64>([0x40000000_00000000])

/** log(1 + f + c) + k log 2, where c is small beside f. */
@inline
function logarithm(f: v128, s: v128, z: v128, k: v128, c: v128): v128 {
  const w = times(z, z)
  const odd = times(z, plus(constant(L1), times(w, plus(constant(L3), times(w, plus(constant(L5), times(w, constant(L7))))))))
  const even = times(w, plus(constant(L2), times(w, plus(constant(L4), times(w, constant(L6))))))
  const low = plus(times(k, constant(LN2_LOW)), c)
  return plus(minus(f, minus(times(s, minus(f, plus(even, odd))), low)), times(k, constant(LN2_HIGH)))
}

/** log(1 + x) of two values. */
@inline
export function log1p_f64x2(x: v128): v128 {
  const one = constant(ONE)
  // 1 + x is u + c: exactly, or u is so large that c does not count.
  const u = plus(one, x)
  const c = minus(x, minus(u, one))
  const biased = i64x2.add(u, constant(BIAS))
  const exponent = v128.andnot(biased, constant(MANTISSA))
  const k = minus(v128.or(i64x2.shr_u(biased, 52), constant(TWO_52)), constant(TWO_52_BIASED))
  const f = minus(i64x2.add(v128.and(biased, constant(MANTISSA)), constant(SQRT_HALF)), one)
  const s = over(f, plus(constant(TWO), f))
  const z = times(s, s)
  // c / u is c 2^-k / m, and half of 1/m = (1 - s) / (1 + s) is 1/2 - s nearly enough: c is at most half a unit of u.
  // 2^(1 - k), because 2^-1024 would need a subnormal.
  const scale = i64x2.sub(constant(INFINITY), exponent)
  const correction = times(times(c, scale), minus(constant(HALF), s))
  const result = logarithm(f, s, z, k, correction)
  const inside = v128.and(f64x2.gt(u, v128.xor(u, u)), f64x2.lt(u, constant(INFINITY)))
  // -1 becomes -Infinity, Infinity and NaN stay, and what is below -1 becomes NaN.
  const outside = v128.or(v128.or(x, constant(HIGH_BIT)), f64x2.lt(u, v128.xor(u, u)))
  return v128.bitselect(withSignOf(result, x), outside, inside)
}

const SMALLEST_NORMAL = memory.data<f64>([2.2250738585072014e-308])
const TWO_54 = memory.data<f64>([18014398509481984])
const FIFTY_FOUR = memory.data<f64>([54])
const MINUS_INFINITY = memory.data<f64>([-Infinity])

/** log x of two values. */
@inline
export function log_f64x2(x: v128): v128 {
  const zero = v128.xor(x, x)
  const subnormal = f64x2.lt(x, constant(SMALLEST_NORMAL))
  const biased = i64x2.add(v128.bitselect(times(x, constant(TWO_54)), x, subnormal), constant(BIAS))
  const shifted = minus(v128.or(i64x2.shr_u(biased, 52), constant(TWO_52)), constant(TWO_52_BIASED))
  const k = minus(shifted, v128.and(subnormal, constant(FIFTY_FOUR)))
  const f = minus(i64x2.add(v128.and(biased, constant(MANTISSA)), constant(SQRT_HALF)), constant(ONE))
  const s = over(f, plus(constant(TWO), f))
  const result = logarithm(f, s, times(s, s), k, zero)
  const inside = v128.and(f64x2.gt(x, zero), f64x2.lt(x, constant(INFINITY)))
  // Zeros become -Infinity, Infinity and NaN stay, and what is below 0 becomes NaN.
  const infinite = v128.and(f64x2.eq(x, zero), constant(MINUS_INFINITY))
  const outside = v128.or(v128.or(x, infinite), f64x2.lt(x, zero))
  return v128.bitselect(result, outside, inside)
}
