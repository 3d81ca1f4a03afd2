import type { Table } from 'apache-arrow'
import { isValid } from '../../arrow/bitmap.js'
import { tableFromColumns } from '../../arrow/table-from-columns.js'
import { takeColumn } from '../../arrow/take-column.js'
import type { Column } from '../../column.js'
import { MillraceError } from '../../errors.js'

/** Which columns and rows of a data set are wanted. */
export interface RowSelection {
  /** Distinct names, at least one; all columns where null. */
  readonly columns: readonly string[] | null
  /** The column that dates a row. */
  readonly timestampField: string
  /** Bounds of the event timestamp, included, in microseconds; null: none. */
  readonly start: bigint | null
  readonly end: bigint | null
}

/** Says whether rows are wanted by their timestamps. */
export function isBounded({ start, end }: RowSelection): boolean {
  return start !== null || end !== null
}

/** Says whether no timestamp from `min` to `max` is wanted. */
export function isOutside({ start, end }: RowSelection, min: bigint, max: bigint): boolean {
  return (start !== null && max < start) || (end !== null && min > end)
}

/** Says whether every timestamp from `min` to `max` is wanted. */
export function isInside({ start, end }: RowSelection, min: bigint, max: bigint): boolean {
  return (start === null || min >= start) && (end === null || max <= end)
}

/** Gives the wanted columns, in order, of the rows whose timestamps are wanted; a null timestamp is not. */
export function selectRows(columns: ReadonlyMap<string, Column>, length: number, selection: RowSelection): Table {
  const names = selection.columns ?? [...columns.keys()]
  const rows = isBounded(selection) ? rowsWithin(columns.get(selection.timestampField)!, selection) : null
  const whole = rows === null || rows.length === length
  const wanted = new Map(
    names.map((name) => {
      const column = columns.get(name)!
      return [name, whole ? column : takeColumn(column, rows)] as const
    }),
  )
  return tableFromColumns(wanted, whole ? length : rows.length)
}

function rowsWithin({ type, length, values, validity }: Column, selection: RowSelection): Int32Array {
  if (type !== 'timestamp') throw notATimestamp(selection.timestampField, type)
  const rows = new Int32Array(length)
  const timestamps = values as BigInt64Array
  let count = 0
  for (let row = 0; row < length; row++) {
    if (isValid(validity, row) && isInside(selection, timestamps[row]!, timestamps[row]!)) rows[count++] = row
  }
  return rows.subarray(0, count)
}

/** The error for a column that should date rows and does not. */
export function notATimestamp(field: string, type: string): MillraceError {
  return new MillraceError(
    'MILLRACE_UNSUPPORTED_TYPE',
    `Rows can only be selected by time where '${field}' is a timestamp or a date; name another column as timestampField, ` +
      `or write it as a timestamp: ${type}`,
    { field, type },
  )
}
