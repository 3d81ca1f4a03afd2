import type { Table } from 'apache-arrow'
import { columnFromValues } from '../arrow/column-from-values.js'
import { columnsFromTable, tableFromColumns } from '../arrow/table-from-columns.js'
import { valueAt } from '../arrow/value-at.js'
import type { Column } from '../column.js'
import { MillraceError } from '../errors.js'
import type { DataType, Schema, Value } from '../types.js'

/**
 * Gives the columns of `schema`, in its order and types, out of `table`; a numeric column of another numeric type is
 * converted where every value fits.
 *
 * Throws MILLRACE_MISSING_COLUMN for a column that is not there (`optional` ones become null), MILLRACE_INVALID_VALUE
 * for one of a type that does not convert, MILLRACE_VALUE_OUT_OF_RANGE for a value that does not fit.
 *
 * @param what what holds the table, for messages: `push source 'x'`.
 */
export function conformTable(table: Table, schema: Schema, what: string, optional: readonly string[] = []): Table {
  const columns = columnsFromTable(table)
  const conformed = new Map<string, Column>()
  for (const [name, type] of Object.entries(schema)) {
    const column = columns.get(name)
    if (column) conformed.set(name, conformColumn(column, type, name, what))
    else if (optional.includes(name))
      conformed.set(name, columnFromValues(type, new Array(table.numRows).fill(null), name))
    else
      throw new MillraceError('MILLRACE_MISSING_COLUMN', `The rows of ${what} lack the column '${name}': add it`, {
        column: name,
        columns: [...columns.keys()],
      })
  }
  return tableFromColumns(conformed, table.numRows)
}

const numericTypes: readonly DataType[] = ['int32', 'int64', 'float32', 'float64']

function conformColumn(column: Column, type: DataType, name: string, what: string): Column {
  if (column.type === type) return column
  const convertible =
    (numericTypes.includes(column.type) && numericTypes.includes(type)) ||
    (column.type === 'array<float64>' && type === 'array<float32>') ||
    (column.type === 'array<float32>' && type === 'array<float64>') ||
    (column.type === 'array<int32>' && type === 'array<int64>') ||
    (column.type === 'array<int64>' && type === 'array<int32>')
  if (!convertible)
    throw new MillraceError(
      'MILLRACE_INVALID_VALUE',
      `Column '${name}' of ${what} is ${column.type}, declared is ${type}: change the declaration or the data`,
      { column: name, type: column.type, expected: type },
    )
  const values = Array.from({ length: column.length }, (_, row) => converted(valueAt(column, row), type))
  return columnFromValues(type, values, name)
}

/** `value` in the form that a column of `type` takes; it is left for that column to refuse what does not fit. */
function converted(value: Value, type: DataType): Value {
  if (Array.isArray(value)) return value.map((item) => converted(item, type.slice(6, -1) as DataType))
  const integral = type === 'int32' || type === 'int64'
  // Data frames without nullable integers write them as floats, with NaN for null.
  if (typeof value === 'number' && Number.isNaN(value) && integral) return null
  if (typeof value === 'bigint' && type !== 'int64') return Number(value)
  return value
}
