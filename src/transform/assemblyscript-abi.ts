import { MillraceError } from '../errors.js'
import type { DataType } from '../types.js'

/** AssemblyScript's type for a value of each type that crosses, and the bytes of one value in a batch. */
const crossing: ReadonlyMap<DataType, { readonly type: string; readonly shift: number }> = new Map([
  ['bool', { type: 'bool', shift: 0 }],
  ['int32', { type: 'i32', shift: 2 }],
  ['int64', { type: 'i64', shift: 3 }],
  ['timestamp', { type: 'i64', shift: 3 }],
  ['float32', { type: 'f32', shift: 2 }],
  ['float64', { type: 'f64', shift: 3 }],
])

/** How a value of `type` crosses into AssemblyScript. Throws MILLRACE_UNSUPPORTED_TYPE for strings, bytes and lists. */
export function crossingType(type: DataType): { readonly type: string; readonly shift: number } {
  const found = crossing.get(type)
  if (found) return found
  throw new MillraceError(
    'MILLRACE_UNSUPPORTED_TYPE',
    `A value of type ${type} does not cross into AssemblyScript: pass bool, int32, int64, timestamp, float32 or float64`,
    { type },
  )
}

/**
 * The name under which a module exports the batch form of a function. It spells the signature, so that a module that
 * was compiled for other types is noticed before it reads wrong bytes.
 *
 * @example
 * batchExport('score', ['float64', 'int64'], 'float64') // 'millrace_score_f64_i64_to_f64'
 */
export function batchExport(fn: string, args: readonly DataType[], result: DataType): string {
  return `millrace_${fn}_${args.map((type) => `${crossingType(type).type}_`).join('')}to_${crossingType(result).type}`
}

/** The export with which the host allocates memory in a module. */
export const ALLOCATE = 'millrace_allocate'
