import type { Column } from '../../column.js'
import type { DataType, ScalarType } from '../../types.js'

/** What an online store must know of a view to hold its rows. Plain data, made from a FeatureView by the engine. */
export interface OnlineTable {
  readonly project: string
  readonly view: string
  readonly joinKeys: readonly { readonly name: string; readonly type: ScalarType }[]
  readonly fields: readonly { readonly name: string; readonly type: DataType }[]
}

/** Rows of one view: columns of equal length. Keys are never null. Timestamps are microseconds. */
export interface OnlineWrite {
  readonly table: OnlineTable
  /** One column a join key, in the table's order. */
  readonly keys: readonly Column[]
  /** One column a field, in the table's order. */
  readonly values: readonly Column[]
  readonly eventTimestamps: BigInt64Array
  /** Null where the source has no created timestamp (sorts as the smallest value). */
  readonly createdTimestamps: BigInt64Array | null
}

/** How many rows were taken and how many were older than what the store had. */
export interface OnlineWriteResult {
  readonly written: number
  readonly ignored: number
}

/** A read of some fields of one view for a list of keys (columns of equal length, in the table's order). */
export interface OnlineRead {
  readonly table: OnlineTable
  readonly keys: readonly Column[]
  /** Names of the wanted fields. */
  readonly fields: readonly string[]
}

/** Rows in the order of the keys, duplicates included. Where `found` is 0 every field is null and the timestamp 0n. */
export interface OnlineReadResult {
  readonly found: Uint8Array
  readonly eventTimestamps: BigInt64Array
  /** One column a wanted field, in the order asked for. */
  readonly columns: readonly Column[]
}
