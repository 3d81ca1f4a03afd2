import type { Table } from 'apache-arrow'
import { columnsFromTable, tableFromColumns } from './table-from-columns.js'
import { takeColumn } from './take-column.js'

/** The rows of `table` by number, in the order of `rows`; a row may come any number of times. */
export function takeTable(table: Table, rows: Int32Array): Table {
  const columns = [...columnsFromTable(table)].map(([name, column]) => [name, takeColumn(column, rows)] as const)
  return tableFromColumns(new Map(columns), rows.length)
}
