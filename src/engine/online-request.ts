import type { Table } from 'apache-arrow'
import { getBit } from '../arrow/bitmap.js'
import { columnsFromTable } from '../arrow/table-from-columns.js'
import { rowsFromColumns } from '../arrow/table-from-rows.js'
import type { Column } from '../column.js'
import { OnDemandFeatureView } from '../definitions/on-demand-feature-view.js'
import { EVENT_TIMESTAMP, STATUS } from '../plan/context.js'
import type { OutputRow, Schema } from '../types.js'
import { columnsOfRun, type RunResult } from './compute-engine.js'
import { type FeaturePlan, FeaturePlanner, type ViewLookup } from './feature-plan.js'
import { statusesFromColumn } from './online-reader.js'
import type { RequestedFeature } from './requested-features.js'
import { type OnlineAnswer, type OnlineColumn, PRESENT } from './results.js'
import { computedStatuses, valueStatuses } from './view-status.js'

/** Where a requested feature stands in a run's columns. */
interface PlannedFeature {
  readonly name: string
  /** The id of its view in the plan. */
  readonly id: string
  readonly column: string
  readonly view: string
  /** Computed in the run rather than read. */
  readonly computed: boolean
  /** Read from the store though it is an on-demand view's. */
  readonly cached: boolean
}

/**
 * One list of features, planned once and executed by every request for it.
 *
 * With `transform`, on-demand features are computed from their sources; without, they are read as they were stored.
 */
export class OnlineRequest {
  readonly plan: FeaturePlan
  /** The entity columns the plan reads, and their types. */
  readonly schema: Schema
  /** Join keys of the requested views. */
  readonly joinKeys: readonly string[]
  readonly #features: readonly PlannedFeature[]
  /** Of the features' views, each once. */
  readonly #ids: ReadonlySet<string>

  constructor(features: readonly RequestedFeature[], lookup: ViewLookup, transform: boolean) {
    const planner = new FeaturePlanner(lookup)
    this.#features = features.map(({ view, feature, name }) => {
      const onDemand = view instanceof OnDemandFeatureView
      const id = onDemand && transform ? planner.compute(view) : planner.read(view, [feature])
      return {
        name,
        id,
        column: `${id}:${feature}`,
        view: view.name,
        computed: onDemand && transform,
        cached: onDemand && !transform,
      }
    })
    this.#ids = new Set(this.#features.map(({ id }) => id))
    const columns = this.#features.map(({ column }) => column)
    for (const id of this.#ids) columns.push(`${id}:${EVENT_TIMESTAMP}`, `${id}:${STATUS}`)
    this.plan = planner.readPlan([...new Set(columns)])
    this.schema = Object.fromEntries(this.plan.required.map(({ name, type }) => [name, type]))
    this.joinKeys = this.plan.required.filter(({ role }) => role === 'joinKey').map(({ name }) => name)
  }

  /** Puts a run's columns into the order of the request, with their statuses. */
  answer(entities: Table, run: RunResult): OnlineAnswer {
    const given = columnsFromTable(entities)
    const columns = columnsOfRun(run)
    const keys = [...given]
      .filter(([name]) => this.joinKeys.includes(name))
      .map(([name, column]) => keyColumn(name, column))
    const views = new Map([...this.#ids].map((id) => [id, viewRows(id, columns)]))
    const features = this.#features.map((feature) => answerColumn(feature, columns, views.get(feature.id)!))
    return new Answer(entities.numRows, [...keys, ...features], this.#warnings(columns))
  }

  /** One warning for each on-demand view of which some row was not there to read. */
  #warnings(columns: ReadonlyMap<string, Column>): readonly string[] {
    const cached = new Map(this.#features.filter((feature) => feature.cached).map(({ view, id }) => [view, id]))
    return [...cached].flatMap(([view, id]) => {
      const missing = statusesFromColumn(columns.get(`${id}:${STATUS}`)!).filter((status) => status !== PRESENT).length
      if (missing === 0) return []
      return `On-demand feature view '${view}' is not materialized, or has expired, for ${missing} of the entity rows: their values are null. Materialize or push it, or pass transform: true to compute it.`
    })
  }
}

class Answer implements OnlineAnswer {
  #rows: readonly OutputRow[] | undefined

  constructor(
    readonly length: number,
    readonly columns: readonly OnlineColumn[],
    readonly warnings: readonly string[],
  ) {}

  get featureNames(): readonly string[] {
    return this.columns.map(({ name }) => name)
  }

  get rows(): readonly OutputRow[] {
    this.#rows ??= rowsFromColumns(new Map(this.columns.map(({ name, column }) => [name, column])), this.length)
    return this.#rows
  }
}

/** What a view's features share: the same lists, which a writer of answers then writes once. */
type ViewRows = Pick<OnlineColumn, 'statuses' | 'eventTimestamps'>

function viewRows(id: string, columns: ReadonlyMap<string, Column>): ViewRows {
  return {
    statuses: statusesFromColumn(columns.get(`${id}:${STATUS}`)!),
    eventTimestamps: timestampsOrZero(columns.get(`${id}:${EVENT_TIMESTAMP}`)!),
  }
}

function answerColumn(
  { name, column, computed }: PlannedFeature,
  columns: ReadonlyMap<string, Column>,
  { statuses, eventTimestamps }: ViewRows,
): OnlineColumn {
  const values = columns.get(column)!
  return {
    name,
    column: values,
    statuses: computed ? computedStatuses(values, statuses) : valueStatuses(values, statuses),
    eventTimestamps,
  }
}

function keyColumn(name: string, column: Column): OnlineColumn {
  return { name, column, statuses: new Uint8Array(column.length), eventTimestamps: new BigInt64Array(column.length) }
}

/** Timestamps with 0 where there is none, as answers have them. */
function timestampsOrZero({ values, validity, length }: Column): BigInt64Array {
  const timestamps = (values as BigInt64Array).subarray(0, length)
  if (!validity) return timestamps
  return timestamps.map((value, row) => (getBit(validity, row) ? value : 0n))
}
