import type { Table } from 'apache-arrow'
import { columnsFromTable } from '../arrow/table-from-columns.js'
import type { DataFrameBackend } from '../backends/backend.js'
import type { Column } from '../column.js'
import type { FeatureView } from '../definitions/feature-view.js'
import type { ExecutionContext, NodeStatistics, SourceReader, ViewWrite } from '../plan/context.js'
import type { ExecutionPlan } from '../plan/execution-plan.js'
import type { DAGValue } from '../plan/value.js'
import type { OfflineStore } from '../stores/offline/offline-store.js'
import type { OnlineStore } from '../stores/online/online-store.js'
import type { Committer } from './commit.js'
import type { ViewLookup } from './feature-plan.js'
import type { MaterializeProgress, ViewWriteResult } from './results.js'
import type { ViewRows } from './view-rows.js'

/** What every engine of one feature store works with. */
export interface EngineServices {
  readonly project: string
  readonly backend: DataFrameBackend
  readonly onlineStore: OnlineStore
  readonly offlineStore: OfflineStore
  readonly committer: Committer
  readonly rows: ViewRows
  /** Finds a registered view by name; throws MILLRACE_FEATURE_VIEW_NOT_FOUND. */
  readonly lookup: ViewLookup
  /** All registered views. */
  readonly views: () => readonly FeatureView[]
  /** The time, in microseconds. */
  readonly now: () => bigint
}

/** The window of a materialization: both ends included, in microseconds. */
export interface Window {
  readonly start: bigint
  readonly end: bigint
  readonly onProgress?: (progress: MaterializeProgress) => void
}

/**
 * Runs plans. An engine decides which rows a plan runs on and where they are read; the plan, its nodes and the kernels
 * under them are the same for all.
 */
export abstract class ComputeEngine {
  constructor(protected readonly services: EngineServices) {}

  /** Computes a view's rows in a window and writes them to the stores its flags name. */
  abstract materialize(view: FeatureView, window: Window): Promise<ViewWriteResult>

  /** Runs `plan` on `input` and returns its outputs, what it wants written, and what each node did. */
  protected async run(plan: ExecutionPlan, input: Table, reader: SourceReader): Promise<RunResult> {
    const writes: ViewWrite[] = []
    const statistics = new Map<string, NodeStatistics>()
    const { project, backend } = this.services
    const context: ExecutionContext = { project, backend, reader, input, writes, statistics }
    return { values: await plan.execute(context), writes, statistics }
  }
}

/** What one run of a plan gave. */
export interface RunResult {
  readonly values: readonly DAGValue[]
  readonly writes: readonly ViewWrite[]
  readonly statistics: ReadonlyMap<string, NodeStatistics>
}

/** All columns of a run's first output, by name: those of one table, or of several aligned by position. */
export function columnsOfRun({ values }: RunResult): ReadonlyMap<string, Column> {
  const value = values[0]!
  if (value.kind === 'table') return columnsFromTable(value.table)
  if (value.kind === 'columns') return value.columns
  if (value.kind === 'tables') return new Map(value.tables.flatMap((table) => [...columnsFromTable(table)]))
  return new Map()
}

/** Reads nothing: for plans whose input is all they need. */
export const noReader: SourceReader = { read: async () => [] }
