import type { Kernels } from '../kernel.js'

const wrap = (value: bigint) => BigInt.asIntN(64, value)
const { fround } = Math

/** Rounding the float64 result of one float32 operation once more gives the float32 result: 53 >= 2 * 24 + 2. */
export const arithmeticKernels: Readonly<Record<string, Kernels>> = {
  add: {
    int32: (a: number, b: number) => (a + b) | 0,
    int64: (a: bigint, b: bigint) => wrap(a + b),
    timestamp: (a: bigint, b: bigint) => wrap(a + b),
    float32: (a: number, b: number) => fround(a + b),
    float64: (a: number, b: number) => a + b,
  },
  sub: {
    int32: (a: number, b: number) => (a - b) | 0,
    int64: (a: bigint, b: bigint) => wrap(a - b),
    timestamp: (a: bigint, b: bigint) => wrap(a - b),
    float32: (a: number, b: number) => fround(a - b),
    float64: (a: number, b: number) => a - b,
  },
  mul: {
    int32: Math.imul,
    int64: (a: bigint, b: bigint) => wrap(a * b),
    float32: (a: number, b: number) => fround(a * b),
    float64: (a: number, b: number) => a * b,
  },
  div: {
    float32: (a: number, b: number) => fround(a / b),
    float64: (a: number, b: number) => a / b,
  },
  idiv: {
    int32: (a: number, b: number) => (b === 0 ? null : (a / b) | 0),
    int64: (a: bigint, b: bigint) => (b === 0n ? null : wrap(a / b)),
  },
  mod: {
    int32: (a: number, b: number) => (b === 0 ? null : (a % b) | 0),
    int64: (a: bigint, b: bigint) => (b === 0n ? null : a % b),
  },
  neg: {
    int32: (a: number) => -a | 0,
    int64: (a: bigint) => wrap(-a),
    float32: (a: number) => -a,
    float64: (a: number) => -a,
  },
  abs: {
    int32: (a: number) => Math.abs(a) | 0,
    int64: (a: bigint) => wrap(a < 0n ? -a : a),
    float32: Math.abs,
    float64: Math.abs,
  },
  sign: {
    int32: Math.sign,
    int64: (a: bigint) => (a > 0n ? 1n : a < 0n ? -1n : 0n),
    float32: Math.sign,
    float64: Math.sign,
  },
}
