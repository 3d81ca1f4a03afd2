import type { Table } from 'apache-arrow'
import { concatTables } from '../arrow/concat-tables.js'
import { BatchFeatureView } from '../definitions/batch-feature-view.js'
import type { FeatureView } from '../definitions/feature-view.js'
import { MillraceError } from '../errors.js'
import { ExecutionPlan } from '../plan/execution-plan.js'
import { CollectNode } from '../plan/nodes/collect-node.js'
import { DedupeNode } from '../plan/nodes/dedupe-node.js'
import { InputNode } from '../plan/nodes/input-node.js'
import { JoinNode } from '../plan/nodes/join-node.js'
import { ReadNode } from '../plan/nodes/read-node.js'
import { WriteNode } from '../plan/nodes/write-node.js'
import { ROW_CREATED_TIMESTAMP, ROW_EVENT_TIMESTAMP, rowSchema } from '../plan/stored-view.js'
import { BatchPlan, type ComputedView, isComputed } from './batch-plan.js'
import { ComputeEngine, noReader, type Window } from './compute-engine.js'
import { conformTable } from './conform-table.js'
import { PointInTimeReader } from './point-in-time-reader.js'
import { addCounts, summarize, type ViewWriteResult } from './results.js'
import type { RowRange } from './view-rows.js'

/**
 * Computes views from their history: feature views as they are, batch views joined, transformed, filtered and
 * aggregated. It is also what other engines read history from.
 */
export class LocalComputeEngine extends ComputeEngine {
  /**
   * Reads a view's history: of a computed view what its files give, unless it is kept offline itself, then what was
   * pushed or materialized.
   *
   * Throws MILLRACE_INVALID_ARGUMENT for a view whose rows are aggregates of a window and that is not kept offline:
   * without the windows it was materialized over it has no history.
   */
  async *read(view: FeatureView, range: RowRange): AsyncIterable<Table> {
    if (isComputed(view) && !(view instanceof BatchFeatureView && view.offline)) yield* this.#compute(view, range, true)
    yield* this.services.rows.read(view, range)
  }

  /** Writes the rows of a window: to the online store the latest of each key, and batch views' to the offline store. */
  async materialize(view: FeatureView, window: Window): Promise<ViewWriteResult> {
    const targets = {
      online: view.online,
      offline: view instanceof BatchFeatureView && isComputed(view) && view.offline,
    }
    const total = { online: 0, ignored: 0, offline: 0 }
    for await (const rows of this.#windowRows(view, window)) {
      const writes = [
        ...(targets.online ? (await this.run(latestPlan(view), rows, noReader)).writes : []),
        ...(targets.offline ? [{ view, rows, online: false, offline: true }] : []),
      ]
      addCounts(total, summarize(writes, await this.services.committer.commit(writes)))
      window.onProgress?.({ view: view.name, rows: total.online + total.ignored + total.offline })
    }
    return { view: view.name, outcome: 'written', ...total }
  }

  async *#windowRows(view: FeatureView, { start, end }: Window): AsyncIterable<Table> {
    if (view instanceof BatchFeatureView && isComputed(view)) yield* this.#compute(view, { start, end }, false)
    else yield* this.read(view, { start, end })
  }

  /**
   * Runs a computed view's plan over rows of its spine: of a push, or of its history. The rows are those of its
   * `inputs`, or the spine view's; the result has the layout of the view's stored rows.
   */
  async computeRows(plan: BatchPlan, rows: Table): Promise<Table> {
    const reader = new PointInTimeReader(this.services.backend, this, ROW_EVENT_TIMESTAMP)
    const { values } = await this.run(plan.plan, plan.entities(rows), reader)
    const [value] = values
    if (value?.kind !== 'table')
      throw new MillraceError('MILLRACE_INVALID_ARGUMENT', `The plan of '${plan.view.name}' gives no table`)
    return conformTable(value.table, rowSchema(plan.view), `feature view '${plan.view.name}'`, [ROW_CREATED_TIMESTAMP])
  }

  /** A computed view's rows for the events of its spine in a range, chunk by chunk; an aggregate needs them all at once. */
  async *#compute(view: ComputedView, range: RowRange, asHistory: boolean): AsyncIterable<Table> {
    const aggregated = view instanceof BatchFeatureView && view.aggregations !== null
    if (aggregated && asHistory)
      throw new MillraceError(
        'MILLRACE_INVALID_ARGUMENT',
        `Batch feature view '${view.name}' aggregates over the windows it is materialized for and keeps no history: declare it with offline: true and materialize it`,
        { view: view.name },
      )
    const plan = new BatchPlan(view, this.services.lookup)
    const { start, end } = range
    const bounds = { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) }
    const chunks = plan.spine
      ? this.read(this.services.lookup(plan.spine.name), bounds)
      : this.services.rows.readInputs(view, view.inputSchema, bounds)
    for await (const rows of aggregated ? gathered(chunks) : chunks) yield await this.computeRows(plan, rows)
  }
}

/** The plan that takes the latest row of each key to the online store. */
function latestPlan(view: FeatureView): ExecutionPlan {
  const keys = view.joinKeys.map(({ name }) => name)
  const frame = new JoinNode('join', new ReadNode('read', new InputNode('input'), []))
  const latest = new DedupeNode('dedupe', frame, keys, [ROW_EVENT_TIMESTAMP, ROW_CREATED_TIMESTAMP])
  const columns = new Map(Object.keys(rowSchema(view)).map((name) => [name, name]))
  return new ExecutionPlan([
    new WriteNode('write', new CollectNode('collect', latest, columns), view, { online: true, offline: false }),
  ])
}

async function* gathered(chunks: AsyncIterable<Table>): AsyncIterable<Table> {
  const tables: Table[] = []
  for await (const chunk of chunks) tables.push(chunk)
  if (tables.length > 0) yield concatTables(tables)
}
