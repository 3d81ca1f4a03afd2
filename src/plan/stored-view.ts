import type { Table } from 'apache-arrow'
import { getBit } from '../arrow/bitmap.js'
import { columnsFromTable } from '../arrow/table-from-columns.js'
import { tableFromRows } from '../arrow/table-from-rows.js'
import type { Column } from '../column.js'
import { MillraceError } from '../errors.js'
import type { OfflineTable } from '../stores/offline/offline-store.js'
import type { OnlineTable, OnlineWrite } from '../stores/online/online-store.js'
import { NO_TIMESTAMP } from '../stores/online/row-order.js'
import type { ScalarType, Schema } from '../types.js'

/** The column of a view's rows that dates them. */
export const ROW_EVENT_TIMESTAMP = 'event_timestamp'
/** The column of a view's rows that says when they were made; breaks ties of the event timestamp. */
export const ROW_CREATED_TIMESTAMP = 'created'

/** What stores must know of a view. */
export interface StoredView {
  readonly name: string
  readonly joinKeys: readonly { readonly name: string; readonly type: ScalarType }[]
  readonly schema: Schema
}

const onlineTables = new WeakMap<StoredView, OnlineTable>()

/** The view as online stores see it: always the same object, because stores keep what they derive from it. */
export function onlineTable(project: string, view: StoredView): OnlineTable {
  const known = onlineTables.get(view)
  if (known?.project === project) return known
  const fields = Object.entries(view.schema).map(([name, type]) => ({ name, type }))
  const table = { project, view: view.name, joinKeys: view.joinKeys, fields }
  onlineTables.set(view, table)
  return table
}

/** The columns of a view's rows: join keys, features, event timestamp, created timestamp. */
export function rowSchema(view: StoredView): Schema {
  const schema = Object.create(null)
  for (const { name, type } of view.joinKeys) schema[name] = type
  Object.assign(schema, view.schema)
  schema[ROW_EVENT_TIMESTAMP] = 'timestamp'
  schema[ROW_CREATED_TIMESTAMP] = 'timestamp'
  return schema
}

/** The view as offline stores see it. */
export function offlineTable(project: string, view: StoredView): OfflineTable {
  return { project, view: view.name, schema: rowSchema(view), timestampField: ROW_EVENT_TIMESTAMP }
}

/** A view's rows as a write to the online store. Columns are those of {@link rowSchema}; created may be absent. */
export function onlineWrite(project: string, view: StoredView, rows: Table): OnlineWrite {
  const columns = columnsFromTable(rows)
  const created = columns.get(ROW_CREATED_TIMESTAMP)
  return {
    table: onlineTable(project, view),
    keys: view.joinKeys.map(({ name }) => present(view, columns, name)),
    values: Object.keys(view.schema).map((name) => present(view, columns, name)),
    eventTimestamps: timestamps(present(view, columns, ROW_EVENT_TIMESTAMP)),
    createdTimestamps: created ? timestamps(created) : null,
  }
}

function present(view: StoredView, columns: ReadonlyMap<string, Column>, name: string): Column {
  const column = columns.get(name)
  if (column) return column
  throw new MillraceError('MILLRACE_MISSING_COLUMN', `Rows of feature view '${view.name}' lack the column '${name}'`, {
    view: view.name,
    column: name,
  })
}

function timestamps(column: Column): BigInt64Array {
  const values = column.values as BigInt64Array
  const { validity, length } = column
  if (!validity) return values.subarray(0, length)
  return BigInt64Array.from({ length }, (_, row) => (getBit(validity, row) ? values[row]! : NO_TIMESTAMP))
}

/** No rows of a view. */
export function emptyRows(view: StoredView): Table {
  return tableFromRows(rowSchema(view), [])
}
