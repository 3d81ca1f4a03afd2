import type { DataType } from '../types.js'

const steps: Readonly<Record<string, Readonly<Partial<Record<DataType, number>>>>> = {
  int32: { int64: 100, float64: 300 },
  int64: { float64: 200 },
  float32: { float64: 100 },
  'array<float32>': { 'array<float64>': 100 },
}

/**
 * Says how far `from` is from `to` by implicit conversion, 0 where they are the same, undefined where there is none.
 * Integers widen to int64 and float64 (never to float32, which holds fewer digits), float32 to float64.
 */
export function wideningCost(from: DataType, to: DataType): number | undefined {
  return from === to ? 0 : steps[from]?.[to]
}
