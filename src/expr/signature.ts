import type { DataType, Value } from '../types.js'
import type { FunctionDefinition } from './function-definition.js'

const most = 8

/** Lists a function's argument types in an error's words: `(int32, int32), (int64, int64)`. */
export function describeOverloads({ overloads }: FunctionDefinition): string {
  const signatures = overloads.map(({ args }) => `(${args.join(', ')})`)
  const rest = signatures.length - most
  return signatures.slice(0, most).join(', ') + (rest > 0 ? ` and ${rest} more` : '')
}

/** Names a literal without a type in an error's words: `int64 literal`, `null`. */
export function describeArgument(value: Value, types: readonly DataType[]): string {
  if (value === null) return 'null'
  return types[0] ? `${types[0]} literal` : 'empty list'
}

/** Shows a value of any kind, shortened, in an error's words. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}...` : value)
  if (typeof value === 'bigint') return `${value}n`
  if (Array.isArray(value)) {
    const shown = value.slice(0, 3).map((item: unknown) => (Array.isArray(item) ? 'list' : describeValue(item)))
    return `[${shown.join(', ')}${value.length > 3 ? ', ...' : ''}]`
  }
  if (typeof value === 'object' && value !== null) return value instanceof Uint8Array ? 'bytes' : 'an object'
  return typeof value === 'symbol' || typeof value === 'function' ? `a ${typeof value}` : String(value)
}
