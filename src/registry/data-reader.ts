import { describeValue } from '../arrow/invalid-value.js'
import { type ErrorValues, MillraceError } from '../errors.js'

/** Reads parts of JSON data whose shape nobody vouches for; each throws MILLRACE_REGISTRY_CORRUPT that says where. */

/** Reads an object that has just these fields; those of `optional` may be absent. */
export function readRecord(
  data: unknown,
  path: string,
  fields: readonly string[],
  optional: readonly string[] = [],
): Readonly<Record<string, unknown>> {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) throw corrupt(path, 'is no object', data)
  const missing = fields.find((field) => !Object.hasOwn(data, field))
  if (missing !== undefined) throw corrupt(path, `lacks the field ${missing}`, data)
  const stranger = Object.keys(data).find((field) => !fields.includes(field) && !optional.includes(field))
  if (stranger !== undefined) throw corrupt(path, 'has a field that is not known', stranger)
  return data as Readonly<Record<string, unknown>>
}

/** Reads a text. */
export function readText(data: unknown, path: string): string {
  if (typeof data !== 'string') throw corrupt(path, 'is no text', data)
  return data
}

/** Reads a text or null. */
export function readTextOrNull(data: unknown, path: string): string | null {
  return data === null ? null : readText(data, path)
}

/** Reads true or false. */
export function readFlag(data: unknown, path: string): boolean {
  if (typeof data !== 'boolean') throw corrupt(path, 'is neither true nor false', data)
  return data
}

/** Reads an integer in decimal digits that fits 64 bits. */
export function readInteger(data: unknown, path: string): bigint {
  if (typeof data !== 'string' || !/^-?\d{1,19}$/.test(data)) throw corrupt(path, 'is no integer in digits', data)
  const value = BigInt(data)
  if (BigInt.asIntN(64, value) !== value) throw corrupt(path, 'does not fit 64 bits', data)
  return value
}

/** Reads an array, item by item. */
export function readList<T>(data: unknown, path: string, read: (item: unknown, path: string) => T): T[] {
  if (!Array.isArray(data)) throw corrupt(path, 'is no array', data)
  return data.map((item, index) => read(item, `${path}[${index}]`))
}

/** Reads an object of texts by any text, into one without a prototype. */
export function readDictionary(data: unknown, path: string): Record<string, string> {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) throw corrupt(path, 'is no object', data)
  const copy: Record<string, string> = Object.create(null)
  for (const [key, value] of Object.entries(data)) copy[key] = readText(value, `${path}.${key.slice(0, 40)}`)
  return copy
}

/** The error for data that is no registry. */
export function corrupt(path: string, problem: string, data: unknown, cause?: unknown): MillraceError {
  return damaged(`${path} ${problem}`, describeValue(data), { path, cause })
}

/** The error for data that is a registry's, but of definitions that are wrong. */
export function wrongDefinition(cause: unknown): MillraceError {
  return damaged('a definition is wrong', cause instanceof Error ? cause.message : describeValue(cause), { cause })
}

function damaged(problem: string, found: string, values: ErrorValues): MillraceError {
  const message = `The registry is damaged: ${problem}; restore the file, or delete it and apply again: ${found}`
  return new MillraceError('MILLRACE_REGISTRY_CORRUPT', message, values)
}
