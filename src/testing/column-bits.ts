import { getBit, isValid } from '../arrow/bitmap.js'
import type { Column } from '../column.js'

/**
 * Writes every value of a column as text that is equal just where the bits are: NaNs with different payloads differ,
 * as do 0 and -0; what is stored under a null does not count.
 */
export function columnBits(column: Column): string[] {
  return Array.from({ length: column.length }, (_, row) => valueBits(column, row))
}

function valueBits(column: Column, row: number): string {
  const { type, values, offsets, items, validity } = column
  if (!isValid(validity, row)) return 'null'
  if (items !== null) {
    const length = offsets![row + 1]! - offsets![row]!
    return `[${Array.from({ length }, (_, item) => valueBits(items, offsets![row]! + item)).join(' ')}]`
  }
  if (type === 'bool') return getBit(values as Uint8Array, row) ? '1' : '0'
  if (offsets !== null) return hex((values as Uint8Array).subarray(offsets[row], offsets[row + 1]))
  const { buffer, byteOffset, BYTES_PER_ELEMENT: width } = values!
  return hex(new Uint8Array(buffer, byteOffset + row * width, width))
}

function hex(bytes: Uint8Array): string {
  return `x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
