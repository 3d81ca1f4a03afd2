import { encodeText } from '../../arrow/utf8.js'
import type { Value } from '../../types.js'

/**
 * Orders two values of one scalar type, neither null: below 0 where `a` is less. False before true, NaN after all
 * numbers and equal to itself, -0 equal to 0, text and bytes by unsigned bytes.
 */
export function compareValues(a: Value, b: Value): number {
  if (typeof a === 'string') return compareBytes(encodeText(a), encodeText(b as string))
  if (a instanceof Uint8Array) return compareBytes(a, b as Uint8Array)
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
  return a! < b! ? -1 : a! > b! ? 1 : 0
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length)
  for (let index = 0; index < shared; index++) if (a[index] !== b[index]) return a[index]! - b[index]!
  return a.length - b.length
}

/** Says whether two values of one scalar type are equal as IEEE says, so that NaN equals nothing. */
export function equalValues(a: Value, b: Value): boolean {
  return !Number.isNaN(a) && compareValues(a, b) === 0
}

/**
 * Writes scalars of one list of columns as text that is equal where they are equal as keys: NaN equals NaN, -0 equals 0,
 * null equals null.
 */
export function keyText(values: readonly Value[]): string {
  return values.map(keyPart).join(',')
}

function keyPart(value: Value): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (value instanceof Uint8Array) return `bytes ${value.join(' ')}`
  // String(-0) is '0', and a number's text determines it.
  return String(value)
}
