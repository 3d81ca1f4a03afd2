import type { Value } from '../../../types.js'
import { compareValues, equalValues } from '../compare-values.js'
import type { Kernels } from '../kernel.js'

/** NaN has no order in expressions, though sort puts it last. */
function ordered(test: (order: number) => boolean): Kernels {
  return { any: (a: Value, b: Value) => !Number.isNaN(a) && !Number.isNaN(b) && test(compareValues(a, b)) }
}

export const comparisonKernels: Readonly<Record<string, Kernels>> = {
  eq: { any: (a: Value, b: Value) => equalValues(a, b) },
  ne: { any: (a: Value, b: Value) => !equalValues(a, b) },
  lt: ordered((order) => order < 0),
  le: ordered((order) => order <= 0),
  gt: ordered((order) => order > 0),
  ge: ordered((order) => order >= 0),
}
