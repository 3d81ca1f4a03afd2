import type { Table } from 'apache-arrow'
import { columnsFromTable, tableFromColumns } from '../arrow/table-from-columns.js'
import type { DataFrameBackend } from '../backends/backend.js'
import type { Column } from '../column.js'
import type { FeatureView } from '../definitions/feature-view.js'
import type { FileSource } from '../definitions/file-source.js'
import type { Expr } from '../expr/ir.js'
import { offlineTable, ROW_CREATED_TIMESTAMP, ROW_EVENT_TIMESTAMP, rowSchema } from '../plan/stored-view.js'
import type { OfflineStore } from '../stores/offline/offline-store.js'
import type { Schema } from '../types.js'
import { isComputed } from './batch-plan.js'
import { conformTable } from './conform-table.js'

/** Which rows of a view are read: event timestamps from `start` to `end`, both included, in microseconds. */
export interface RowRange {
  readonly features?: readonly string[]
  readonly start?: bigint
  readonly end?: bigint
}

/**
 * Reads a view's history in chunks, each in the layout of the view's `rowSchema`: first its files, in file order, then
 * what was pushed or materialized to the offline store, in the order written. Rows without a key or a timestamp are
 * left out: nothing can ask for them.
 */
export class ViewRows {
  constructor(
    readonly store: OfflineStore,
    readonly backend: DataFrameBackend,
    readonly project: string,
    /** Turns a source's relative path into one that can be read. */
    readonly resolvePath: (path: string) => string = (path) => path,
  ) {}

  async *read(view: FeatureView, range: RowRange = {}): AsyncIterable<Table> {
    const schema = wantedSchema(view, range.features)
    if (!isComputed(view)) yield* this.#readConformed(view, schema, range)
    for await (const chunk of this.store.read(offlineTable(this.project, view), {
      ...bounds(range),
      columns: Object.keys(schema),
    }))
      yield chunk
  }

  /** Reads the rows of a computed view's file: its `inputs` and timestamps, as they are in the file. */
  readInputs(view: FeatureView, inputs: Schema, range: RowRange): AsyncIterable<Table> {
    const stamps = { [ROW_EVENT_TIMESTAMP]: 'timestamp', [ROW_CREATED_TIMESTAMP]: 'timestamp' } as const
    return this.#readConformed(view, { ...inputs, ...stamps }, range)
  }

  async *#readConformed(view: FeatureView, schema: Schema, range: RowRange): AsyncIterable<Table> {
    if (view.batchSource === null) return
    for await (const chunk of this.#readFile(view.batchSource, schema, range)) {
      const rows = conformTable(chunk, schema, `feature view '${view.name}'`, [ROW_CREATED_TIMESTAMP])
      yield await this.#withoutIncomplete(rows, view)
    }
  }

  /** The rows of `source` with its columns under the names that views know. */
  async *#readFile(source: FileSource, schema: Schema, range: RowRange): AsyncIterable<Table> {
    const names = fileColumns(source, schema)
    const location = { path: this.resolvePath(source.path), timestampField: source.timestampField }
    for await (const chunk of this.store.readFile(location, { ...bounds(range), columns: [...names.values()] })) {
      const columns = columnsFromTable(chunk)
      const renamed = new Map<string, Column>()
      for (const [name, inFile] of names) renamed.set(name, columns.get(inFile)!)
      yield tableFromColumns(renamed, chunk.numRows)
    }
  }

  async #withoutIncomplete(table: Table, view: FeatureView): Promise<Table> {
    const columns = columnsFromTable(table)
    const needed = [...view.joinKeys.map(({ name }) => name), ROW_EVENT_TIMESTAMP]
    const nullable = needed.filter((name) => columns.get(name)!.validity !== null)
    if (nullable.length === 0) return table
    const condition = nullable.map(isNotNull).reduce((a, b) => ({ kind: 'call', fn: 'and', args: [a, b] }))
    const frame = this.backend.fromArrow(table)
    const kept = this.backend.filter(frame, condition)
    try {
      return await this.backend.toArrow(kept)
    } finally {
      this.backend.release(kept)
      this.backend.release(frame)
    }
  }
}

function isNotNull(name: string): Expr {
  return { kind: 'call', fn: 'not', args: [{ kind: 'call', fn: 'is_null', args: [{ kind: 'column', name }] }] }
}

function bounds({ start, end }: RowRange): { start?: bigint; end?: bigint } {
  return { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) }
}

function wantedSchema(view: FeatureView, features?: readonly string[]): Schema {
  const schema = rowSchema(view)
  if (!features) return schema
  return Object.fromEntries(
    Object.entries(schema).filter(([name]) => !(name in view.schema) || features.includes(name)),
  )
}

/** For each name of `schema` that the file has, the column of the file that holds it. */
function fileColumns(source: FileSource, schema: Schema): ReadonlyMap<string, string> {
  const original = new Map([...source.fieldMapping].map(([inFile, name]) => [name, inFile]))
  const names = new Map<string, string>()
  for (const name of Object.keys(schema)) {
    if (name === ROW_EVENT_TIMESTAMP) names.set(name, source.timestampField)
    else if (name === ROW_CREATED_TIMESTAMP) {
      if (source.createdTimestampColumn !== null) names.set(name, source.createdTimestampColumn)
    } else names.set(name, original.get(name) ?? name)
  }
  return names
}
