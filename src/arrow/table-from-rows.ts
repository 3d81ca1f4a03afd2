import type { Table } from 'apache-arrow'
import type { Column } from '../column.js'
import { MillraceError } from '../errors.js'
import type { InputRow, OutputRow, Schema } from '../types.js'
import { checkOptions } from './check-options.js'
import { columnFromValues } from './column-from-values.js'
import { describeValue, invalidArgument } from './invalid-value.js'
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
 * Throws MILLRACE_INVALID_VALUE (a row that is no object, a value of another type), MILLRACE_VALUE_OUT_OF_RANGE,
 * MILLRACE_FEATURE_NOT_FOUND (a field that is not in the schema), MILLRACE_UNSUPPORTED_TYPE (a type that does not exist)
 * and MILLRACE_INVALID_ARGUMENT (a schema that is no object, rows that are no array, wrong options).
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
  options: TableFromRowsOptions = {},
): Map<string, Column> {
  if (typeof schema !== 'object' || schema === null) throw invalidArgument('A schema is an object of types', schema)
  if (!Array.isArray(rows)) throw invalidArgument('The rows must be a list of objects', rows)
  checkOptions(options, ['extraFields'], 'Reading rows')
  const { extraFields = 'error' } = options
  if (extraFields !== 'error' && extraFields !== 'ignore')
    throw invalidArgument("extraFields is 'error' or 'ignore'", extraFields)
  const names = Object.keys(schema)
  const known = extraFields === 'error' ? new Set(names) : null
  // To ask of each field whether the row has it itself costs more than to read it.
  let inheritsNone = names.every((name) => Object.prototype[name as keyof object] === undefined)
  // Unlike forEach, the loop visits the holes of a sparse array.
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index]!
    if (typeof row !== 'object' || row === null) throw notARow(row, index)
    if (Object.getPrototypeOf(row) !== Object.prototype) inheritsNone = false
    if (known && !hasInOrder(row, names)) assertKnownFields(known, row, index)
  }
  const read = inheritsNone ? valueOf : ownValueOf
  const columns = new Map<string, Column>()
  for (const name of names) {
    const values = new Array<unknown>(rows.length)
    for (let index = 0; index < rows.length; index++) values[index] = read(rows[index]!, name)
    columns.set(name, columnFromValues(schema[name]!, values, name))
  }
  return columns
}

function valueOf(row: InputRow, name: string): unknown {
  return row[name]
}

function ownValueOf(row: InputRow, name: string): unknown {
  return Object.hasOwn(row, name) ? row[name] : null
}

/** Says whether a row's fields are some of `names`, in their order: mostly, and cheaper to find out than that they are any. */
function hasInOrder(row: InputRow, names: readonly string[]): boolean {
  let at = 0
  for (const name in row) {
    while (at < names.length && names[at] !== name) at++
    if (at++ >= names.length) return false
  }
  return true
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
  const names = [...columns.keys()]
  const given = [...columns.values()]
  const blank = names.length <= mostCopiedFields || names.includes('__proto__') ? blankRow(names) : {}
  const rows = new Array<OutputRow>(length)
  for (let index = 0; index < length; index++) {
    const row = { ...blank }
    for (let field = 0; field < given.length; field++) row[names[field]!] = valueAt(given[field]!, index)
    rows[index] = row
  }
  return rows
}

/** Up to so many fields, to copy them all and then set each takes less than to add each, with 4 of them half. */
const mostCopiedFields = 16

/** A row whose fields are null. Each is its own, also that of the name __proto__, to which a value could not be assigned. */
function blankRow(names: readonly string[]): OutputRow {
  const row: OutputRow = {}
  for (const name of names) {
    if (name !== '__proto__') row[name] = null
    else Object.defineProperty(row, name, { value: null, enumerable: true, configurable: true, writable: true })
  }
  return row
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
