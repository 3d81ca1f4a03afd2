import type { Table } from 'apache-arrow'
import { concatColumns } from './concat-columns.js'
import { columnsFromTable, tableFromColumns } from './table-from-columns.js'

/** One table of all rows of `tables`, which have the same columns in the same order; there is at least one. */
export function concatTables(tables: readonly Table[]): Table {
  const parts = tables.map(columnsFromTable)
  const length = tables.reduce((sum, table) => sum + table.numRows, 0)
  const columns = [...parts[0]!].map(([name, { type }]) => {
    const pieces = parts.map((part) => part.get(name)!)
    return [name, concatColumns(type, pieces)] as const
  })
  return tableFromColumns(new Map(columns), length)
}
