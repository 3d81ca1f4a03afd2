import type { Table } from 'apache-arrow'
import { columnsFromTable, tableFromColumns } from './table-from-columns.js'
import { takeColumn } from './take-column.js'

/** A table of `length` rows, each of which is the one row of `table`. */
export function repeatRow(table: Table, length: number): Table {
  const rows = new Int32Array(length)
  const columns = [...columnsFromTable(table)].map(([name, column]) => [name, takeColumn(column, rows)] as const)
  return tableFromColumns(new Map(columns), length)
}
