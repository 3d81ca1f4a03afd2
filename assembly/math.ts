// The one implementation of the transcendental functions: kernels inline it, the JS tier calls its exports, so every
// engine gives the same bits. Math.* of the hosts may differ in the last place from engine to engine.
//
// exp, log, log1p, expm1, tanh and sigmoid are vector code, of which an export takes one lane. The others are
// AssemblyScript's NativeMath, a port of musl (FreeBSD msun; ARM optimized routines for pow).
//
// The vector code is within 1 ULP: test/wasm/math-error.test.ts holds it against arithmetic of 1,500 bits, also at the
// arguments whose errors were the greatest found. pow < 0.53 ULP and sin, cos, tan, atan2 < 1 by their authors. WebAssembly has
// no fused multiply-add and one rounding mode: the same bits everywhere.

import { exp_f64x2, expm1_f64x2, sigmoid_f64x2, tanh_f64x2 } from './inline/exponential'
import { log1p_f64x2, log_f64x2 } from './inline/logarithm'
import { cosMedium, isMediumAngle, sinMedium, tanMedium } from './reduce-angle'

/** e^x. */
export function exp(x: f64): f64 {
  return f64x2.extract_lane(exp_f64x2(f64x2.splat(x)), 0)
}

/** Natural logarithm; NaN below 0, -Infinity at 0. */
export function log(x: f64): f64 {
  return f64x2.extract_lane(log_f64x2(f64x2.splat(x)), 0)
}

/** log(1 + x), exact near 0. */
export function log1p(x: f64): f64 {
  return f64x2.extract_lane(log1p_f64x2(f64x2.splat(x)), 0)
}

/** e^x - 1, exact near 0. */
export function expm1(x: f64): f64 {
  return f64x2.extract_lane(expm1_f64x2(f64x2.splat(x)), 0)
}

/** x^y as IEEE 754-2008 has it: 1 where x is 1, y is 0, or x is -1 and y infinite; there NativeMath follows ECMAScript. */
export function pow(x: f64, y: f64): f64 {
  if (x == 1 || (x == -1 && abs<f64>(y) == Infinity)) return 1
  return NativeMath.pow(x, y)
}

/** Sine of radians. */
export function sin(x: f64): f64 {
  return isMediumAngle(x) ? sinMedium(x) : NativeMath.sin(x)
}

/** Cosine of radians. */
export function cos(x: f64): f64 {
  return isMediumAngle(x) ? cosMedium(x) : NativeMath.cos(x)
}

/** Tangent of radians. */
export function tan(x: f64): f64 {
  return isMediumAngle(x) ? tanMedium(x) : NativeMath.tan(x)
}

/** Angle of the point (x, y) in radians, from -pi to pi. */
export function atan2(y: f64, x: f64): f64 {
  return NativeMath.atan2(y, x)
}

/** Hyperbolic tangent. */
export function tanh(x: f64): f64 {
  return f64x2.extract_lane(tanh_f64x2(f64x2.splat(x)), 0)
}

/** 1 / (1 + e^-x). */
export function sigmoid(x: f64): f64 {
  return f64x2.extract_lane(sigmoid_f64x2(f64x2.splat(x)), 0)
}
