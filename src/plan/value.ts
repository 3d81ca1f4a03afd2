import type { Table } from 'apache-arrow'
import type { DataFrameBackend, FewRows } from '../backends/backend.js'
import type { Column } from '../column.js'

/** What a node hands to the nodes after it. */
export type DAGValue = TableValue | TablesValue | PendingValue | ColumnsValue | FrameValue

/** An Arrow table, owned by nobody. */
export interface TableValue {
  readonly kind: 'table'
  readonly table: Table
}

/** Tables of equal length whose rows belong together by position. */
export interface TablesValue {
  readonly kind: 'tables'
  readonly tables: readonly Table[]
  readonly length: number
}

/**
 * Columns of so few rows that the backend makes no frame of them. What the transforms compute of them waits for the end
 * of the plan, where all of it is computed at once.
 */
export interface PendingValue {
  readonly kind: 'pending'
  readonly columns: ReadonlyMap<string, Column>
  readonly length: number
  readonly compute: FewRows
}

/** What became of a {@link PendingValue}: columns by the names they have outside. */
export interface ColumnsValue {
  readonly kind: 'columns'
  readonly columns: ReadonlyMap<string, Column>
  readonly length: number
}

/** A frame of a backend; the plan releases it when its last consumer is done. */
export interface FrameValue {
  readonly kind: 'frame'
  readonly backend: DataFrameBackend
  readonly frame: object
}

/** The number of rows a value holds. */
export function rowsOf(value: DAGValue): number {
  switch (value.kind) {
    case 'table':
      return value.table.numRows
    case 'tables':
    case 'pending':
    case 'columns':
      return value.length
    case 'frame':
      return value.backend.rows(value.frame)
  }
}

/** How the backend computes rows: in a frame, or, being few, by a function made for the plan. */
export type Tier = 'frame' | 'closure'

/** The tier that a value is of; undefined where the backend had no part in it. */
export function tierOf({ kind }: DAGValue): Tier | undefined {
  if (kind === 'frame') return 'frame'
  return kind === 'pending' || kind === 'columns' ? 'closure' : undefined
}
