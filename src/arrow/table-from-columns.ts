import { Field, makeData, RecordBatch, Schema, Struct, Table, type Vector } from 'apache-arrow'
import type { Column } from '../column.js'
import { MillraceError } from '../errors.js'
import { columnFromVector } from './column-from-vector.js'
import { columnToData } from './column-to-vector.js'
import { invalidArgument } from './invalid-value.js'

/**
 * Makes an Arrow table of one record batch over the columns' memory. Every field is nullable.
 *
 * `length` is the number of rows. Throws MILLRACE_RAGGED_COLUMNS where a column has another length.
 *
 * @example
 * tableFromColumns({ id: columnFromValues('int64', [1, 2], 'id') }, 2).numRows // 2
 */
export function tableFromColumns(
  columns: ReadonlyMap<string, Column> | Readonly<Record<string, Column>>,
  length: number,
): Table {
  const entries = columns instanceof Map ? [...columns] : Object.entries(columns as Readonly<Record<string, Column>>)
  assertLengths(entries, length)
  const children = entries.map(([, column]) => columnToData(column))
  const fields = entries.map(([name], index) => new Field(name, children[index]!.type, true))
  const data = makeData({ type: new Struct(fields), length, nullCount: 0, children })
  const schema = new Schema(fields)
  return new Table(schema, new RecordBatch(schema, data))
}

/** Throws MILLRACE_RAGGED_COLUMNS where a column has not `length` rows. */
export function assertLengths(columns: Iterable<readonly [string, Column]>, length: number): void {
  for (const [name, column] of columns) if (column.length !== length) throw ragged(name, column.length, length)
}

/**
 * Normalises every column of an Arrow table, in order.
 *
 * Throws MILLRACE_DUPLICATE_NAME where two columns share a name, MILLRACE_INVALID_ARGUMENT for what is no table, and what
 * {@link columnFromVector} throws.
 *
 * @example
 * columnsFromTable(table).get('id')?.values // BigInt64Array
 */
export function columnsFromTable(table: Table): Map<string, Column> {
  return readColumns(table, columnFromVector)
}

/** Reads every column of an Arrow table, in order, as `columnsFromTable` does, into what `read` makes of it. */
export function readColumns<T extends { readonly length: number }>(
  table: Table,
  read: (vector: Vector, field: string) => T,
): Map<string, T> {
  if (!Array.isArray(table?.schema?.fields)) throw invalidArgument('This is no Arrow table', table)
  const columns = new Map<string, T>()
  table.schema.fields.forEach((field, index) => {
    const name = String(field.name)
    if (columns.has(name)) {
      throw new MillraceError('MILLRACE_DUPLICATE_NAME', `A table has two columns of one name; rename one: ${name}`, {
        name,
      })
    }
    const column = read(table.getChildAt(index)!, name)
    if (column.length !== table.numRows) throw ragged(name, column.length, table.numRows)
    columns.set(name, column)
  })
  return columns
}

function ragged(name: string, found: number, expected: number): MillraceError {
  return new MillraceError(
    'MILLRACE_RAGGED_COLUMNS',
    `Column '${name}' must have ${expected} rows like the others; check how it was built: ${found}`,
    { name, expected, found },
  )
}
