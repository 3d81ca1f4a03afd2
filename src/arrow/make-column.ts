import type { Column, ValueBuffer } from '../column.js'
import { type DataType, isArrayType, itemType, type ScalarType } from '../types.js'
import { bitmapBytes } from './bitmap.js'

/** Types with one fixed-width slot a row. */
export type FixedWidthType = Exclude<ScalarType, 'string' | 'bytes'>

/** Says whether values of `type` are bytes with offsets. */
export function isBytesType(type: DataType): type is 'string' | 'bytes' {
  return type === 'string' || type === 'bytes'
}

/** Allocates the zeroed value buffer of `length` rows of a fixed-width type. */
export function allocateValues(type: FixedWidthType, length: number): ValueBuffer {
  switch (type) {
    case 'bool':
      return new Uint8Array(bitmapBytes(length))
    case 'int32':
      return new Int32Array(length)
    case 'float32':
      return new Float32Array(length)
    case 'float64':
      return new Float64Array(length)
    case 'int64':
    case 'timestamp':
      return new BigInt64Array(length)
  }
}

/** A column of fixed-width values. */
export function fixedWidthColumn(
  type: FixedWidthType,
  length: number,
  values: ValueBuffer,
  validity: Uint8Array | null,
): Column {
  return { type, length, validity, values, offsets: null, items: null }
}

/** A column of strings or bytes. */
export function bytesColumn(
  type: 'string' | 'bytes',
  offsets: Int32Array,
  values: Uint8Array,
  validity: Uint8Array | null,
): Column {
  return { type, length: offsets.length - 1, validity, values, offsets, items: null }
}

/** A column of lists; its type is that of the items. */
export function listColumn(offsets: Int32Array, items: Column, validity: Uint8Array | null): Column {
  const type = `array<${items.type as ScalarType}>` as const
  return { type, length: offsets.length - 1, validity, values: null, offsets, items }
}

/** A column without rows. */
export function emptyColumn(type: DataType): Column {
  if (isArrayType(type)) return listColumn(new Int32Array(1), emptyColumn(itemType(type)), null)
  if (isBytesType(type)) return bytesColumn(type, new Int32Array(1), new Uint8Array(0), null)
  return fixedWidthColumn(type as FixedWidthType, 0, allocateValues(type as FixedWidthType, 0), null)
}
