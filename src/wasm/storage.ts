import { type DataType, isArrayType, itemType } from '../types.js'

/**
 * How the VM holds the values of a type: a bitmap, 4 or 8 bytes a row, or a view (8 bytes: address and length of text or
 * of a list's items).
 */
export type Storage = 'bits' | 'word32' | 'word64' | 'view'

/** How the VM holds values of `type`. */
export function storageOf(type: DataType): Storage {
  switch (type) {
    case 'bool':
      return 'bits'
    case 'int32':
    case 'float32':
      return 'word32'
    case 'int64':
    case 'float64':
    case 'timestamp':
      return 'word64'
    default:
      return 'view'
  }
}

/** Says whether columns of `type` have offsets. */
export function isVariableWidth(type: DataType): boolean {
  return storageOf(type) === 'view'
}

/** How a list's items lie in memory; of text and bytes, whose bytes follow each other, undefined. */
export function itemStorage(type: DataType): Storage | undefined {
  return isArrayType(type) ? storageOf(itemType(type)) : undefined
}

/** Bytes of `rows` values of a fixed-width type. */
export function valueBytes(type: DataType, rows: number): number {
  switch (storageOf(type)) {
    case 'bits':
      return Math.ceil(rows / 8)
    case 'word32':
      return rows * 4
    default:
      return rows * 8
  }
}
