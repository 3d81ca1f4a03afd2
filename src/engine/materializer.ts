import { BatchFeatureView } from '../definitions/batch-feature-view.js'
import type { FeatureView } from '../definitions/feature-view.js'
import { OnDemandFeatureView } from '../definitions/on-demand-feature-view.js'
import { MillraceError } from '../errors.js'
import { formatTimestamp } from '../expr/format-timestamp.js'
import { missingColumns } from '../plan/nodes/validate-node.js'
import { FeatureResolver } from '../plan/resolver.js'
import { checkViewNames } from './check-arguments.js'
import type { Window } from './compute-engine.js'
import { FeaturePlanner, type ViewLookup } from './feature-plan.js'
import type { LocalComputeEngine } from './local-engine.js'
import type { RealTimeComputeEngine } from './realtime-engine.js'
import type { ViewWriteResult, WriteResult } from './results.js'
import { rowSpineObstacle } from './row-spine.js'

/** Materializes several views, sources before what is computed from them. */
export class Materializer {
  constructor(
    readonly local: LocalComputeEngine,
    readonly realtime: RealTimeComputeEngine,
    readonly lookup: ViewLookup,
  ) {}

  /**
   * Materializes `names`, or every view of `all` that has somewhere to go, each over its own window; `done` is told
   * after each view.
   *
   * A named view that needs request data is an error before any work; among all views it is skipped with a warning.
   */
  async materialize(
    all: readonly FeatureView[],
    names: readonly string[] | undefined,
    windowOf: (view: FeatureView) => Window,
    done: (view: string, window: Window) => Promise<void>,
  ): Promise<WriteResult> {
    checkViewNames(names)
    const chosen = names ? names.map((name) => this.lookup(name)) : all.filter((view) => view.online || view.offline)
    const skipped: ViewWriteResult[] = []
    const ready: FeatureView[] = []
    for (const view of this.#inOrder(chosen)) {
      const reason = this.#obstacle(view)
      if (reason === undefined) ready.push(view)
      else if (names) throw reason
      else
        skipped.push({ view: view.name, outcome: 'skipped', reason: reason.message, online: 0, ignored: 0, offline: 0 })
    }
    const views: ViewWriteResult[] = []
    for (const view of ready) {
      const window = windowOf(view)
      if (window.start > window.end) {
        const reason = `it is materialized up to ${instant(window.start)}, which is after ${instant(window.end)}`
        skipped.push({ view: view.name, outcome: 'skipped', reason, online: 0, ignored: 0, offline: 0 })
        continue
      }
      const engine = view instanceof OnDemandFeatureView ? this.realtime : this.local
      views.push(await engine.materialize(view as OnDemandFeatureView, window))
      await done(view.name, window)
    }
    const warnings = skipped.map(({ view, reason }) => `Feature view '${view}' was not materialized: ${reason}`)
    return { views: [...views, ...skipped], warnings }
  }

  #inOrder(views: readonly FeatureView[]): readonly FeatureView[] {
    const resolver = new FeatureResolver((view) => this.lookup(view.name))
    const names = new Set(views.map(({ name }) => name))
    const nodes = resolver.topologicalSort(...views.map((view) => resolver.resolve(view)))
    return nodes.map(({ view }) => view).filter(({ name }) => names.has(name))
  }

  /** Why a view cannot be materialized, if it cannot. */
  #obstacle(view: FeatureView): MillraceError | undefined {
    if (view instanceof OnDemandFeatureView) {
      const planner = new FeaturePlanner(this.lookup)
      planner.compute(view)
      const keys = view.joinKeys.map(({ name }) => name)
      const missing = missingColumns(planner.readPlan([]).required, keys).map(({ name }) => name)
      if (missing.length > 0)
        return new MillraceError(
          'MILLRACE_MISSING_REQUEST_DATA',
          `On-demand feature view '${view.name}' needs request data [${missing.join(', ')}], which history does not have: declare defaults for them, or push`,
          { view: view.name, fields: missing },
        )
      if (view.sourceViews.length === 0)
        return new MillraceError(
          'MILLRACE_INVALID_ARGUMENT',
          `On-demand feature view '${view.name}' has no source views, so no rows to materialize`,
          { view: view.name },
        )
      const obstacle = rowSpineObstacle(view, this.lookup)
      if (obstacle) return obstacle
    }
    if (
      view.batchSource === null &&
      view.sourceViews.length === 0 &&
      view.streamSource === null &&
      !(view instanceof BatchFeatureView)
    )
      return new MillraceError(
        'MILLRACE_INVALID_ARGUMENT',
        `Feature view '${view.name}' has no source to materialize from: give it one`,
        {
          view: view.name,
        },
      )
    return undefined
  }
}

/** A time in microseconds, for people. */
function instant(microseconds: bigint): string {
  return formatTimestamp(microseconds) ?? `${microseconds} microseconds`
}
