// The one implementation of the transcendental functions: kernels inline it, the JS tier calls its exports, so every
// engine gives the same bits. Math.* of the hosts may differ in the last place from engine to engine.
//
// Provenance: AssemblyScript's NativeMath, a port of musl (FreeBSD msun; ARM optimized routines for exp, log and pow).
// Error against the exact result: exp, log and pow < 0.53 ULP; sin, cos, tan, log1p, expm1, atan2 < 1 ULP; tanh < 2 ULP.
// WebAssembly has no fused multiply-add and one rounding mode, so these are the same bits on every machine.

import { cosMedium, isMediumAngle, sinMedium, tanMedium } from './reduce-angle'

/** e^x. */
export function exp(x: f64): f64 {
  return NativeMath.exp(x)
}

/** Natural logarithm; NaN below 0, -Infinity at 0. */
export function log(x: f64): f64 {
  return NativeMath.log(x)
}

/** log(1 + x), exact near 0. */
export function log1p(x: f64): f64 {
  return NativeMath.log1p(x)
}

/** e^x - 1, exact near 0. */
export function expm1(x: f64): f64 {
  return NativeMath.expm1(x)
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
  return NativeMath.tanh(x)
}

/** 1 / (1 + e^-x), computed from e^-|x|, which cannot overflow. */
export function sigmoid(x: f64): f64 {
  const e = NativeMath.exp(-abs<f64>(x))
  return x < 0 ? e / (1 + e) : 1 / (1 + e)
}
