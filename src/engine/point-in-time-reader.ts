import type { Table } from 'apache-arrow'
import { columnsFromTable, tableFromColumns } from '../arrow/table-from-columns.js'
import type { DataFrameBackend } from '../backends/backend.js'
import type { Column } from '../column.js'
import type { FeatureView } from '../definitions/feature-view.js'
import type { Expr } from '../expr/ir.js'
import { EVENT_TIMESTAMP, type SourceRead, type SourceReader, STATUS } from '../plan/context.js'
import { emptyRows, ROW_CREATED_TIMESTAMP, ROW_EVENT_TIMESTAMP } from '../plan/stored-view.js'
import { NOT_FOUND, PRESENT } from './results.js'
import type { RowRange } from './view-rows.js'

/** Names within a join: keys k0, k1..., features f0, f1...; apart, so that users' names cannot meet. */
const ENTITY_TIME = 't'
const ROW = 'r'
const EVENT = 'e'
const CREATED = 'c'

/**
 * Reads source views as they were at each entity row's time: of the rows with equal keys that are not after it and not
 * older than the view's ttl, the one with the greatest (event, created) timestamps, the last in file order among equals.
 * A view's history streams through in chunks; what is held is the entity rows and the best match of each.
 */
export class PointInTimeReader implements SourceReader {
  constructor(
    readonly backend: DataFrameBackend,
    readonly rows: { read(view: FeatureView, range: RowRange): AsyncIterable<Table> },
    /** The entity rows' timestamp column. */
    readonly timestampColumn: string,
  ) {}

  async read(reads: readonly SourceRead[], entities: Table): Promise<readonly Table[]> {
    const columns = columnsFromTable(entities)
    const tables: Table[] = []
    for (const read of reads) tables.push(await this.#readOne(read, columns, entities.numRows))
    return tables
  }

  async #readOne(read: SourceRead, entities: ReadonlyMap<string, Column>, length: number): Promise<Table> {
    const { backend } = this
    const times = entities.get(this.timestampColumn)!
    const spine = backend.fromArrow(spineTable(read, entities, times, length))
    let best: object | undefined
    try {
      for await (const chunk of this.rows.read(read.view, {
        features: read.features,
        ...timeRange(times, read.view.ttl),
      })) {
        const matched = this.#joinChunk(read, spine, chunk)
        best = best === undefined ? matched : this.#later(best, matched)
      }
      best ??= this.#joinChunk(read, spine, emptyRows(read.view))
      return await this.#result(read, best)
    } finally {
      backend.release(spine)
      if (best !== undefined) backend.release(best)
    }
  }

  #joinChunk(read: SourceRead, spine: object, chunk: Table): object {
    const { backend } = this
    const right = backend.fromArrow(historyTable(read, chunk))
    try {
      return backend.asofJoin(spine, right, {
        on: read.view.joinKeys.map((_, index) => `k${index}`),
        leftTime: ENTITY_TIME,
        rightTime: EVENT,
        tieBreaker: CREATED,
        ttl: read.view.ttl,
      })
    } finally {
      backend.release(right)
    }
  }

  /** Of each entity row's two matches the later one; `matched` comes later in file order. Frees both. */
  #later(best: object, matched: object): object {
    const { backend } = this
    const found = backend.filter(matched, hasMatch)
    const both = backend.concat([best, found])
    const kept = backend.dropDuplicates(both, [ROW], [EVENT, CREATED])
    try {
      return backend.sort(kept, [{ column: ROW }])
    } finally {
      for (const frame of [best, matched, found, both, kept]) backend.release(frame)
    }
  }

  async #result(read: SourceRead, best: object): Promise<Table> {
    const { backend } = this
    const named = new Map(read.features.map((feature, index) => [`f${index}`, `${read.id}:${feature}`]))
    named.set(EVENT, `${read.id}:${EVENT_TIMESTAMP}`)
    const withStatus = backend.withColumns(best, new Map([[STATUS, matchStatus]]))
    const selected = backend.select(withStatus, [...named.keys(), STATUS])
    const renamed = backend.rename(selected, { ...Object.fromEntries(named), [STATUS]: `${read.id}:${STATUS}` })
    try {
      return await backend.toArrow(renamed)
    } finally {
      for (const frame of [withStatus, selected, renamed]) backend.release(frame)
    }
  }
}

const noMatch: Expr = { kind: 'call', fn: 'is_null', args: [{ kind: 'column', name: EVENT }] }
const hasMatch: Expr = { kind: 'call', fn: 'not', args: [noMatch] }
const code = (value: number): Expr => ({ kind: 'literal', type: 'int32', value })
const matchStatus: Expr = { kind: 'call', fn: 'if', args: [noMatch, code(NOT_FOUND), code(PRESENT)] }

function spineTable(read: SourceRead, entities: ReadonlyMap<string, Column>, times: Column, length: number): Table {
  const columns = new Map<string, Column>()
  for (const [index, name] of read.keyColumns.entries()) columns.set(`k${index}`, entities.get(name)!)
  columns.set(ENTITY_TIME, times)
  const rowNumbers = Int32Array.from({ length }, (_, row) => row)
  columns.set(ROW, { type: 'int32', length, validity: null, values: rowNumbers, offsets: null, items: null })
  return tableFromColumns(columns, length)
}

function historyTable(read: SourceRead, chunk: Table): Table {
  const source = columnsFromTable(chunk)
  const columns = new Map<string, Column>()
  for (const [index, { name }] of read.view.joinKeys.entries()) columns.set(`k${index}`, source.get(name)!)
  for (const [index, name] of read.features.entries()) columns.set(`f${index}`, source.get(name)!)
  columns.set(EVENT, source.get(ROW_EVENT_TIMESTAMP)!)
  columns.set(CREATED, source.get(ROW_CREATED_TIMESTAMP)!)
  return tableFromColumns(columns, chunk.numRows)
}

/** The event timestamps that any entity row could match. */
function timeRange(times: Column, ttl: bigint): RowRange {
  const values = (times.values as BigInt64Array).subarray(0, times.length)
  let least: bigint | undefined
  let greatest: bigint | undefined
  for (const value of values) {
    if (least === undefined || value < least) least = value
    if (greatest === undefined || value > greatest) greatest = value
  }
  if (least === undefined || greatest === undefined) return {}
  return ttl > 0n ? { start: least - ttl, end: greatest } : { end: greatest }
}
