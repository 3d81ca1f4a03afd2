import type { Table } from 'apache-arrow'
import type { DataType } from '../../types.js'

/** What an offline store must know of a view to keep its rows. Columns: join keys, fields, `eventTimestamp`, `created`. */
export interface OfflineTable {
  readonly project: string
  readonly view: string
  /** Every column of the data set and its type, in order. */
  readonly schema: Readonly<Record<string, DataType>>
  /** The column that dates a row (microseconds UTC). */
  readonly timestampField: string
}

/** Where rows somebody else wrote are read from. */
export interface FileLocation {
  /** A Parquet file, or a folder of them. */
  readonly path: string
  readonly timestampField: string
}

/** What part of a data set is read. */
export interface OfflineRead {
  /** Columns wanted; all where undefined. */
  readonly columns?: readonly string[]
  /** Only rows whose event timestamp is at or after this (microseconds). */
  readonly start?: bigint
  /** Only rows whose event timestamp is at or before this (microseconds). */
  readonly end?: bigint
}

/** Rows to append to one view's data set. */
export interface OfflineWrite {
  readonly table: OfflineTable
  readonly rows: Table
}
