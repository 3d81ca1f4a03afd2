import { emptyColumn } from '../../arrow/make-column.js'
import { takeColumn } from '../../arrow/take-column.js'
import type { Column } from '../../column.js'
import { MillraceError } from '../../errors.js'
import type { DataType, Schema } from '../../types.js'
import type { OfflineTable } from './offline-store.js'
import type { RowSelection } from './row-selection.js'

/** The columns that selecting rows needs: the wanted ones, and the one that dates rows. */
export function neededColumns({ columns, timestampField }: RowSelection): string[] {
  return [...new Set([...columns!, timestampField])]
}

/** Throws MILLRACE_SCHEMA_MISMATCH where rows were stored with another type of a needed column than it has now. */
export function checkStoredTypes(table: OfflineTable, stored: Schema, needed: readonly string[]): void {
  for (const column of needed) {
    const found = Object.hasOwn(stored, column) ? stored[column] : undefined
    const expected = table.schema[column]
    if (found === undefined || found === expected) continue
    throw new MillraceError(
      'MILLRACE_SCHEMA_MISMATCH',
      `Rows of feature view '${table.view}' were stored with '${column}' as ${found}, and it is ${expected} now; ` +
        'give the column a new name, or clear the view and write its rows again',
      { view: table.view, column, expected, found },
    )
  }
}

/** A column of `length` nulls, for rows that were stored before the view had it. */
export function nullColumn(type: DataType, length: number): Column {
  return takeColumn(emptyColumn(type), new Int32Array(length).fill(-1))
}
