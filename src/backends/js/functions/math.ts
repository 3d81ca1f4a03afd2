import { atan2, cos, exp, expm1, log, log1p, pow, sigmoid, sin, tan, tanh } from '../../../wasm/math.js'
import type { Kernels } from '../kernel.js'

type Floats = (...args: number[]) => number

/** Computes in float64 and rounds once for float32. */
function floats(compute: Floats): Kernels {
  return { float32: (...args: number[]) => Math.fround(compute(...args)), float64: compute }
}

/** The nearest integral value, halves to the even one; the sign stays, also of a zero. */
function roundHalfEven(x: number): number {
  if (!Number.isFinite(x)) return x
  const below = Math.floor(x)
  const rest = x - below
  const up = rest > 0.5 || (rest === 0.5 && below % 2 !== 0)
  const rounded = up ? below + 1 : below
  return rounded === 0 && (x < 0 || Object.is(x, -0)) ? -0 : rounded
}

function bucketize(x: number, boundaries: readonly number[]): number {
  return Number.isNaN(x) ? boundaries.length : boundaries.filter((boundary) => boundary <= x).length
}

export const mathKernels: Readonly<Record<string, Kernels>> = {
  floor: floats(Math.floor as Floats),
  ceil: floats(Math.ceil as Floats),
  round: floats(roundHalfEven as Floats),
  trunc: floats(Math.trunc as Floats),
  // The square root is the one of them that IEEE 754 rounds correctly everywhere.
  sqrt: floats(Math.sqrt as Floats),
  exp: floats(exp as Floats),
  log: floats(log as Floats),
  log1p: floats(log1p as Floats),
  expm1: floats(expm1 as Floats),
  pow: floats(pow as Floats),
  sin: floats(sin as Floats),
  cos: floats(cos as Floats),
  tan: floats(tan as Floats),
  atan2: floats(atan2 as Floats),
  tanh: floats(tanh as Floats),
  sigmoid: floats(sigmoid as Floats),
  bucketize: { float64: bucketize },
}
