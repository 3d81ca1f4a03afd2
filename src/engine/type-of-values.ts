import { invalidValue } from '../arrow/invalid-value.js'
import { ArrayOf, type DataType, isArrayType, type ScalarType } from '../types.js'

/**
 * The type of a column that nothing declares: of its first value that is there, but of numbers and of lists by all of
 * them. Text where there is no value, and lists of text where all lists are empty.
 *
 * Throws MILLRACE_INVALID_VALUE for values of which there are no columns: lists of lists, objects.
 */
export function typeOfValues(values: readonly unknown[], field: string): DataType {
  const type = typeOf(values.filter(isThere))
  if (type !== null) return type
  const row = values.findIndex(isThere)
  const remedy = 'pass numbers, bools, texts, dates, bytes or flat lists of these'
  throw invalidValue(field, row, 'of a type that columns have', remedy, values[row])
}

function isThere(value: unknown): boolean {
  return value !== null && value !== undefined
}

/** Null where no column holds such values. */
function typeOf(values: readonly unknown[]): DataType | null {
  const [first] = values
  if (values.length === 0 || typeof first === 'string') return 'string'
  if (typeof first === 'boolean') return 'bool'
  if (typeof first === 'number' || typeof first === 'bigint') return values.every(isInteger) ? 'int64' : 'float64'
  if (first instanceof Date) return 'timestamp'
  if (first instanceof Uint8Array) return 'bytes'
  return isList(first) ? listType(values) : null
}

function isInteger(value: unknown): boolean {
  return typeof value === 'bigint' || Number.isSafeInteger(value)
}

function isList(value: unknown): value is Iterable<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))
}

const typedArrays: ReadonlyMap<unknown, ScalarType> = new Map<unknown, ScalarType>([
  [Float64Array, 'float64'],
  [Float32Array, 'float32'],
  [Int32Array, 'int32'],
  [Int16Array, 'int32'],
  [Int8Array, 'int32'],
  [Uint16Array, 'int32'],
  [Uint8ClampedArray, 'int32'],
  [Uint32Array, 'int64'],
  [BigInt64Array, 'int64'],
  [BigUint64Array, 'int64'],
])

/** Lists that are all typed arrays of one kind are of its type, others of that of all their items. */
function listType(lists: readonly unknown[]): DataType | null {
  const kinds = new Set(lists.map((list) => (list as object).constructor))
  const [kind] = kinds
  const known = kinds.size === 1 ? typedArrays.get(kind) : undefined
  if (known !== undefined) return ArrayOf(known)
  const items = lists.flatMap((list) => (isList(list) ? [...list] : []))
  const item = typeOf(items.filter(isThere))
  return item === null || isArrayType(item) ? null : ArrayOf(item)
}
