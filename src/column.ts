import type { DataType, Value } from './types.js'

/** The buffers that hold values: one entry a row for fixed-width types, a bitmap for bool, bytes for string and bytes. */
export type ValueBuffer = Int32Array | BigInt64Array | Float32Array | Float64Array | Uint8Array

/**
 * A column in Arrow's layout, normalised: one contiguous piece, bit offset 0, so that an engine reads it without cases.
 *
 * | type | values | offsets | items |
 * |---|---|---|---|
 * | bool | Uint8Array bitmap, least significant bit first | | |
 * | int32, float32, float64 | Int32Array, Float32Array, Float64Array | | |
 * | int64, timestamp (microseconds) | BigInt64Array | | |
 * | string (UTF-8), bytes | Uint8Array of all bytes | Int32Array of length + 1 | |
 * | array<T> | null | Int32Array of length + 1 | the column of all items, without nulls |
 *
 * Always true, so nobody has to check it again: buffers have exactly the length the table says (a bitmap
 * `ceil(length / 8)` bytes, its bits after the last row 0); `offsets` starts at 0, never falls and ends at the number
 * of bytes or items; a string is valid UTF-8. Under a null a slot holds any value (of that type), which means nothing.
 * Buffers may be shared between columns and with Arrow vectors: never write to one you did not allocate.
 */
export interface Column<T extends DataType = DataType> {
  readonly type: T
  readonly length: number
  /** One bit a row, least significant first, 1 = has a value; null where every row has one. */
  readonly validity: Uint8Array | null
  readonly values: ValueBuffer | null
  readonly offsets: Int32Array | null
  readonly items: Column | null
}

export type { DataType, Value }
