import type { Table } from 'apache-arrow'
import { getBit } from '../arrow/bitmap.js'
import { columnFromValues } from '../arrow/column-from-values.js'
import { columnsFromTable, tableFromColumns } from '../arrow/table-from-columns.js'
import type { FeatureView } from '../definitions/feature-view.js'
import { OnDemandFeatureView } from '../definitions/on-demand-feature-view.js'
import { MillraceError } from '../errors.js'
import { ROW_CREATED_TIMESTAMP, ROW_EVENT_TIMESTAMP } from '../plan/stored-view.js'
import type { DataType } from '../types.js'
import { isComputed } from './batch-plan.js'
import { type InputRows, inputTable, requireKeys } from './input-table.js'

/** Rows ready to be pushed, and what of them was left out. */
export interface PushTable {
  readonly table: Table
  readonly warnings: readonly string[]
}

/**
 * Takes pushed rows in: every column of `views` (of a view with a transform, what that reads), under the names of the stored layout, and what else the rows carry
 * that on-demand views among `all` could need: request data and other join keys.
 *
 * A timestamp column may be named as the view's file source names it. Columns that no view knows are left out with a
 * warning. Throws MILLRACE_MISSING_COLUMN, MILLRACE_MISSING_KEY, MILLRACE_INVALID_VALUE and the errors of
 * {@link inputTable}; nothing has been written then.
 */
export function pushTable(
  rows: InputRows,
  views: readonly FeatureView[],
  all: readonly FeatureView[],
  what: string,
): PushTable {
  const { required, optional, timestamps } = pushSchema(views, all)
  const schema = new Map([
    ...optional,
    ...[...timestamps.keys()].map((name) => [name, 'timestamp'] as const),
    ...required,
  ])
  const { table, unknown } = inputTable(rows, Object.fromEntries(schema), what)
  const columns = new Map([...columnsFromTable(table)].map(([name, column]) => [timestamps.get(name) ?? name, column]))
  const keys = new Set(views.flatMap((view) => view.joinKeys.map(({ name }) => name)))
  const missing = [...required.keys(), ROW_EVENT_TIMESTAMP].filter((name) => !columns.has(name))
  const missingKeys = missing.filter((name) => keys.has(name))
  if (missingKeys.length > 0)
    throw new MillraceError(
      'MILLRACE_MISSING_KEY',
      `The rows of ${what} lack the join keys [${missingKeys.join(', ')}]: add them`,
      {
        columns: missingKeys,
      },
    )
  if (missing.length > 0)
    throw new MillraceError(
      'MILLRACE_MISSING_COLUMN',
      `The rows of ${what} lack the columns [${missing.join(', ')}]: add them, with null where there is no value`,
      {
        columns: missing,
      },
    )
  if (!columns.has(ROW_CREATED_TIMESTAMP))
    columns.set(
      ROW_CREATED_TIMESTAMP,
      columnFromValues('timestamp', new Array(table.numRows).fill(null), ROW_CREATED_TIMESTAMP),
    )
  const named = tableFromColumns(columns, table.numRows)
  requireKeys(named, [...keys], what)
  requireTimestamps(named, what)
  const warnings =
    unknown.length > 0
      ? [`The rows of ${what} have columns that no view knows: [${unknown.join(', ')}]; they were left out`]
      : []
  return { table: named, warnings }
}

interface PushSchema {
  readonly required: ReadonlyMap<string, DataType>
  readonly optional: ReadonlyMap<string, DataType>
  /** Names a timestamp may have, and the one it has in stored rows. */
  readonly timestamps: ReadonlyMap<string, string>
}

function pushSchema(views: readonly FeatureView[], all: readonly FeatureView[]): PushSchema {
  const required = new Map<string, DataType>()
  const timestamps = new Map([
    [ROW_EVENT_TIMESTAMP, ROW_EVENT_TIMESTAMP],
    [ROW_CREATED_TIMESTAMP, ROW_CREATED_TIMESTAMP],
  ])
  for (const view of views) {
    for (const { name, type } of view.joinKeys) required.set(name, type)
    const columns = isComputed(view)
      ? view.inputs.map(({ input, type }) => [input, type] as const)
      : Object.entries(view.schema)
    for (const [name, type] of columns) required.set(name, type)
    const source = view.batchSource
    if (source) timestamps.set(source.timestampField, ROW_EVENT_TIMESTAMP)
    if (source?.createdTimestampColumn) timestamps.set(source.createdTimestampColumn, ROW_CREATED_TIMESTAMP)
  }
  const optional = new Map<string, DataType>()
  for (const view of all) {
    if (!(view instanceof OnDemandFeatureView)) continue
    for (const { name, type } of view.joinKeys) optional.set(name, type)
    for (const source of view.requestSources)
      for (const [name, type] of Object.entries(source.schema)) optional.set(name, type)
  }
  for (const name of [...required.keys(), ...timestamps.keys()]) optional.delete(name)
  return { required, optional, timestamps }
}

function requireTimestamps(table: Table, what: string): void {
  const { validity } = columnsFromTable(table).get(ROW_EVENT_TIMESTAMP)!
  if (!validity) return
  for (let row = 0; row < table.numRows; row++)
    if (!getBit(validity, row))
      throw new MillraceError(
        'MILLRACE_INVALID_VALUE',
        `Row ${row} of ${what} has no event timestamp: every row needs one`,
        { row },
      )
}
