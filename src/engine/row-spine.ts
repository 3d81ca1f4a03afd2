import type { Table } from 'apache-arrow'
import { columnsFromTable, tableFromColumns } from '../arrow/table-from-columns.js'
import type { DataFrameBackend } from '../backends/backend.js'
import type { Column } from '../column.js'
import type { FeatureView } from '../definitions/feature-view.js'
import { OnDemandFeatureView } from '../definitions/on-demand-feature-view.js'
import { MillraceError } from '../errors.js'
import type { Expr } from '../expr/ir.js'
import { ROW_EVENT_TIMESTAMP } from '../plan/stored-view.js'
import type { ViewLookup } from './feature-plan.js'
import type { RowRange } from './view-rows.js'

/** The column of a spine that says as of when its sources are read; `:` keeps it apart from users' columns. */
export const SPINE_TIMESTAMP = ':event_timestamp'

/** A key that all rows share, so that a join without other keys pairs all of them. */
const CONSTANT = new Map<string, Expr>([[':constant', { kind: 'literal', type: 'int32', value: 0 }]])

type History = { read(view: FeatureView, range: RowRange): AsyncIterable<Table> }

/** A stored view that an on-demand view is computed from, and the columns its keys have there. */
interface Leaf {
  readonly view: FeatureView
  readonly keyColumns: readonly string[]
}

/**
 * Enumerates the rows an on-demand view has in a window: its keys come from the events of its sources.
 *
 * A source that has all of the view's keys gives rows directly. An event of one that has only some concerns every full
 * key, known up to the window's end, that agrees with it.
 */
export class RowSpine {
  readonly #keys: readonly string[]
  readonly #full: readonly Leaf[]
  readonly #partial: readonly Leaf[]

  /** Throws MILLRACE_INVALID_ARGUMENT when no source has all keys, so that the view's rows cannot be enumerated. */
  constructor(
    view: OnDemandFeatureView,
    lookup: ViewLookup,
    readonly backend: DataFrameBackend,
    readonly history: History,
  ) {
    const obstacle = rowSpineObstacle(view, lookup)
    if (obstacle) throw obstacle
    this.#keys = view.joinKeys.map(({ name }) => name)
    const leaves = leavesOf(view, lookup)
    this.#full = leaves.filter((leaf) => isFull(view, leaf))
    this.#partial = leaves.filter((leaf) => !isFull(view, leaf))
  }

  /** The keys that have an event in [start, end], each once, to be computed as of `end`. */
  async *keys(start: bigint, end: bigint): AsyncIterable<Table> {
    let keys: object | undefined
    for await (const events of this.#events(start, end)) keys = this.#distinct(keys, events, this.#keys)
    if (keys === undefined) return
    try {
      const table = await this.backend.toArrow(keys)
      const times = new BigInt64Array(table.numRows).fill(end)
      yield withTimestamp(table, this.#keys, {
        type: 'timestamp',
        length: table.numRows,
        validity: null,
        values: times,
        offsets: null,
        items: null,
      })
    } finally {
      this.backend.release(keys)
    }
  }

