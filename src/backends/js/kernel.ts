import type { DataType, Value } from '../../types.js'

/**
 * A function over values that are not null (but where the table says the function decides about nulls itself), in the
 * form reads give them: int64 and timestamps as bigint, float32 as the number it rounds to.
 */
export type Kernel = (...args: never[]) => Value

/** The kernels of one function, by the type of its first argument; `any` where the type makes no difference. */
export type Kernels = { readonly [T in DataType | 'any']?: Kernel }
