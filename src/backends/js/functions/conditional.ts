import type { Value } from '../../../types.js'
import { equalValues } from '../compare-values.js'
import type { Kernels } from '../kernel.js'

type AnyNumber = number | bigint

/** Math.min and Math.max give NaN for a NaN and put -0 below 0; bigints have neither. */
function least(a: AnyNumber, b: AnyNumber): AnyNumber {
  return typeof a === 'number' ? Math.min(a, b as number) : a < b ? a : b
}

function greatest(a: AnyNumber, b: AnyNumber): AnyNumber {
  return typeof a === 'number' ? Math.max(a, b as number) : a > b ? a : b
}

export const conditionalKernels: Readonly<Record<string, Kernels>> = {
  if: { any: (condition: boolean | null, yes: Value, no: Value) => (condition === true ? yes : no) },
  coalesce: { any: (a: Value, b: Value) => (a === null ? b : a) },
  nullif: { any: (a: Value, b: Value) => (a !== null && b !== null && equalValues(a, b) ? null : a) },
  is_null: { any: (a: Value) => a === null },
  is_nan: { any: (a: number) => Number.isNaN(a) },
  least: { any: least },
  greatest: { any: greatest },
  clamp: { any: (x: AnyNumber, low: AnyNumber, high: AnyNumber) => least(greatest(x, low), high) },
}