  /** Every event in [start, end], once a chunk for equal keys and times, to be computed as of its own time. */
  async *events(start: bigint, end: bigint): AsyncIterable<Table> {
    for await (const chunk of this.#events(start, end)) {
      const events = this.#distinct(undefined, chunk, [...this.#keys, ROW_EVENT_TIMESTAMP])
      try {
        const table = await this.backend.toArrow(events)
        yield withTimestamp(table, this.#keys, columnsFromTable(table).get(ROW_EVENT_TIMESTAMP)!)
      } finally {
        this.backend.release(events)
      }
    }
  }

  /** Tables of the view's keys and the event timestamp. */
  async *#events(start: bigint, end: bigint): AsyncIterable<Table> {
    for (const leaf of this.#full)
      for await (const chunk of this.history.read(leaf.view, { features: [], start, end })) yield keyTable(leaf, chunk)
    if (this.#partial.length === 0) return
    const known = await this.#knownKeys(end)
    if (known === undefined) return
    try {
      for (const leaf of this.#partial)
        for await (const chunk of this.history.read(leaf.view, { features: [], start, end }))
          yield this.#widen(keyTable(leaf, chunk), leaf, known)
    } finally {
      this.backend.release(known)
    }
  }

  async #knownKeys(end: bigint): Promise<object | undefined> {
    let keys: object | undefined
    for (const leaf of this.#full)
      for await (const chunk of this.history.read(leaf.view, { features: [], end }))
        keys = this.#distinct(keys, keyTable(leaf, chunk), this.#keys)
    return keys
  }

  /** The full keys that agree with each event of a partial source; with one that has no keys, all do. */
  async #widen(events: Table, leaf: Leaf, known: object): Promise<Table> {
    const { backend } = this
    const frame = backend.fromArrow(events)
    const left = backend.withColumns(frame, CONSTANT)
    const right = backend.withColumns(known, CONSTANT)
    const joined = backend.join(left, right, { on: [...CONSTANT.keys(), ...leaf.keyColumns] })
    const selected = backend.select(joined, [...this.#keys, ROW_EVENT_TIMESTAMP])
    try {
      return await backend.toArrow(selected)
    } finally {
      for (const each of [frame, left, right, joined, selected]) backend.release(each)
    }
  }

  /** `seen` and `more` together, one row for each value of `keys`, with its timestamp. Frees `seen`. */
  #distinct(seen: object | undefined, more: Table, keys: readonly string[]): object {
    const frame = this.backend.fromArrow(more)
    const selected = this.backend.select(frame, [...this.#keys, ROW_EVENT_TIMESTAMP])
    const both = seen === undefined ? selected : this.backend.concat([seen, selected])
    try {
      return this.backend.dropDuplicates(both, keys, [])
    } finally {
      for (const each of new Set([frame, selected, both])) this.backend.release(each)
      if (seen !== undefined) this.backend.release(seen)
    }
  }
}

/** Why the rows of `view` cannot be enumerated, if they cannot. */
export function rowSpineObstacle(view: OnDemandFeatureView, lookup: ViewLookup): MillraceError | undefined {
  if (leavesOf(view, lookup).some((leaf) => isFull(view, leaf))) return undefined
  const joinKeys = view.joinKeys.map(({ name }) => name)
  return new MillraceError(
    'MILLRACE_INVALID_ARGUMENT',
    `The rows of on-demand feature view '${view.name}' cannot be enumerated: no source view has all of its join keys [${joinKeys.join(', ')}]; add one that has, or push`,
    { view: view.name, joinKeys },
  )
}

function isFull(view: OnDemandFeatureView, leaf: Leaf): boolean {
  return view.joinKeys.every(({ name }) => leaf.keyColumns.includes(name))
}

function leavesOf(view: OnDemandFeatureView, lookup: ViewLookup): readonly Leaf[] {
  return view.sourceViews.flatMap((source) => {
    const registered = lookup(source.name)
    if (registered instanceof OnDemandFeatureView) return leavesOf(registered, lookup)
    const map = source.projection.joinKeyMap ?? {}
    return [{ view: registered, keyColumns: registered.joinKeys.map(({ name }) => map[name] ?? name) }]
  })
}

function keyTable(leaf: Leaf, chunk: Table): Table {
  const columns = columnsFromTable(chunk)
  const named = new Map<string, Column>()
  for (const [index, { name }] of leaf.view.joinKeys.entries()) named.set(leaf.keyColumns[index]!, columns.get(name)!)
  named.set(ROW_EVENT_TIMESTAMP, columns.get(ROW_EVENT_TIMESTAMP)!)
  return tableFromColumns(named, chunk.numRows)
}

function withTimestamp(table: Table, keys: readonly string[], timestamps: Column): Table {
  const columns = columnsFromTable(table)
  const named = new Map(keys.map((name) => [name, columns.get(name)!]))
  named.set(SPINE_TIMESTAMP, timestamps)
  return tableFromColumns(named, table.numRows)
}
