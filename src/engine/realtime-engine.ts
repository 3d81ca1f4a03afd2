import type { Table } from 'apache-arrow'
import { isValid } from '../arrow/bitmap.js'
import { columnsFromTable, tableFromColumns } from '../arrow/table-from-columns.js'
import { takeTable } from '../arrow/take-table.js'
import type { FeatureView } from '../definitions/feature-view.js'
import { OnDemandFeatureView } from '../definitions/on-demand-feature-view.js'
import type { SourceReader, ViewWrite } from '../plan/context.js'
import { missingColumns, missingColumnsError } from '../plan/nodes/validate-node.js'
import { ROW_EVENT_TIMESTAMP } from '../plan/stored-view.js'
import { AlignedReader } from './aligned-reader.js'
import { BatchPlan, isComputed } from './batch-plan.js'
import { ComputeEngine, columnsOfRun, type EngineServices, type RunResult, type Window } from './compute-engine.js'
import { EffectiveReader } from './effective-reader.js'
import { type FeaturePlan, FeaturePlanner } from './feature-plan.js'
import type { InputRows } from './input-table.js'
import type { LocalComputeEngine } from './local-engine.js'
import { onDemandTable } from './on-demand-table.js'
import { OnlineReader } from './online-reader.js'
import { PointInTimeReader } from './point-in-time-reader.js'
import { pushTable } from './push-table.js'
import { PushedRows } from './pushed-rows.js'
import { addCounts, type PushTarget, summarize, type ViewWriteResult, type WriteResult } from './results.js'
import { RowSpine, SPINE_TIMESTAMP } from './row-spine.js'
import { SerialQueue } from './serial-queue.js'

/** Rows pushed to one source, and the views that are fed from it. */
export interface Push {
  readonly views: readonly FeatureView[]
  /** Keys, features, timestamps in the stored layout's names, and what else the rows carry for views downstream. */
  readonly rows: Table
  readonly to: PushTarget
}

/**
 * Computes on-demand views: from pushed rows, for requests, and over a window of history.
 *
 * Pushes run one at a time, because a computed row is made from several sources: two pushes side by side would each
 * compute with the other's old value.
 */
export class RealTimeComputeEngine extends ComputeEngine {
  readonly #pushes = new SerialQueue()

  constructor(
    services: EngineServices,
    /** Reads history, and computes stream views' rows. */
    readonly local: LocalComputeEngine,
  ) {
    super(services)
  }

  /**
   * Writes pushed rows to their views and computes every on-demand view downstream that has somewhere to go.
   *
   * Online values are computed from what the online store holds once the push is in it, so that late rows never
   * replace newer results; offline values from each pushed row as it is. All of it is committed as one step.
   */
  computeFromPush(push: Push): Promise<WriteResult> {
    return this.#pushes.run(() => this.#computeFromPush(push))
  }

