import type { Table } from 'apache-arrow'
import { isValid } from '../arrow/bitmap.js'
import { fixedWidthColumn } from '../arrow/make-column.js'
import { columnsFromTable, tableFromColumns } from '../arrow/table-from-columns.js'
import { takeTable } from '../arrow/take-table.js'
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
  #effective: Promise<ReadonlyMap<string, Table>> | undefined

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

  /**
   * The pushed rows by time, without those that a view already has a later row for. A row that comes late changes the
   * past, which only materializing that window again can compute.
   */
  async current(): Promise<PushedRows> {
    const events = timestampsOf(this.rows, ROW_EVENT_TIMESTAMP)
    const created = timestampsOf(this.rows, ROW_CREATED_TIMESTAMP)
    const late = new Uint8Array(this.rows.numRows)
    for (const [view, rows] of this.views) {
      const stored = await this.#stored(view, rows)
      const storedEvents = timestampsOf(stored, ROW_EVENT_TIMESTAMP)
      const storedCreated = timestampsOf(stored, ROW_CREATED_TIMESTAMP)
      for (let row = 0; row < late.length; row++)
        if (isBefore(events[row]!, created[row]!, storedEvents[row]!, storedCreated[row]!)) late[row] = 1
    }
    const order = [...late.keys()].filter((row) => late[row] === 0)
    const before = (a: number, b: number) => isBefore(events[a]!, created[a]!, events[b]!, created[b]!)
    order.sort((a, b) => Number(before(b, a)) - Number(before(a, b)))
    return this.take(Int32Array.from(order))
  }

  /** Some of the pushed rows, by number. */
  take(numbers: Int32Array): PushedRows {
    const views = new Map([...this.views].map(([view, rows]) => [view, takeTable(rows, numbers)]))
    return new PushedRows(this.services, takeTable(this.rows, numbers), views)
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
   * Each view's rows of the pushed keys as the online store will hold them once this push is in it, one a key: the
   * stored row where that is later, else the latest pushed one.
   */
  effectiveRows(): Promise<ReadonlyMap<string, Table>> {
    this.#effective ??= this.#computeEffective()
    return this.#effective
  }

  async #computeEffective(): Promise<ReadonlyMap<string, Table>> {
    const rows = new Map<string, Table>()
    for (const [view, pushed] of this.views) rows.set(view.name, await this.#effectiveOf(view, pushed))
    return rows
  }

  async #effectiveOf(view: FeatureView, pushed: Table): Promise<Table> {
    const { backend } = this.services
    const keys = view.joinKeys.map(({ name }) => name)
    const latest = await this.#latest(pushed, keys)
    const mine = conformTable(latest, rowSchema(view), `feature view '${view.name}'`, [ROW_CREATED_TIMESTAMP])
    const stored = backend.fromArrow(await this.#stored(view, mine))
    const fresh = backend.fromArrow(mine)
    const both = backend.concat([stored, fresh])
    const effective = backend.dropDuplicates(both, keys, LATEST)
    try {
      return await backend.toArrow(effective)
    } finally {
      for (const frame of [stored, fresh, both, effective]) backend.release(frame)
    }
  }

  /** What the online store holds for the keys of `rows`: rows it lacks have a null timestamp, so any row is later. */
  async #stored(view: FeatureView, rows: Table): Promise<Table> {
    const columns = columnsFromTable(rows)
    const keys = view.joinKeys.map(({ name }) => columns.get(name)!)
    const fields = Object.keys(view.schema)
    const read = { table: onlineTable(this.services.project, view), keys, fields }
    const [result] = await this.services.onlineStore.read([read])
    const { found, eventTimestamps, createdTimestamps, columns: values } = result!
    // A row written under another schema is about to be replaced: it counts as absent.
    const absent = found.map((state) => (state === 1 ? 0 : 1))
    const undated = absent.map((state, row) => (createdTimestamps[row] === NO_TIMESTAMP ? 1 : state))
    const named = new Map(view.joinKeys.map(({ name }, index) => [name, keys[index]!]))
    for (const [index, name] of fields.entries()) named.set(name, values[index]!)
    named.set(ROW_EVENT_TIMESTAMP, maskColumn(timestampColumn(eventTimestamps), absent))
    named.set(ROW_CREATED_TIMESTAMP, maskColumn(timestampColumn(createdTimestamps), undated))
    const stored = tableFromColumns(named, found.length)
    // A view without join keys has one row, whatever the number of rows that ask.
    return keys.length > 0 ? stored : takeTable(stored, new Int32Array(rows.numRows))
  }
}

function timestampColumn(values: BigInt64Array): Column {
  return fixedWidthColumn('timestamp', values.length, values, null)
}

/** A timestamp column's values, the smallest where there is none. */
function timestampsOf(table: Table, name: string): BigInt64Array {
  const { values, validity, length } = columnsFromTable(table).get(name)!
  return BigInt64Array.from({ length }, (_, row) =>
    isValid(validity, row) ? (values as BigInt64Array)[row]! : NO_TIMESTAMP,
  )
}

function isBefore(event: bigint, created: bigint, otherEvent: bigint, otherCreated: bigint): boolean {
  return event < otherEvent || (event === otherEvent && created < otherCreated)
}
