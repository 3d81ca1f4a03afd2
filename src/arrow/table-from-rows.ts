import type { Table } from 'apache-arrow'
import type { Column } from '../column.js'
import { MillraceError } from '../errors.js'
import type { InputRow, OutputRow, Schema } from '../types.js'
import { columnFromValues } from './column-from-values.js'
import { describeValue } from './invalid-value.js'
import { columnsFromTable, tableFromColumns } from './table-from-columns.js'
import { valueAt } from './value-at.js'

/** How {@link tableFromRows} treats what the schema does not name. */
export interface TableFromRowsOptions {
  /** `error` (default): a field that is not in the schema is an error, because it is mostly a misspelling. */
  readonly extraFields?: 'error' | 'ignore'
}

/**
 * Makes an Arrow table of row objects: one column a field of `schema`, in its order, of the values
 * {@link columnFromValues} takes. A field that a row lacks is null. Only a row's own properties count.
 *
 * Throws MILLRACE_INVALID_VALUE (a row that is no object, a value of another type), MILLRACE_VALUE_OUT_OF_RANGE and
 * MILLRACE_FEATURE_NOT_FOUND (a field that is not in the schema).
 *
 * @example
 * tableFromRows({ id: Int64, score: Float32 }, [{ id: 1, score: 0.5 }, { id: 2 }]).numRows // 2
 */
export function tableFromRows(schema: Schema, rows: readonly InputRow[], options: TableFromRowsOptions = {}): Table {
  return tableFromColumns(columnsFromRows(schema, rows, options), rows.length)
}

/** As {@link tableFromRows}, but gives the columns. */
export function columnsFromRows(
  schema: Schema,
  rows: readonly InputRow[],
  { extraFields = 'error' }: TableFromRowsOptions = {},
): Map<string, Column> {
  const names = new Set(Object.keys(schema))
  // Unlike forEach, entries() visits the holes of a sparse array.
  for (const [index, row] of rows.entries()) {
    if (typeof row !== 'object' || row === null) throw notARow(row, index)
    if (extraFields === 'error') assertKnownFields(names, row, index)
  }
  const columns = new Map<string, Column>()
  for (const name of names) {
    const values = rows.map((row) => (Object.hasOwn(row, name) ? row[name] : null))
    columns.set(name, columnFromValues(schema[name]!, values, name))
  }
  return columns
}

/**
 * Gives a table's rows as objects: int64 and timestamps (microseconds) as bigint, bytes as Uint8Array.
 *
 * @example
 * rowsFromTable(table)[0] // { id: 1n, score: 0.5 }
 */
export function rowsFromTable(table: Table): OutputRow[] {
  return rowsFromColumns(columnsFromTable(table), table.numRows)
}

/** As {@link rowsFromTable}, of columns of `length` rows. */
export function rowsFromColumns(columns: ReadonlyMap<string, Column>, length: number): OutputRow[] {
  return Array.from({ length }, (_, index) => {
    const row: OutputRow = {}
    for (const [name, column] of columns) {
      // Plain assignment to __proto__ would set the prototype instead of a field.
      if (name !== '__proto__') row[name] = valueAt(column, index)
      else Object.defineProperty(row, name, { value: valueAt(column, index), enumerable: true, configurable: true })
    }
    return row
  })
}

function assertKnownFields(names: ReadonlySet<string>, row: InputRow, index: number): void {
  for (const name of Object.keys(row)) {
    if (names.has(name)) continue
    const known = [...names].join(', ')
    throw new MillraceError(
      'MILLRACE_FEATURE_NOT_FOUND',
      `Row ${index} has a field that is not among ${known}; correct its name or leave it out: ${name}`,
      { name, row: index },
    )
  }
}

/** The error for a row that is no object. */
export function notARow(row: unknown, index: number): MillraceError {
  return new MillraceError(
    'MILLRACE_INVALID_VALUE',
    `Row ${index} must be an object of fields: ${describeValue(row)}`,
    { row: index },
  )
}
