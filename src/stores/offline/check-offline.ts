import { isValid } from '../../arrow/bitmap.js'
import { columnsFromTable } from '../../arrow/table-from-columns.js'
import type { Column } from '../../column.js'
import { MillraceError } from '../../errors.js'
import { suggestName } from '../../nearest-name.js'
import type { Schema } from '../../types.js'
import type { OfflineRead, OfflineTable, OfflineWrite } from './offline-store.js'
import type { RowSelection } from './row-selection.js'

/** A write whose columns are the table's, in its order and of its types, and whose timestamps are all there. */
export interface CheckedAppend {
  readonly table: OfflineTable
  readonly rows: number
  readonly columns: ReadonlyMap<string, Column>
  readonly timestamps: BigInt64Array
}

/** The first and last microsecond of the years 1 to 9999, which a partition's date can name. */
const firstTimestamp = -62_135_596_800_000_000n
const lastTimestamp = 253_402_300_799_999_999n

/** Names that are folders as they stand, on every system. */
const namePattern = /^[A-Za-z0-9_][A-Za-z0-9_-]{0,127}$/

/** Throws MILLRACE_INVALID_NAME unless both can name folders. */
export function checkNames(project: string, view: string | undefined): void {
  for (const [what, name] of [['project', project] as const, ['feature view', view ?? 'all'] as const]) {
    if (namePattern.test(name)) continue
    throw new MillraceError(
      'MILLRACE_INVALID_NAME',
      `A ${what}'s name must be 1 to 128 letters, digits, underscores and hyphens: ${JSON.stringify(name)}`,
      { name },
    )
  }
}

/** Throws MILLRACE_INVALID_ARGUMENT for a transaction that is no short text; gives null where there is none. */
export function checkTransaction(transaction: string | undefined): string | null {
  if (transaction === undefined) return null
  if (typeof transaction === 'string' && transaction.length > 0 && transaction.length <= 256) return transaction
  throw new MillraceError('MILLRACE_INVALID_ARGUMENT', `A transaction must be 1 to 256 characters: ${transaction}`, {
    transaction,
  })
}

/** Checks one write of an append; see {@link OfflineStore.append} for what it throws. */
export function checkAppend({ table, rows }: OfflineWrite): CheckedAppend {
  checkNames(table.project, table.view)
  if (table.schema[table.timestampField] !== 'timestamp')
    throw missingColumn(table, table.timestampField, 'as the timestamp that dates its rows')
  const given = columnsFromTable(rows)
  const names = Object.keys(table.schema)
  const extra = [...given.keys()].find((name) => !names.includes(name))
  if (extra !== undefined) throw extraColumn(table, extra)
  const columns = new Map(names.map((name) => [name, checkedColumn(table, given, name)] as const))
  const timestamps = checkTimestamps(table, columns.get(table.timestampField)!)
  return { table, rows: rows.numRows, columns, timestamps }
}

/** Checks the options of a read; all columns are wanted where neither they nor a schema name any. */
export function checkRead(timestampField: string, options: OfflineRead, schema?: Schema): RowSelection {
  const { columns, start = null, end = null } = options
  for (const bound of [start, end]) {
    if (bound !== null && typeof bound !== 'bigint')
      throw invalidArgument('start and end must be bigints of microseconds since 1970', bound)
  }
  if (start !== null && end !== null && start > end) throw invalidArgument('start must not be after end', start, end)
  const names = columns ?? (schema === undefined ? null : Object.keys(schema))
  if (names?.length === 0) throw invalidArgument('columns must name at least one column', '[]')
  const known = schema === undefined ? null : Object.keys(schema)
  const unknown = known === null ? undefined : [...names!, timestampField].find((name) => !known.includes(name))
  if (unknown !== undefined) throw unknownColumn(unknown, known!)
  return { columns: names === null ? null : [...new Set(names)], timestampField, start, end }
}

function checkedColumn(table: OfflineTable, given: ReadonlyMap<string, Column>, name: string): Column {
  const column = given.get(name)
  if (column === undefined) throw missingColumn(table, name, 'in the rows to append')
  const type = table.schema[name]!
  if (column.type === type) return column
  throw new MillraceError(
    'MILLRACE_INVALID_VALUE',
    `Column '${name}' of feature view '${table.view}' must be of type ${type}; cast it: ${column.type}`,
    { view: table.view, column: name, expected: type, found: column.type },
  )
}

function checkTimestamps({ view, timestampField }: OfflineTable, { values, validity, length }: Column): BigInt64Array {
  const timestamps = values as BigInt64Array
  for (let row = 0; row < length; row++) {
    if (!isValid(validity, row)) throw nullTimestamp(view, timestampField, row)
    const value = timestamps[row]!
    if (value < firstTimestamp || value > lastTimestamp) throw timestampOutOfRange(view, timestampField, row, value)
  }
  return timestamps
}

function missingColumn({ view, schema }: OfflineTable, column: string, where: string): MillraceError {
  return new MillraceError(
    'MILLRACE_MISSING_COLUMN',
    `Feature view '${view}' needs a column '${column}' ${where}; it has ${Object.keys(schema).join(', ')}`,
    { view, column },
  )
}

function extraColumn({ view, schema }: OfflineTable, column: string): MillraceError {
  return new MillraceError(
    'MILLRACE_INVALID_VALUE',
    `Rows of feature view '${view}' have a column its schema does not name; ` +
      `${suggestName(column, Object.keys(schema))} Got '${column}'`,
    { view, column },
  )
}

function unknownColumn(column: string, known: readonly string[]): MillraceError {
  return new MillraceError(
    'MILLRACE_MISSING_COLUMN',
    `The data set has no such column; ${suggestName(column, known)} Got '${column}'`,
    { column, columns: known },
  )
}

function nullTimestamp(view: string, field: string, row: number): MillraceError {
  return new MillraceError(
    'MILLRACE_INVALID_VALUE',
    `Rows of feature view '${view}' must have an event timestamp; fill '${field}' in row ${row}: null`,
    { view, field, row },
  )
}

function timestampOutOfRange(view: string, field: string, row: number, value: bigint): MillraceError {
  return new MillraceError(
    'MILLRACE_VALUE_OUT_OF_RANGE',
    `Rows of feature view '${view}' must be of the years 1 to 9999; '${field}' of row ${row} is, in microseconds ` +
      `since 1970: ${value}`,
    { view, field, row, value },
  )
}

function invalidArgument(rule: string, ...values: readonly unknown[]): MillraceError {
  return new MillraceError('MILLRACE_INVALID_ARGUMENT', `Reading rows: ${rule}: ${values.join(', ')}`, { values })
}
