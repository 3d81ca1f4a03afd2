import { getBit, isValid } from '../arrow/bitmap.js'
import { decodeText } from '../arrow/utf8.js'
import type { Column } from '../column.js'
import { toBase64 } from './base64.js'
import { formatTimestamp, splitSeconds } from './format-timestamp.js'

/** How timestamps are written: `seconds` since the epoch, rounded down, as Feast does; `iso`, exact, in quotes. */
export type TimestampForm = 'seconds' | 'iso'

/**
 * Makes the function that writes a row of `column` as JSON text.
 *
 * Integers have their exact digits. Floats have a point or an exponent, so that a reader which tells integers from
 * floats (Python's) reads a float, and the fewest digits that give the same double; float32 is widened first. NaN and
 * the infinities are the strings "NaN", "Infinity" and "-Infinity", as in protobuf's JSON. Bytes are base64.
 *
 * @example
 * jsonWriter(columnFromValues('float64', [2], 'x'), 'seconds')(0) // '2.0'
 */
export function jsonWriter(column: Column, timestamps: TimestampForm): (row: number) => string {
  const { validity } = column
  const write = valueWriter(column, timestamps)
  return validity === null ? write : (row) => (isValid(validity, row) ? write(row) : 'null')
}

function valueWriter(column: Column, timestamps: TimestampForm): (row: number) => string {
  const { type, values, offsets, items } = column
  if (items !== null) return listWriter(offsets!, jsonWriter(items, timestamps))
  switch (type) {
    case 'bool':
      return (row) => (getBit(values as Uint8Array, row) ? 'true' : 'false')
    case 'float32':
    case 'float64':
      return (row) => floatText(values![row] as number)
    case 'timestamp':
      return timestampWriter(values as BigInt64Array, timestamps)
    case 'string':
      return (row) => JSON.stringify(decodeText(bytesAt(column, row)))
    case 'bytes':
      return (row) => `"${toBase64(bytesAt(column, row))}"`
    default:
      return (row) => String(values![row])
  }
}

function bytesAt({ values, offsets }: Column, row: number): Uint8Array {
  return (values as Uint8Array).subarray(offsets![row], offsets![row + 1])
}

function listWriter(offsets: Int32Array, write: (row: number) => string): (row: number) => string {
  return (row) => {
    let text = '['
    for (let index = offsets[row]!; index < offsets[row + 1]!; index++) {
      text += index === offsets[row] ? write(index) : `,${write(index)}`
    }
    return `${text}]`
  }
}

function timestampWriter(values: BigInt64Array, form: TimestampForm): (row: number) => string {
  if (form === 'seconds') return (row) => String(splitSeconds(values[row]!).seconds)
  return (row) => `"${formatTimestamp(values[row]!)}"`
}

/** Writes a double as JSON, see {@link jsonWriter}. */
export function floatText(value: number): string {
  if (Number.isInteger(value)) {
    const text = Object.is(value, -0) ? '-0' : String(value)
    return text.includes('e') ? text : `${text}.0`
  }
  return Number.isFinite(value) ? String(value) : `"${value}"`
}
