import { invalidValue, valueOutOfRange } from '../arrow/invalid-value.js'
import { type DataType, isArrayType, itemType, type ScalarType } from '../types.js'
import { fromBase64 } from './base64.js'

/**
 * Gives JSON values of a field the form in which the library takes them.
 *
 * int32 and int64: also digits in a string. float32 and float64: any integer, and the strings "NaN", "Infinity" and
 * "-Infinity". timestamp: seconds since the epoch as a number, or ISO 8601. bytes: base64. A value of none of these
 * forms is left as it is, for the library to refuse with its own words.
 *
 * @throws MILLRACE_INVALID_VALUE for text that is not base64, MILLRACE_VALUE_OUT_OF_RANGE for a number beyond float64
 * @example
 * jsonToValues([1704067200, '2024-01-01'], 'timestamp', 'seen') // [1704067200000000n, '2024-01-01']
 */
export function jsonToValues(values: readonly unknown[], type: DataType, field: string): readonly unknown[] {
  if (isArrayType(type)) {
    const convert = converters[itemType(type)]
    if (convert === null) return values
    return values.map((list, row) => (Array.isArray(list) ? list.map((item) => convert(item, field, row)) : list))
  }
  const convert = converters[type as ScalarType]
  return convert === null ? values : values.map((value, row) => convert(value, field, row))
}

type Converter = (value: unknown, field: string, row: number) => unknown

const converters: { readonly [T in ScalarType]: Converter | null } = {
  bool: null,
  int32: (value) => {
    const integer = digits(value)
    return typeof integer === 'bigint' ? Number(integer) : integer
  },
  int64: digits,
  float32: floatOf('float32'),
  float64: floatOf('float64'),
  string: null,
  bytes: (value, field, row) => {
    if (typeof value !== 'string') return value
    const bytes = fromBase64(value)
    if (bytes === null) throw invalidValue(field, row, 'base64', 'encode the bytes as in RFC 4648', value)
    return bytes
  },
  timestamp: (value) => {
    if (typeof value === 'bigint') return value * 1_000_000n
    if (typeof value !== 'number' || !Number.isFinite(value)) return value
    const whole = Math.floor(value)
    return BigInt(whole) * 1_000_000n + BigInt(Math.round((value - whole) * 1e6))
  },
}

function digits(value: unknown): unknown {
  return typeof value === 'string' && /^[+-]?\d{1,20}$/.test(value) ? BigInt(value.replace('+', '')) : value
}

const unlimited = { NaN: Number.NaN, Infinity: Number.POSITIVE_INFINITY, '-Infinity': Number.NEGATIVE_INFINITY }

function floatOf(type: 'float32' | 'float64'): Converter {
  return (value, field, row) => {
    if (typeof value === 'bigint') return Number(value)
    if (typeof value === 'string') return Object.hasOwn(unlimited, value) ? unlimited[value as 'NaN'] : value
    // JSON has no infinity: a number was beyond float64, which its parser does not tell.
    if (value !== Number.POSITIVE_INFINITY && value !== Number.NEGATIVE_INFINITY) return value
    throw valueOutOfRange(field, row, type, 'write an infinity as the text "Infinity" or "-Infinity"', value)
  }
}
