import { Table } from 'apache-arrow'
import { getBit } from '../arrow/bitmap.js'
import { columnFromValues } from '../arrow/column-from-values.js'
import { columnsFromTable, tableFromColumns } from '../arrow/table-from-columns.js'
import type { Column } from '../column.js'
import { MillraceError } from '../errors.js'
import { JsonColumns } from '../json/json-columns.js'
import type { DataType, InputRow, Schema } from '../types.js'
import { conformTable } from './conform-table.js'

/** Rows as callers pass them: objects, columns of values, an Arrow table, or parsed JSON. */
export type InputRows = readonly object[] | Readonly<Record<string, readonly unknown[]>> | Table | JsonColumns

/**
 * Takes the columns of `schema` that the caller's rows have into an Arrow table, each value checked against its type.
 *
 * Columns come in the caller's order. One counts as given where any row names it. `unknown` lists given columns that the schema lacks.
 * Throws MILLRACE_RAGGED_COLUMNS, MILLRACE_INVALID_VALUE, MILLRACE_VALUE_OUT_OF_RANGE, MILLRACE_INVALID_ARGUMENT.
 *
 * @param what what the rows are for, for messages.
 */
export function inputTable(
  rows: InputRows,
  schema: Schema,
  what: string,
): { table: Table; unknown: readonly string[] } {
  if (rows instanceof Table) return fromArrow(rows, schema, what)
  if (Array.isArray(rows)) return fromRows(rows as readonly InputRow[], schema, what)
  if (typeof rows !== 'object' || rows === null)
    throw new MillraceError(
      'MILLRACE_INVALID_ARGUMENT',
      `The rows of ${what} must be row objects, columns or an Arrow table, not ${typeof rows}`,
    )
  if (rows instanceof JsonColumns) return fromColumns(rows.columns, (name, type) => rows.read(name, type), schema, what)
  const columns = new Map(Object.entries(rows as Readonly<Record<string, readonly unknown[]>>))
  return fromColumns(columns, (name) => columns.get(name)!, schema, what)
}

function fromArrow(table: Table, schema: Schema, what: string): { table: Table; unknown: readonly string[] } {
  const given = table.schema.fields.map((field) => field.name)
  const wanted = Object.fromEntries(Object.entries(schema).filter(([name]) => given.includes(name)))
  return { table: conformTable(table, wanted, what), unknown: given.filter((name) => !Object.hasOwn(schema, name)) }
}

function fromRows(
  rows: readonly InputRow[],
  schema: Schema,
  what: string,
): { table: Table; unknown: readonly string[] } {
  // No rows lack nothing: every column is given, without values.
  const given = new Set<string>(rows.length === 0 ? Object.keys(schema) : [])
  for (const [index, row] of rows.entries()) {
    if (typeof row !== 'object' || row === null || Array.isArray(row))
      throw new MillraceError(
        'MILLRACE_INVALID_VALUE',
        `Row ${index} of ${what} must be an object of fields, got ${describe(row)}`,
        { row: index },
      )
    for (const name of Object.keys(row)) given.add(name)
  }
  const valuesOf = (name: string) => rows.map((row) => (Object.hasOwn(row, name) ? row[name] : null))
  return build(given, valuesOf, schema, rows.length)
}

function fromColumns(
  columns: ReadonlyMap<string, readonly unknown[]>,
  valuesOf: (name: string, type: DataType) => readonly unknown[],
  schema: Schema,
  what: string,
): { table: Table; unknown: readonly string[] } {
  const entries = [...columns]
  const length = entries[0]?.[1].length ?? 0
  for (const [name, values] of entries) {
    if (!Array.isArray(values))
      throw new MillraceError(
        'MILLRACE_INVALID_VALUE',
        `Column '${name}' of ${what} must be a list of values, got ${describe(values)}`,
        { column: name },
      )
    if (values.length !== length)
      throw new MillraceError(
        'MILLRACE_RAGGED_COLUMNS',
        `All columns of ${what} must have the same length: '${entries[0]![0]}' has ${length}, '${name}' has ${values.length}`,
        { columns: Object.fromEntries(entries.map(([column, list]) => [column, list.length])) },
      )
  }
  return build(new Set(columns.keys()), valuesOf, schema, length)
}

function build(
  given: ReadonlySet<string>,
  valuesOf: (name: string, type: DataType) => readonly unknown[],
  schema: Schema,
  length: number,
): { table: Table; unknown: readonly string[] } {
  const columns = new Map<string, Column>()
  const unknown: string[] = []
  for (const name of given) {
    const type = Object.hasOwn(schema, name) ? schema[name] : undefined
    if (type === undefined) unknown.push(name)
    else columns.set(name, columnFromValues(type, valuesOf(name, type), name))
  }
  return { table: tableFromColumns(columns, length), unknown }
}

/** Throws MILLRACE_MISSING_KEY for the first null among `keys`, naming its row. */
export function requireKeys(table: Table, keys: readonly string[], what: string): void {
  const columns = columnsFromTable(table)
  for (const name of keys) {
    const validity = columns.get(name)?.validity
    if (!validity) continue
    for (let row = 0; row < table.numRows; row++)
      if (!getBit(validity, row))
        throw new MillraceError(
          'MILLRACE_MISSING_KEY',
          `Row ${row} of ${what} has no value for the join key '${name}'`,
          {
            row,
            joinKey: name,
          },
        )
  }
}

function describe(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value
}