  async #computeFromPush(push: Push): Promise<WriteResult> {
    const online = push.to !== 'offline'
    const offline = push.to !== 'online'
    const rowsOf = new Map<FeatureView, Table>()
    for (const view of push.views) rowsOf.set(view, await this.#rowsOf(view, push.rows))
    const writes: ViewWrite[] = []
    const skipped: ViewWriteResult[] = []
    for (const [view, rows] of rowsOf) {
      if (offline || view.online) writes.push({ view, rows, online: online && view.online, offline })
      else
        skipped.push(skippedView(view.name, 'it is declared with online: false; push it offline, or declare it online'))
    }
    const warnings: string[] = []
    let current: PushedRows | undefined
    const pushed = new PushedRows(this.services, push.rows, rowsOf)
    const wanted = (view: FeatureView) => (online && view.online) || (offline && view.offline)
    for (const view of this.#downstream(push.views).filter(wanted)) {
      const planner = new FeaturePlanner(this.services.lookup)
      planner.compute(view)
      const missing = missingColumns(planner.readPlan([]).required, [...pushed.columnNames])
      if (missing.length > 0) {
        skipped.push(skippedView(view.name, missingColumnsError(missing).message))
        continue
      }
      if (online && view.online) writes.push(...(await this.#pushOnline(planner, view, pushed)))
      if (!offline || !view.offline) continue
      current ??= await pushed.current()
      writes.push(...(await this.#pushOffline(planner, view, current, pushed)))
      const late = push.rows.numRows - current.rows.numRows
      if (late > 0)
        warnings.push(
          `Feature view '${view.name}' was not computed offline for ${late} rows, which came later than newer ones: materialize it over their time`,
        )
    }
    const committed = await this.services.committer.commit(writes)
    const views = [...summarize(writes, committed), ...skipped]
    warnings.push(...skipped.map(({ view, reason }) => `Feature view '${view}' was not written: ${reason}`))
    return { views, warnings }
  }

  /** Pushed rows as `view` has them: as they are, or transformed. */
  #rowsOf(view: FeatureView, rows: Table): Table | Promise<Table> {
    return isComputed(view) ? this.local.computeRows(new BatchPlan(view, this.services.lookup), rows) : rows
  }

  /** The on-demand views that any of `sources` feeds, directly or through others, in topological order. */
  #downstream(sources: readonly FeatureView[]): readonly OnDemandFeatureView[] {
    const reached = new Set(sources.map(({ name }) => name))
    const onDemand = this.services.views().filter((view) => view instanceof OnDemandFeatureView)
    const ordered: OnDemandFeatureView[] = []
    const visit = (view: OnDemandFeatureView): boolean => {
      if (ordered.includes(view)) return true
      const fed = view.sourceViews.map((source) => {
        const registered = this.services.lookup(source.name)
        return reached.has(source.name) || (registered instanceof OnDemandFeatureView && visit(registered))
      })
      if (!fed.includes(true)) return false
      ordered.push(view)
      return true
    }
    for (const view of onDemand) visit(view)
    return ordered
  }

  async #pushOnline(
    planner: FeaturePlanner,
    view: OnDemandFeatureView,
    pushed: PushedRows,
  ): Promise<readonly ViewWrite[]> {
    const plan = planner.writePlan([{ view, targets: { online: true, offline: false } }])
    const entities = await pushed.latest(view.joinKeys.map(({ name }) => name))
    return (await this.run(plan.plan, entities, await this.#effectiveReader(pushed))).writes
  }

  /**
   * Computes the offline rows of an on-demand view. A pushed row is an event of the view, computed with its own values,
   * where no other source has a later row; where one has, the event is that one's, and what is true at its time are the
   * latest rows of all sources.
   */
  async #pushOffline(
    planner: FeaturePlanner,
    view: OnDemandFeatureView,
    current: PushedRows,
    pushed: PushedRows,
  ): Promise<readonly ViewWrite[]> {
    const targets = { online: false, offline: true }
    const effective = await this.#effectiveReader(pushed)
    const reader = new AlignedReader(current.ownRows(), effective)
    const own = await this.run(planner.rowsPlan(view).plan, current.rows, reader)
    const rows = tableFromColumns(columnsOfRun(own), current.rows.numRows)
    const { kept, overtaken } = splitByTime(rows, current.rows)
    const write = { view, rows: takeTable(rows, kept), ...targets }
    if (overtaken.length === 0) return [write]
    const keys = view.joinKeys.map(({ name }) => name)
    const { plan } = planner.writePlan([{ view, targets }])
    const latest = await this.run(plan, await current.take(overtaken).latest(keys), effective)
    return [write, ...latest.writes]
  }

  /** Reads the online store as it will be once a push is in it. */
  async #effectiveReader(pushed: PushedRows): Promise<SourceReader> {
    return new EffectiveReader(this.services.backend, await pushed.effectiveRows(), this.#onlineReader())
  }

  #onlineReader(): OnlineReader {
    return new OnlineReader(this.services.onlineStore, this.services.project, this.services.now())
  }

  /**
   * Runs a read plan on entity rows, with sources from the online store or another reader. Writes nothing.
   *
   * Throws MILLRACE_MISSING_REQUEST_DATA, MILLRACE_MISSING_KEY, MILLRACE_TRANSFORM_FAILED.
   */
  async transform(plan: FeaturePlan, entities: Table, reader: SourceReader = this.#onlineReader()): Promise<RunResult> {
    return this.run(plan.plan, entities, reader)
  }

  /**
   * Writes rows of one view to the online store, and computes what is downstream of it. Rows of an on-demand view are
   * its own features, written as they are, or what it is computed from; without an event timestamp they are dated now.
   */
  async writeOnline(view: FeatureView, rows: InputRows): Promise<WriteResult> {
    const what = `feature view '${view.name}'`
    if (!(view instanceof OnDemandFeatureView)) {
      const { table, warnings } = pushTable(rows, [view], this.services.views(), what)
      const result = await this.computeFromPush({ views: [view], rows: table, to: 'online' })
      return { ...result, warnings: [...warnings, ...result.warnings] }
    }
    return this.#pushes.run(async () => {
      const given = onDemandTable(view, this.services.lookup, rows, this.services.now())
      const write = given.complete
        ? { view, rows: given.table, online: true, offline: false }
        : await this.#computeGiven(view, given.table)
      const writes = [write]
      return { views: summarize(writes, await this.services.committer.commit(writes)), warnings: given.warnings }
    })
  }

  /** Computes `view` where `rows` hold some sources' features; other sources are read from the online store. */
  async #computeGiven(view: OnDemandFeatureView, rows: Table): Promise<ViewWrite> {
    const planner = new FeaturePlanner(this.services.lookup)
    planner.compute(view)
    const columns = columnsFromTable(rows)
    const sources = planner.reads().filter(({ features }) => features.every((feature) => columns.has(feature)))
    const atHand = new Map(sources.map((source) => [source.view.name, rows]))
    const { plan } = planner.writePlan([{ view, targets: { online: true, offline: false } }])
    const { writes } = await this.run(plan, rows, new AlignedReader(atHand, this.#onlineReader()))
    return writes[0]!
  }

  /**
   * Computes an on-demand view over a window: for the online store from its sources as of the window's end, for the
   * offline store from its sources at each of their events.
   *
   * Throws MILLRACE_MISSING_REQUEST_DATA before any work when the view needs request data that has no default, and
   * MILLRACE_INVALID_ARGUMENT when its rows cannot be enumerated.
   */
  async materialize(view: OnDemandFeatureView, window: Window): Promise<ViewWriteResult> {
    const { backend, lookup } = this.services
    const planner = new FeaturePlanner(lookup)
    planner.compute(view)
    const missing = missingColumns(
      planner.readPlan([]).required,
      view.joinKeys.map(({ name }) => name),
    )
    if (missing.length > 0) throw missingColumnsError(missing)
    const spine = new RowSpine(view, lookup, backend, this.local)
    const reader = new PointInTimeReader(backend, this.local, SPINE_TIMESTAMP)
    const total = { online: 0, ignored: 0, offline: 0 }
    const runOver = async (spines: AsyncIterable<Table>, targets: { online: boolean; offline: boolean }) => {
      const { plan } = planner.writePlan([{ view, targets }])
      for await (const entities of spines) {
        const { writes } = await this.run(plan, entities, reader)
        addCounts(total, summarize(writes, await this.services.committer.commit(writes)))
        window.onProgress?.({ view: view.name, rows: total.online + total.ignored + total.offline })
      }
    }
    if (view.online) await runOver(spine.keys(window.start, window.end), { online: true, offline: false })
    if (view.offline) await runOver(spine.events(window.start, window.end), { online: false, offline: true })
    return { view: view.name, outcome: 'written', ...total }
  }
}

/** The numbers of computed rows that are of their pushed row's time, and of those of another; undated ones are neither. */
function splitByTime(computed: Table, pushed: Table): { readonly kept: Int32Array; readonly overtaken: Int32Array } {
  const [own, given] = [computed, pushed].map((table) => columnsFromTable(table).get(ROW_EVENT_TIMESTAMP)!)
  const numbers = Int32Array.from({ length: computed.numRows }, (_, row) => row)
  const dated = numbers.filter((row) => isValid(own!.validity, row))
  const isKept = (row: number) => (own!.values as BigInt64Array)[row] === (given!.values as BigInt64Array)[row]
  return { kept: dated.filter(isKept), overtaken: dated.filter((row) => !isKept(row)) }
}

function skippedView(view: string, reason: string): ViewWriteResult {
  return { view, outcome: 'skipped', reason, online: 0, ignored: 0, offline: 0 }
}
