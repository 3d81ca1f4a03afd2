import { loadKernels } from './load.js'

/**
 * The transcendental functions every engine shares. They run in WebAssembly (about 10 ns a call), because `Math.exp` and
 * its siblings differ in the last bits between JavaScript engines. Provenance and error bounds: assembly/math.ts.
 */

/**
 * Gives e to the power of `x`.
 *
 * @example
 * exp(0) // 1
 */
export function exp(x: number): number {
  return loadKernels().kernels.exp(x)
}

/**
 * Gives the natural logarithm: NaN below 0, -Infinity at 0.
 *
 * @example
 * log(1) // 0
 */
export function log(x: number): number {
  return loadKernels().kernels.log(x)
}

/**
 * Gives log(1 + x), exact near 0.
 *
 * @example
 * log1p(0) // 0
 */
export function log1p(x: number): number {
  return loadKernels().kernels.log1p(x)
}

/**
 * Gives e to the power of `x`, minus 1, exact near 0.
 *
 * @example
 * expm1(0) // 0
 */
export function expm1(x: number): number {
  return loadKernels().kernels.expm1(x)
}

/**
 * Gives `x` to the power of `y` as IEEE 754-2008 has it: 1 where `x` is 1, `y` is 0, or `x` is -1 and `y` infinite.
 *
 * @example
 * pow(2, 10) // 1024
 */
export function pow(x: number, y: number): number {
  return loadKernels().kernels.pow(x, y)
}

/**
 * Gives the sine of `x` radians.
 *
 * @example
 * sin(0) // 0
 */
export function sin(x: number): number {
  return loadKernels().kernels.sin(x)
}

/**
 * Gives the cosine of `x` radians.
 *
 * @example
 * cos(0) // 1
 */
export function cos(x: number): number {
  return loadKernels().kernels.cos(x)
}

/**
 * Gives the tangent of `x` radians.
 *
 * @example
 * tan(0) // 0
 */
export function tan(x: number): number {
  return loadKernels().kernels.tan(x)
}

/**
 * Gives the angle of the point (x, y) in radians, from -pi to pi.
 *
 * @example
 * atan2(0, 1) // 0
 */
export function atan2(y: number, x: number): number {
  return loadKernels().kernels.atan2(y, x)
}

/**
 * Gives the hyperbolic tangent.
 *
 * @example
 * tanh(0) // 0
 */
export function tanh(x: number): number {
  return loadKernels().kernels.tanh(x)
}

/**
 * Gives 1 / (1 + e^-x) without overflow.
 *
 * @example
 * sigmoid(0) // 0.5
 */
export function sigmoid(x: number): number {
  return loadKernels().kernels.sigmoid(x)
}
