import type { Column } from '../../column.js'
import { MillraceError } from '../../errors.js'
import type { DataType } from '../../types.js'
import type { OnlineRead, OnlineTable, OnlineWrite } from './online-store.js'
import { NO_TIMESTAMP } from './row-order.js'

interface Declared {
  readonly name: string
  readonly type: DataType
}

/**
 * Checks that a write's columns are those its table declares, all as long as the event timestamps.
 *
 * @throws MILLRACE_MISSING_COLUMN, MILLRACE_INVALID_VALUE (another type; no event timestamp), MILLRACE_RAGGED_COLUMNS.
 */
export function checkWrite({ table, keys, values, eventTimestamps, createdTimestamps }: OnlineWrite): void {
  const rows = eventTimestamps.length
  checkColumns(table, 'join key', table.joinKeys, keys, rows)
  checkColumns(table, 'field', table.fields, values, rows)
  if (createdTimestamps !== null && createdTimestamps.length !== rows) {
    throw ragged(table, 'the created timestamps', createdTimestamps.length, rows)
  }
  const row = eventTimestamps.indexOf(NO_TIMESTAMP)
  if (row >= 0) {
    throw new MillraceError(
      'MILLRACE_INVALID_VALUE',
      `A row of view '${table.view}' has no event timestamp; give every row one: row ${row}`,
      { view: table.view, row },
    )
  }
}

/**
 * Checks that a read's key columns are those its table declares, of equal lengths, and gives their length.
 *
 * A view without join keys has one row.
 *
 * @throws MILLRACE_MISSING_COLUMN, MILLRACE_INVALID_VALUE (another type), MILLRACE_RAGGED_COLUMNS.
 */
export function checkRead({ table, keys }: OnlineRead): number {
  const rows = keys[0]?.length ?? 1
  checkColumns(table, 'join key', table.joinKeys, keys, rows)
  return rows
}

function checkColumns(
  table: OnlineTable,
  kind: string,
  declared: readonly Declared[],
  columns: readonly Column[],
  rows: number,
): void {
  if (columns.length !== declared.length) {
    throw new MillraceError(
      'MILLRACE_MISSING_COLUMN',
      `View '${table.view}' takes one column a ${kind}, ${declared.length} in all; pass each, in order: ${columns.length}`,
      { view: table.view, expected: declared.map(({ name }) => name), given: columns.length },
    )
  }
  declared.forEach(({ name, type }, index) => {
    const column = columns[index]!
    if (column.type !== type) {
      throw new MillraceError(
        'MILLRACE_INVALID_VALUE',
        `The ${kind} '${name}' of view '${table.view}' is ${type}; cast the column: ${column.type}`,
        { view: table.view, field: name, expected: type, given: column.type },
      )
    }
    if (column.length !== rows) throw ragged(table, `the ${kind} '${name}'`, column.length, rows)
  })
}

function ragged(table: OnlineTable, what: string, found: number, rows: number): MillraceError {
  return new MillraceError(
    'MILLRACE_RAGGED_COLUMNS',
    `All columns of view '${table.view}' must have ${rows} rows; cut or fill up ${what}: ${found} rows`,
    { view: table.view, rows, found },
  )
}
