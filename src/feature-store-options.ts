import type { Definition } from './definitions/definition.js'
import type { FeatureService } from './definitions/feature-service.js'
import type { InputRows } from './engine/input-table.js'
import type { MaterializeProgress } from './engine/results.js'
import type { RegistryStore } from './registry/registry-store.js'
import type { Journal } from './stores/journal.js'
import type { OfflineStore } from './stores/offline/offline-store.js'
import type { OnlineStore } from './stores/online/online-store.js'

/** What a feature store is made of. */
export interface FeatureStoreOptions<Definitions extends readonly Definition[]> {
  readonly project: string
  readonly registry: RegistryStore
  readonly onlineStore: OnlineStore
  readonly offlineStore: OfflineStore
  /** Makes commits to both stores whole across crashes; by default in memory, for stores that a crash empties anyway. */
  readonly journal?: Journal
  /** A backend's name in the {@link BackendFactory}; default `wasm`. */
  readonly backend?: string
  /** What `apply` applies by default; their types are the store's, and their code is what views of the registry run. */
  readonly definitions?: Definitions
  /** Makes the path of a file source one that the offline store can read; by default it is taken as it is. */
  readonly resolvePath?: (path: string) => string
  /** The time; default the system's. Online ttl counts from it. */
  readonly clock?: () => Date
  /** Told each warning of a read or a write, beside the result that carries it; default `console.warn`. */
  readonly onWarning?: (message: string) => void
}

/** What `getOnlineFeatures` is asked. */
export interface OnlineOptions<References, Full extends boolean> {
  /** References `view:feature`, or a feature service, or the name of one. */
  readonly features: readonly References[] | FeatureService | { readonly service: string }
  /** Rows of join keys, and request data where `transform` needs it: objects or columns. */
  readonly entities: InputRows
  /** Compute on-demand features from their sources; default false: read them as they were stored. */
  readonly transform?: boolean
  /** Name features `view__feature` in the answer; default false: `feature`. */
  readonly fullFeatureNames?: Full
}

/** What `getHistoricalFeatures` is asked. */
export interface HistoricalOptions<References> {
  readonly features: readonly References[] | FeatureService | { readonly service: string }
  /** Rows of join keys, `event_timestamp`, request data, and any columns of your own, which come back as they are. */
  readonly entities: InputRows
  /** Compute on-demand features at each row; default true. False reads what was materialized offline. */
  readonly transform?: boolean
  readonly fullFeatureNames?: boolean
}

/** What `materialize` is asked. */
export interface MaterializeOptions {
  /** First and last event timestamp, both included: Dates, or microseconds since the epoch. */
  readonly start: Date | bigint
  readonly end: Date | bigint
  /** Names of views; default all that are written anywhere. */
  readonly views?: readonly string[]
  readonly onProgress?: (progress: MaterializeProgress) => void
}

/** The names of {@link FeatureStoreOptions}. */
export const openOptions: readonly (keyof FeatureStoreOptions<readonly Definition[]>)[] = [
  'project',
  'registry',
  'onlineStore',
  'offlineStore',
  'journal',
  'backend',
  'definitions',
  'resolvePath',
  'clock',
  'onWarning',
]
