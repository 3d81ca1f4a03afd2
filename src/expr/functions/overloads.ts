import type { DataType, ScalarType } from '../../types.js'
import type { Overload } from '../function-definition.js'

export const integers = ['int32', 'int64'] as const
export const floats = ['float32', 'float64'] as const
export const numbers = ['int32', 'int64', 'float32', 'float64'] as const
/** Types with a total order, but for NaN. */
export const ordered: readonly ScalarType[] = [
  'bool',
  'int32',
  'int64',
  'float32',
  'float64',
  'string',
  'bytes',
  'timestamp',
]

/** One overload a type, all `arity` arguments of it; the result is `result`, or that type again. */
export function uniform(types: readonly DataType[], arity: number, result?: DataType): Overload[] {
  return types.map((type) => ({ args: Array<DataType>(arity).fill(type), result: result ?? type }))
}
