import { type ErrorCode, MillraceError } from '../errors.js'
import { type DataType, isDataType } from '../types.js'

/** The error for a value that is not of its field's type. */
export function invalidValue(field: string, row: number, type: string, remedy: string, value: unknown): MillraceError {
  return valueError('MILLRACE_INVALID_VALUE', `is not ${type}`, field, row, remedy, value)
}

/** The error for a number that does not fit its field's type. */
export function valueOutOfRange(
  field: string,
  row: number,
  type: string,
  remedy: string,
  value: unknown,
): MillraceError {
  return valueError('MILLRACE_VALUE_OUT_OF_RANGE', `does not fit ${type}`, field, row, remedy, value)
}

function valueError(code: ErrorCode, what: string, field: string, row: number, remedy: string, value: unknown) {
  const message = `Field '${field}', row ${row}: the value ${what}; ${remedy}: ${describeValue(value)}`
  return new MillraceError(code, message, { field, row, value })
}

/** Throws MILLRACE_UNSUPPORTED_TYPE for a field of a type that does not exist. */
export function assertDataType(type: unknown, field: string): asserts type is DataType {
  if (isDataType(type)) return
  const message = `Field '${field}' has a type that does not exist: ${describeValue(type)}`
  throw new MillraceError('MILLRACE_UNSUPPORTED_TYPE', message, { field, type })
}

/** The error for an argument that is wrong in itself. */
export function invalidArgument(what: string, value: unknown): MillraceError {
  return new MillraceError('MILLRACE_INVALID_ARGUMENT', `${what}: ${describeValue(value)}`, { value })
}

/** Writes any value, hostile ones included, in at most about 80 characters. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)
  if (typeof value === 'bigint') return `${String(value).slice(0, 60)}n`
  if (typeof value === 'function') return 'a function'
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : String(value)
  if (Array.isArray(value)) return `an array of ${value.length}`
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'an invalid Date' : value.toISOString()
  return `an object (${Object.prototype.toString.call(value).slice(8, 68)}`.replace(/\]$/, ')')
}
