import type { Table } from 'apache-arrow'
import type { DataFrameBackend } from '../backends/backend.js'
import type { FeatureView } from '../definitions/feature-view.js'
import type { StoredView } from './stored-view.js'
import type { Tier } from './value.js'

/** One source view a plan reads: which features, and which entity column stands for each of its join keys. */
export interface SourceRead {
  /** Names the view within the plan; its columns are `id:feature` and `id:` + {@link EVENT_TIMESTAMP}. */
  readonly id: string
  readonly view: FeatureView
  readonly features: readonly string[]
  /** For each join key of the view, in its order, the entity column that holds it. */
  readonly keyColumns: readonly string[]
}

/** The name, after `id:`, of the column that dates a source's row; `@` keeps it apart from every feature. */
export const EVENT_TIMESTAMP = '@event_timestamp'
/** The name, after `id:`, of the int32 column that holds a source row's status code. */
export const STATUS = '@status'

/**
 * Reads source views for given entity rows. Each path of the engine has its own: the online store, the point-in-time
 * join over the offline store, or the frame that was pushed.
 */
export interface SourceReader {
  /** One table a read, with a row for each row of `entities`, in order: the features, the timestamp, the status. */
  read(reads: readonly SourceRead[], entities: Table): Promise<readonly Table[]>
}

/** Rows of one view and the stores they go to. The table's columns are those of the view's `rowSchema`. */
export interface ViewWrite {
  readonly view: StoredView
  readonly rows: Table
  readonly online: boolean
  readonly offline: boolean
}

/** What one node did in one run. */
export interface NodeStatistics {
  readonly rows: number
  readonly milliseconds: number
  /** How the backend held its rows, where it did. */
  readonly tier?: Tier
}

/** What a run of a plan works with. A plan holds no state of a run; this does. */
export interface ExecutionContext {
  readonly project: string
  readonly backend: DataFrameBackend
  readonly reader: SourceReader
  /** The entity rows: what was asked, pushed, or read as the spine. */
  readonly input: Table
  /** What the write nodes of the plan want written; the engine commits it as one step. */
  readonly writes: ViewWrite[]
  /** Filled as nodes finish, by node id. */
  readonly statistics: Map<string, NodeStatistics>
}
