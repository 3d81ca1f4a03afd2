import type { Table } from 'apache-arrow'
import type { DataFrameBackend } from '../backends/backend.js'
import type { Column } from '../column.js'

/** What a node hands to the nodes after it. */
export type DAGValue = TableValue | TablesValue | ColumnsValue | FrameValue

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

/** Columns of so few rows that no backend takes them in: expressions are computed row by row. */
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
    case 'columns':
      return value.length
    case 'frame':
      return value.backend.rows(value.frame)
  }
}
