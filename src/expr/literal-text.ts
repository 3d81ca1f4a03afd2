import { parseTimestamp } from '../arrow/parse-timestamp.js'
import type { ScalarType, Value } from '../types.js'
import { formatTimestamp } from './format-timestamp.js'

const integer = /^[+-]?\d+$/
const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$|^NaN$|^[+-]?Infinity$/
const hex = /^(?:[0-9a-fA-F]{2})*$/
const microseconds = /^([+-]?\d+)us$/

/**
 * Reads the quoted part of a literal with a type, such as `int64 '5'` or `bytes '00ff'`; undefined where it is none.
 * A timestamp is in ISO 8601, UTC without a zone, or a number of microseconds before `us`.
 */
export function parseLiteral(type: ScalarType, text: string): Value | undefined {
  switch (type) {
    case 'bool':
      return text === 'true' || text === 'false' ? text === 'true' : undefined
    case 'int32':
      return integer.test(text) ? Number(text) : undefined
    case 'int64':
      return integer.test(text) ? BigInt(text.replace('+', '')) : undefined
    case 'float32':
    case 'float64':
      return decimal.test(text) ? Number(text) : undefined
    case 'string':
      return text
    case 'bytes':
      return hex.test(text) ? Uint8Array.from(text.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)) : undefined
    case 'timestamp': {
      const count = microseconds.exec(text)?.[1]
      return count === undefined ? (parseTimestamp(text) ?? undefined) : BigInt(count.replace('+', ''))
    }
  }
}

/** Writes what {@link parseLiteral} reads. */
export function formatLiteral(value: Exclude<Value, null>): string {
  if (value instanceof Uint8Array) return Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return Object.is(value, -0) ? '-0' : String(value)
}

/** Writes a timestamp's microseconds for {@link parseLiteral}. */
export function formatTimestampLiteral(value: bigint): string {
  return formatTimestamp(value) ?? `${value}us`
}
