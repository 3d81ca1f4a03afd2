import { parseTimestamp } from '../../../arrow/parse-timestamp.js'
import { formatTimestamp } from '../../../expr/format-timestamp.js'
import type { DataType, Value } from '../../../types.js'
import type { Kernel } from '../kernel.js'

/** The kernel that casts `from` to `to`. */
export function castKernel(from: DataType, to: DataType): Kernel | undefined {
  return from === 'string' ? fromString[to] : to === 'string' ? toText[from] : conversions[from]?.[to]
}

const same = (value: Value) => value

const conversions: { readonly [From in DataType]?: { readonly [To in DataType]?: Kernel } } = {
  bool: { int32: Number, int64: BigInt as Kernel, float32: Number, float64: Number },
  int32: { bool: (x: number) => x !== 0, int64: BigInt as Kernel, float32: Math.fround, float64: same },
  int64: {
    bool: (x: bigint) => x !== 0n,
    int32: (x: bigint) => (BigInt.asIntN(32, x) === x ? Number(x) : null),
    float32: longToFloat32,
    float64: Number,
    timestamp: same,
  },
  float32: { int32: floatToInt32, int64: floatToInt64, float64: same },
  float64: { int32: floatToInt32, int64: floatToInt64, float32: toFloat32 },
  timestamp: { int64: same },
  'array<float32>': { 'array<float64>': same },
}

const fromString: { readonly [To in DataType]?: Kernel } = {
  bool: (text: string) => (text === 'true' ? true : text === 'false' ? false : null),
  int32: (text: string) => {
    const value = parseInteger(text, 32)
    return value === null ? null : Number(value)
  },
  int64: (text: string) => parseInteger(text, 64),
  float32: (text: string) => {
    const value = parseFloat64(text)
    return value === null ? null : toFloat32(value)
  },
  float64: parseFloat64,
  timestamp: (text: string) => (timestampPattern.test(text) ? parseTimestamp(text) : null),
}

const toText: { readonly [From in DataType]?: Kernel } = {
  bool: String,
  int32: String,
  int64: String,
  float32: String,
  float64: String,
  timestamp: (timestamp: bigint) => formatTimestamp(timestamp) ?? null,
}

const integerPattern = /^[+-]?[0-9]+$/
const floatPattern = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/
const timestampPattern =
  /^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?$/

function parseInteger(text: string, bits: number): bigint | null {
  if (!integerPattern.test(text)) return null
  // BigInt('+1') is a syntax error though Number('+1') is not.
  const value = BigInt(text.replace('+', ''))
  return BigInt.asIntN(bits, value) === value ? value : null
}

function parseFloat64(text: string): number | null {
  if (text === 'NaN') return Number.NaN
  if (/^[+-]?Infinity$/.test(text)) return Number(text)
  if (!floatPattern.test(text)) return null
  const value = Number(text)
  return Number.isFinite(value) ? value : null
}

function floatToInt32(x: number): number | null {
  const whole = Math.trunc(x)
  return whole >= -(2 ** 31) && whole < 2 ** 31 ? whole + 0 : null
}

function floatToInt64(x: number): bigint | null {
  const whole = Math.trunc(x)
  return whole >= -(2 ** 63) && whole < 2 ** 63 ? BigInt(whole) : null
}

function toFloat32(x: number): number | null {
  const rounded = Math.fround(x)
  return Number.isFinite(x) && !Number.isFinite(rounded) ? null : rounded
}

/**
 * Rounds an int64 once. By way of float64 it would be rounded twice, so the bits that float64 cannot hold are first
 * replaced by one bit that says whether any of them was set, which cannot change how the 24 bits above are rounded.
 */
function longToFloat32(x: bigint): number {
  if (BigInt.asIntN(53, x) === x) return Math.fround(Number(x))
  const sticky = (x & 4095n) === 0n ? 0n : 1n
  return Math.fround(Number((x >> 12n) | sticky) * 4096)
}
