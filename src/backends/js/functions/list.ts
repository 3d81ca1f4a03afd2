import type { Value } from '../../../types.js'
import type { Kernels } from '../kernel.js'

type Vector = readonly number[]

/** Sums `term(i)` for i below `length` in the one order every engine keeps: four accumulators, i to number i mod 4. */
function sumOfFour(length: number, term: (index: number) => number): number {
  const sums: [number, number, number, number] = [0, 0, 0, 0]
  for (let index = 0; index < length; index++) sums[(index % 4) as 0 | 1 | 2 | 3] += term(index)
  return sums[0] + sums[1] + (sums[2] + sums[3])
}

function dot(x: Vector, y: Vector): number | null {
  return x.length === y.length ? sumOfFour(x.length, (i) => x[i]! * y[i]!) : null
}

function norm(x: Vector): number {
  return Math.sqrt(sumOfFour(x.length, (i) => x[i]! * x[i]!))
}

function distance(x: Vector, y: Vector): number | null {
  if (x.length !== y.length) return null
  return Math.sqrt(sumOfFour(x.length, (i) => (x[i]! - y[i]!) * (x[i]! - y[i]!)))
}

function cosineSimilarity(x: Vector, y: Vector): number | null {
  const product = dot(x, y)
  return product === null ? null : product / (norm(x) * norm(y))
}

function element(list: readonly Value[], index: bigint): Value {
  return index >= 0n && index < BigInt(list.length) ? list[Number(index)]! : null
}

export const listKernels: Readonly<Record<string, Kernels>> = {
  dot: { any: dot },
  l2: { any: distance },
  cosine_similarity: { any: cosineSimilarity },
  norm: { any: norm },
  element: { any: element },
  size: { any: (list: readonly Value[]) => list.length },
}
