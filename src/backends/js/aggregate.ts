import type { DataType, Value } from '../../types.js'
import type { AggregateFunction } from '../backend.js'
import { compareValues, keyText } from './compare-values.js'

type Numbers = readonly (number | bigint)[]

/** Aggregates the values of one group, in row order and without nulls; `type` is their type. */
export function aggregate(fn: AggregateFunction, values: readonly Exclude<Value, null>[], type: DataType): Value {
  if (fn === 'count') return BigInt(values.length)
  if (fn === 'count_distinct') return BigInt(new Set(values.map((value) => keyText([value]))).size)
  if (values.length === 0) return null
  switch (fn) {
    case 'sum':
      return type === 'int32' || type === 'int64' ? wrappedSum(values as Numbers) : sumOfFloats(values as number[])
    case 'mean':
      return mean(values as Numbers)
    case 'var':
      return variance(values as Numbers)
    case 'std': {
      const found = variance(values as Numbers)
      return found === null ? null : Math.sqrt(found)
    }
    case 'min':
      return values.reduce((best, value) => (compareValues(value, best) < 0 ? value : best))
    case 'max':
      return values.reduce((best, value) => (compareValues(value, best) > 0 ? value : best))
    case 'first':
      return values[0]!
    case 'last':
      return values.at(-1)!
  }
}

function wrappedSum(values: Numbers): bigint {
  return values.reduce<bigint>((total, value) => BigInt.asIntN(64, total + BigInt(value)), 0n)
}

function sumOfFloats(values: readonly number[]): number {
  let total = 0
  for (const value of values) total += value
  return total
}

function mean(values: Numbers): number {
  return sumOfFloats(values.map(Number)) / values.length
}

function variance(values: Numbers): number | null {
  if (values.length < 2) return null
  const middle = mean(values)
  const squares = values.map((value) => (Number(value) - middle) * (Number(value) - middle))
  return sumOfFloats(squares) / (values.length - 1)
}
