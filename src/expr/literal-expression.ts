import { MillraceError } from '../errors.js'
import type { DataType, Value } from '../types.js'
import type { LiteralExpr } from './ir.js'
import { literalValue } from './literal.js'
import { describeValue } from './signature.js'

/** A plain value as a literal that adapts to its surroundings; dates and bytes have their type at once. */
export function adaptingLiteral(value: unknown): LiteralExpr {
  if (value instanceof Date) return typedLiteral(value, 'timestamp')
  if (value instanceof Uint8Array) return typedLiteral(value, 'bytes')
  if (Array.isArray(value) && value.length > 0) {
    if (value.every((item) => item instanceof Date)) return typedLiteral(value, 'array<timestamp>')
    if (value.every((item) => item instanceof Uint8Array)) return typedLiteral(value, 'array<bytes>')
  }
  return Object.freeze({ kind: 'literal', type: null, value: frozenValue(value) })
}

/**
 * A plain value, or null, as a literal of a type.
 *
 * @throws MILLRACE_INVALID_VALUE where the value is not of the type or does not fit it.
 */
export function typedLiteral(value: unknown, type: DataType): LiteralExpr {
  const converted = literalValue(type, frozenValue(value))
  if (converted === undefined)
    throw invalid(`A literal of type ${type} cannot have the value ${describeValue(value)}`, value)
  return Object.freeze({ kind: 'literal', type, value: converted })
}

function frozenValue(value: unknown): Value {
  if (value === null) return null
  if (value instanceof Date) return microseconds(value)
  if (value instanceof Float32Array || value instanceof Float64Array) return Object.freeze(Array.from(value))
  if (value instanceof Uint8Array) return value.slice()
  if (Array.isArray(value)) return Object.freeze(value.map(frozenValue))
  switch (typeof value) {
    case 'boolean':
    case 'number':
    case 'bigint':
    case 'string':
      return value
    default:
      throw invalid(
        `A literal is a number, bigint, boolean, string, Uint8Array, Date, list or null, and not ${describeValue(value)}`,
        value,
      )
  }
}

function microseconds(date: Date): bigint {
  const milliseconds = date.getTime()
  if (Number.isNaN(milliseconds)) throw invalid('A literal is an invalid Date; check how it was made', date)
  return BigInt(milliseconds) * 1000n
}

function invalid(message: string, value: unknown): MillraceError {
  return new MillraceError('MILLRACE_INVALID_VALUE', message, { value })
}
