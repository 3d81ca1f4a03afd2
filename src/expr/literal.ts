import type { DataType, ScalarType, Value } from '../types.js'
import { isArrayType, itemType } from '../types.js'

const loneSurrogate = /\p{Surrogate}/u

function toInteger(value: Value, bits: number): bigint | undefined {
  const integer = typeof value === 'number' && Number.isInteger(value) && !Object.is(value, -0) ? BigInt(value) : value
  return typeof integer === 'bigint' && BigInt.asIntN(bits, integer) === integer ? integer : undefined
}

/** Rounds, but no number to an infinity, nor to 0 what is not 0. */
function toFloat(value: Value, type: 'float32' | 'float64'): number | undefined {
  if (typeof value !== 'number' && typeof value !== 'bigint') return undefined
  const number = Number(value)
  const rounded = type === 'float32' ? Math.fround(number) : number
  const infinite = !Number.isFinite(rounded) && (Number.isFinite(number) || typeof value === 'bigint')
  return infinite || (rounded === 0 && number !== 0) ? undefined : rounded
}

function scalarValue(type: ScalarType, value: Value): Value | undefined {
  switch (type) {
    case 'bool':
      return typeof value === 'boolean' ? value : undefined
    case 'int32': {
      const integer = toInteger(value, 32)
      return integer === undefined ? undefined : Number(integer)
    }
    case 'int64':
      return toInteger(value, 64)
    case 'timestamp':
      return typeof value === 'bigint' ? toInteger(value, 64) : undefined
    case 'float32':
    case 'float64':
      return toFloat(value, type)
    case 'string':
      return typeof value === 'string' && !loneSurrogate.test(value) ? value : undefined
    case 'bytes':
      return value instanceof Uint8Array ? value : undefined
  }
}

/**
 * Gives a literal's value in the one form its type has (int64 and timestamp as bigint, float32 rounded, lists as
 * arrays), or undefined where the value is not of the type or does not fit it.
 */
export function literalValue(type: DataType, value: Value): Value | undefined {
  if (value === null) return null
  if (!isArrayType(type)) return scalarValue(type, value)
  if (!Array.isArray(value)) return undefined
  const items: Value[] = []
  for (const item of value as readonly Value[]) {
    const converted = item === null ? undefined : scalarValue(itemType(type), item)
    if (converted === undefined) return undefined
    items.push(converted)
  }
  return items
}

function scalarTypesOf(value: Value): readonly ScalarType[] {
  if (typeof value === 'boolean') return ['bool']
  if (typeof value === 'string') return ['string']
  if (value instanceof Uint8Array) return ['bytes']
  return Number.isInteger(value) || typeof value === 'bigint'
    ? ['int64', 'int32', 'float64', 'float32']
    : ['float64', 'float32']
}

const anyItem: readonly ScalarType[] = ['int64', 'int32', 'float64', 'float32', 'bool', 'string', 'bytes', 'timestamp']

/**
 * Lists the types that a literal without a type can take, the one it takes on its own first; none where it has no type
 * of its own (null, an empty list) or is not a value at all.
 */
export function typesOfLiteral(value: Value): readonly DataType[] {
  if (Array.isArray(value)) {
    const scalars = value.length === 0 ? [] : anyItem
    return scalars
      .filter((type) => value.every((item: Value) => item !== null && typesOfLiteral(item).includes(type)))
      .map((type) => `array<${type}>` as const)
  }
  return scalarTypesOf(value).filter((type) => literalValue(type, value) !== undefined && keepsInteger(type, value))
}

/** An integer adapts to float32 only where that holds it exactly, as an int32 column does not widen to float32 either. */
function keepsInteger(type: ScalarType, value: Value): boolean {
  if (type !== 'float32' || !(typeof value === 'bigint' || Number.isInteger(value))) return true
  return BigInt(Math.fround(Number(value))) === BigInt(value as number | bigint)
}
