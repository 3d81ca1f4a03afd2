import type { Table } from 'apache-arrow'
import { repeatRow } from '../arrow/repeat-row.js'
import { columnsFromTable, tableFromColumns } from '../arrow/table-from-columns.js'
import type { Column } from '../column.js'
import type { FeatureView } from '../definitions/feature-view.js'
import { onlineTable, ROW_CREATED_TIMESTAMP, ROW_EVENT_TIMESTAMP, rowSchema } from '../plan/stored-view.js'
import { NO_TIMESTAMP } from '../stores/online/row-order.js'
import type { EngineServices } from './compute-engine.js'
import { conformTable } from './conform-table.js'
import { maskColumn } from './view-status.js'

/** What tells a later row from an earlier one. */
const LATEST = [ROW_EVENT_TIMESTAMP, ROW_CREATED_TIMESTAMP]

/** The rows of one push, as views downstream see them. */
export class PushedRows {
  readonly #columns: ReadonlyMap<string, Column>

  constructor(
    readonly services: EngineServices,
    /** The rows as they were pushed: keys, timestamps, request data. */
    readonly rows: Table,
    /** Each fed view's rows, one a pushed row. */
    readonly views: ReadonlyMap<FeatureView, Table>,
  ) {
    this.#columns = columnsFromTable(rows)
  }

  get columnNames(): readonly string[] {
    return [...this.#columns.keys()]
  }

  /** Each view's row of each pushed row: the row itself. */
  ownRows(): ReadonlyMap<string, Table> {
    return new Map([...this.views].map(([view, rows]) => [view.name, rows]))
  }

  /** The latest pushed row of each key. */
  latest(keys: readonly string[]): Promise<Table> {
    return this.#latest(this.rows, keys)
  }

  async #latest(rows: Table, keys: readonly string[]): Promise<Table> {
    const { backend } = this.services
    const frame = backend.fromArrow(rows)
    const kept = backend.dropDuplicates(frame, keys, LATEST)
    try {
      return await backend.toArrow(kept)
    } finally {
      backend.release(kept)
      backend.release(frame)
    }
  }

  /**
   * For each entity row, each view's row as the online store will hold it once this push is in it: the stored row
   * where that is newer, else the latest pushed one.
   */
  async effectiveRows(entities: Table): Promise<ReadonlyMap<string, Table>> {
    const rows = new Map<string, Table>()
    for (const view of this.views.keys()) rows.set(view.name, await this.#effective(view, entities))
    return rows
  }

  async #effective(view: FeatureView, entities: Table): Promise<Table> {
    const { backend } = this.services
    const keys = view.joinKeys.map(({ name }) => name)
    const pushed = await this.#latest(this.views.get(view)!, keys)
    const mine = conformTable(pushed, rowSchema(view), `feature view '${view.name}'`, [ROW_CREATED_TIMESTAMP])
    const stored = backend.fromArrow(await this.#stored(view, mine))
    const fresh = backend.fromArrow(mine)
    const both = backend.concat([stored, fresh])
    const effective = backend.dropDuplicates(both, keys, LATEST)
    try {
      if (keys.length === 0) return repeatRow(await backend.toArrow(effective), entities.numRows)
      return await this.#joined(keyColumns(entities, keys), effective, keys)
    } finally {
      for (const frame of [stored, fresh, both, effective]) backend.release(frame)
    }
  }

  async #joined(entities: Table, effective: object, keys: readonly string[]): Promise<Table> {
    const { backend } = this.services
    const spine = backend.fromArrow(entities)
    const joined = backend.join(spine, effective, { on: keys, how: 'left' })
    try {
      return await backend.toArrow(joined)
    } finally {
      backend.release(joined)
      backend.release(spine)
    }
  }

  /** What the online store holds for the keys of `pushed`: rows it lacks have a null timestamp, so any row is later. */
  async #stored(view: FeatureView, pushed: Table): Promise<Table> {
    const columns = columnsFromTable(pushed)
    const keys = view.joinKeys.map(({ name }) => columns.get(name)!)
    const fields = Object.keys(view.schema)
    const read = { table: onlineTable(this.services.project, view), keys, fields }
    const [result] = await this.services.onlineStore.read([read])
    const { found, eventTimestamps, createdTimestamps, columns: values } = result!
    // A row written under another schema is about to be replaced: it counts as absent.
    const absent = found.map((state) => (state === 1 ? 0 : 1))
    const named = new Map(view.joinKeys.map(({ name }, index) => [name, keys[index]!]))
    for (const [index, name] of fields.entries()) named.set(name, values[index]!)
    named.set(ROW_EVENT_TIMESTAMP, maskColumn(timestampColumn(eventTimestamps), absent))
    const undated = absent.map((state, row) => (createdTimestamps[row] === NO_TIMESTAMP ? 1 : state))
    named.set(ROW_CREATED_TIMESTAMP, maskColumn(timestampColumn(createdTimestamps), undated))
    return tableFromColumns(named, pushed.numRows)
  }
}

function keyColumns(table: Table, keys: readonly string[]): Table {
  const columns = columnsFromTable(table)
  return tableFromColumns(new Map(keys.map((name) => [name, columns.get(name)!])), table.numRows)
}

function timestampColumn(values: BigInt64Array): Column {
  return { type: 'timestamp', length: values.length, validity: null, values, offsets: null, items: null }
}
