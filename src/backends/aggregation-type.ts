import { MillraceError } from '../errors.js'
import { type DataType, isArrayType } from '../types.js'
import type { AggregateFunction } from './backend.js'

const numeric: readonly DataType[] = ['int32', 'int64', 'float32', 'float64']

/** Every aggregate function. */
export const aggregateFunctions: readonly AggregateFunction[] = [
  'sum',
  'mean',
  'min',
  'max',
  'count',
  'count_distinct',
  'std',
  'var',
  'first',
  'last',
]

/**
 * The type of an aggregation over a column of type `type`.
 *
 * Throws MILLRACE_UNSUPPORTED_TYPE where the function does not take it.
 *
 * @example
 * aggregationType('sum', 'int32') // 'int64'
 */
export function aggregationType(fn: AggregateFunction, type: DataType): DataType {
  switch (fn) {
    case 'count':
      return 'int64'
    case 'count_distinct':
      if (!isArrayType(type)) return 'int64'
      break
    case 'sum':
      if (type === 'int32' || type === 'int64') return 'int64'
      if (numeric.includes(type)) return 'float64'
      break
    case 'mean':
    case 'std':
    case 'var':
      if (numeric.includes(type)) return 'float64'
      break
    case 'min':
    case 'max':
      if (!isArrayType(type)) return type
      break
    case 'first':
    case 'last':
      return type
  }
  throw new MillraceError(
    'MILLRACE_UNSUPPORTED_TYPE',
    `The aggregate ${fn} does not take this type; cast it: ${type}`,
    {
      fn,
      type,
    },
  )
}
