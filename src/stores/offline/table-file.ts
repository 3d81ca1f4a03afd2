import type { Table } from 'apache-arrow'
import { dataTypeOf } from '../../arrow/arrow-type.js'
import { columnFromVector } from '../../arrow/column-from-vector.js'
import { MillraceError } from '../../errors.js'
import { suggestName } from '../../nearest-name.js'
import type { Schema } from '../../types.js'
import { isBounded, type RowSelection, selectRows } from './row-selection.js'

/** Selects rows of a table that stands for a file; throws what reading the file would throw. */
export function selectFromTable(path: string, table: Table, selection: RowSelection): Table {
  const names = table.schema.fields.map(({ name }) => String(name))
  const wanted = selection.columns ?? names
  const needed = isBounded(selection) ? new Set([...wanted, selection.timestampField]) : wanted
  const columns = new Map(
    [...needed].map((name) => {
      const vector = table.getChild(name)
      if (vector === null) throw missingColumn(path, name, names)
      return [name, columnFromVector(vector, name)] as const
    }),
  )
  return selectRows(columns, table.numRows, { ...selection, columns: wanted })
}

/** Gives a table's columns of supported types. */
export function describeTable(table: Table): Schema {
  const schema = Object.create(null)
  for (const { name, type } of table.schema.fields) {
    try {
      schema[name] = dataTypeOf(type, String(name))
    } catch (error) {
      if (!(error instanceof MillraceError && error.code === 'MILLRACE_UNSUPPORTED_TYPE')) throw error
    }
  }
  return schema
}

function missingColumn(file: string, column: string, columns: readonly string[]): MillraceError {
  return new MillraceError(
    'MILLRACE_MISSING_COLUMN',
    `File '${file}' has no column of this name; ${suggestName(column, columns)} Got '${column}'`,
    { file, column, columns },
  )
}
