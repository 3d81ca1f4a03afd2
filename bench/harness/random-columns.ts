import { bitmapBytes, setBit } from '../../src/arrow/bitmap.js'
import { bytesColumn, fixedWidthColumn } from '../../src/arrow/make-column.js'
import type { Column } from '../../src/column.js'

/** Columns by name. */
export type Columns = Readonly<Record<string, Column>>

/** Gives numbers in [0, 1), the same for the same seed: Marsaglia's xorshift32. */
export function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}

/** A validity bitmap with about `fraction` nulls; null for none. */
export function randomValidity(random: () => number, rows: number, fraction: number): Uint8Array | null {
  if (fraction === 0) return null
  const bitmap = new Uint8Array(bitmapBytes(rows))
  for (let row = 0; row < rows; row++) if (random() >= fraction) setBit(bitmap, row)
  return bitmap
}

/** A float64 column of the values `make` gives. */
export function floats(rows: number, make: (row: number) => number, validity: Uint8Array | null = null): Column {
  const values = new Float64Array(rows)
  for (let row = 0; row < rows; row++) values[row] = make(row)
  return fixedWidthColumn('float64', rows, values, validity)
}

/** An int64 or timestamp column of the whole numbers `make` gives. */
export function integers(rows: number, make: (row: number) => number, type: 'int64' | 'timestamp' = 'int64'): Column {
  const values = new BigInt64Array(rows)
  // A bigint a row would take longer than all the rest.
  const halves = new Int32Array(values.buffer)
  for (let row = 0; row < rows; row++) {
    const number = make(row)
    halves[row * 2] = number
    halves[row * 2 + 1] = Math.floor(number / 2 ** 32)
  }
  return fixedWidthColumn(type, rows, values, null)
}

/** A string column of the ASCII texts `make` gives. */
export function texts(rows: number, make: (row: number) => string): Column {
  const offsets = new Int32Array(rows + 1)
  const pieces: string[] = []
  for (let row = 0; row < rows; row++) {
    const piece = make(row)
    pieces.push(piece)
    offsets[row + 1] = offsets[row]! + piece.length
  }
  return bytesColumn('string', offsets, new TextEncoder().encode(pieces.join('')), null)
}

/** The numbers from 0 to `count - 1` in random order. */
export function shuffled(random: () => number, count: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, index) => index)
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    const held = order[last]!
    order[last] = order[other]!
    order[other] = held
  }
  return order
}
