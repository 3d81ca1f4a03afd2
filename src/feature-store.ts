import type { Table } from 'apache-arrow'
import { checkOptions } from './arrow/check-options.js'
import { columnFromValues } from './arrow/column-from-values.js'
import { BackendFactory } from './backends/factory.js'
import type { Definition, ReferenceOf, ViewsOf } from './definitions/definition.js'
import type { Entity } from './definitions/entity.js'
import type { FeatureService } from './definitions/feature-service.js'
import type { FeatureView } from './definitions/feature-view.js'
import type { FileSource } from './definitions/file-source.js'
import type { FeatureRow } from './definitions/inference.js'
import { OnDemandFeatureView } from './definitions/on-demand-feature-view.js'
import type { PushSource } from './definitions/push-source.js'
import type { RequestSource } from './definitions/request-source.js'
import { checkFlags, checkTarget, checkViewNames, describeInstant, microseconds } from './engine/check-arguments.js'
import { Committer } from './engine/commit.js'
import type { EngineServices } from './engine/compute-engine.js'
import { ENTITY_TIMESTAMP, HistoricalRequest } from './engine/historical-request.js'
import { type InputRows, inputTable, requireKeys } from './engine/input-table.js'
import { LocalComputeEngine } from './engine/local-engine.js'
import { Materializer } from './engine/materializer.js'
import { OnlineRequest } from './engine/online-request.js'
import { PointInTimeReader } from './engine/point-in-time-reader.js'
import { pushTable } from './engine/push-table.js'
import { RealTimeComputeEngine } from './engine/realtime-engine.js'
import { RequestPlans } from './engine/request-plans.js'
import type { OnlineAnswer, PushTarget, WriteResult } from './engine/results.js'
import { ViewRows } from './engine/view-rows.js'
import { MillraceError } from './errors.js'
import {
  type FeatureStoreOptions,
  type HistoricalOptions,
  type MaterializeOptions,
  type OnlineOptions,
  openOptions,
} from './feature-store-options.js'
import type { RegistryDiff } from './registry/diff.js'
import { findRegistered } from './registry/find-registered.js'
import { ProjectRegistry } from './registry/project-registry.js'
import { viewsOfPushSource } from './registry/views-of-push-source.js'
import { MemoryJournal } from './stores/memory-journal.js'
import type { OnlineTable } from './stores/online/online-store.js'

/**
 * A feature store: definitions, the stores their values are in, and the engines that move values between them.
 *
 * @example
 * const store = await FeatureStore.open({ project: 'demo', registry, onlineStore, offlineStore, definitions: [driver, stats] })
 * await store.apply()
 * await store.push('driver_stats_push', [{ driver_id: 1001, conv_rate: 0.5, event_timestamp: new Date() }])
 * const answer = await store.getOnlineFeatures({ features: ['driver_stats:conv_rate'], entities: [{ driver_id: 1001 }] })
 * answer.rows[0]?.conv_rate // 0.5
 * await store.close()
 */
export class FeatureStore<const Definitions extends readonly Definition[] = readonly Definition[]> {
  readonly project: string
  readonly #options: FeatureStoreOptions<Definitions>
  readonly #registry: ProjectRegistry
  readonly #local: LocalComputeEngine
  readonly #realtime: RealTimeComputeEngine
  readonly #services: EngineServices
  readonly #plans: RequestPlans
  #closed = false

  private constructor(options: FeatureStoreOptions<Definitions>, registry: ProjectRegistry, committer: Committer) {
    this.project = options.project
    this.#options = options
    this.#registry = registry
    const backend = BackendFactory.get(options.backend ?? 'wasm')
    const { onlineStore, offlineStore, project, clock = () => new Date() } = options
    this.#services = {
      project,
      backend,
      onlineStore,
      offlineStore,
      committer,
      rows: new ViewRows(offlineStore, backend, project, options.resolvePath),
      lookup: (name) => this.getFeatureView(name),
      views: () => this.listFeatureViews(),
      now: () => BigInt(clock().getTime()) * 1000n,
    }
    this.#plans = new RequestPlans({
      view: this.#services.lookup,
      service: (name) => this.getFeatureService(name),
      views: () => registry.state.featureViews,
    })
    this.#local = new LocalComputeEngine(this.#services)
    this.#realtime = new RealTimeComputeEngine(this.#services, this.#local)
  }

  /**
   * Opens the stores, reads the registry, and completes pushes that a crash interrupted.
   *
   * Throws MILLRACE_STORE_LOCKED, MILLRACE_STORE_UNAVAILABLE, MILLRACE_REGISTRY_CORRUPT, MILLRACE_BACKEND_NOT_FOUND.
   */
  static async open<const D extends readonly Definition[] = readonly Definition[]>(
    options: FeatureStoreOptions<D>,
  ): Promise<FeatureStore<D>> {
    checkOptions(options, openOptions, 'FeatureStore.open')
    const { project, onlineStore, offlineStore } = options
    const registry = await ProjectRegistry.open(options.registry, project, options.definitions ?? [])
    const journal = options.journal ?? new MemoryJournal()
    const committer = new Committer(project, onlineStore, offlineStore, journal)
    const store = new FeatureStore({ ...options, journal }, registry, committer)
    try {
      await onlineStore.open()
      await offlineStore.open()
      await journal.open()
      await committer.recover()
    } catch (error) {
      await store.close()
      throw error
    }
    return store
  }

  /** Says what `apply` would change, and changes nothing. */
  async plan(definitions: readonly Definition[] = this.#options.definitions ?? []): Promise<RegistryDiff> {
    return this.#registry.plan(definitions)
  }

  /**
   * Registers definitions and returns what that changed. Applying the same again changes nothing; what is registered
   * and not named stays.
   *
   * Throws MILLRACE_DUPLICATE_NAME, MILLRACE_INVALID_DEFINITION, MILLRACE_CYCLE, MILLRACE_REGISTRY_CONFLICT.
   */
  async apply(definitions: readonly Definition[] = this.#options.definitions ?? []): Promise<RegistryDiff> {
    return this.#registry.apply(definitions)
  }

  /**
   * Writes rows under a push source: to every view fed from it, and to every on-demand view downstream that can be
   * computed from the rows and has somewhere to go. Once it resolves the push is whole in every store it names.
   *
   * @param rows row objects, columns or an Arrow table: join keys, all features, the event timestamp, and request data
   *   for on-demand views.
   * @param options `to`: `online` (default), `offline` or `online_and_offline`.
   *
   * Throws MILLRACE_PUSH_SOURCE_NOT_FOUND and, before anything is written, MILLRACE_MISSING_COLUMN,
   * MILLRACE_MISSING_KEY, MILLRACE_INVALID_VALUE, MILLRACE_VALUE_OUT_OF_RANGE, MILLRACE_RAGGED_COLUMNS,
   * MILLRACE_TRANSFORM_FAILED.
   */
  async push(pushSource: string, rows: InputRows, options: { to?: PushTarget } = {}): Promise<WriteResult> {
    this.#requireOpen()
    checkOptions(options, ['to'], 'push')
    const { to = 'online' } = options
    const views = viewsOfPushSource(this.listFeatureViews(), pushSource)
    const { table, warnings } = pushTable(rows, views, this.listFeatureViews(), `push source '${pushSource}'`)
    return this.#warned(await this.#realtime.computeFromPush({ views, rows: table, to: checkTarget(to) }), warnings)
  }

  /**
   * Writes rows of one view to the online store. An on-demand view takes either its own features, as they are, or its
   * sources' features and request data, from which it is computed; without an event timestamp its rows are dated now.
   *
   * Throws as {@link push}, and MILLRACE_FEATURE_VIEW_NOT_FOUND.
   */
  async writeToOnlineStore(view: string, rows: InputRows): Promise<WriteResult> {
    this.#requireOpen()
    return this.#warned(await this.#realtime.writeOnline(this.getFeatureView(view), rows))
  }

  /**
   * Writes the history of a window to the stores that each view's flags name.
   *
   * Throws MILLRACE_INVALID_ARGUMENT when start is not before end, MILLRACE_FEATURE_VIEW_NOT_FOUND,
   * MILLRACE_MISSING_REQUEST_DATA before any work for a named view that needs request data without a default,
   * MILLRACE_FILE_NOT_FOUND, MILLRACE_PARQUET_CORRUPT.
   */
  async materialize(options: MaterializeOptions): Promise<WriteResult> {
    checkOptions(options, ['start', 'end', 'views', 'onProgress'], 'materialize')
    const { start, end, views, onProgress } = options
    const window = {
      start: microseconds(start, 'start'),
      end: microseconds(end, 'end'),
      ...(onProgress && { onProgress }),
    }
    if (window.start >= window.end)
      throw new MillraceError(
        'MILLRACE_INVALID_ARGUMENT',
        `start (${describeInstant(start)}) must be before end (${describeInstant(end)})`,
        { start, end },
      )
    return this.#materialize(views, () => window)
  }

  /** Materializes each view from where its last materialization ended (else its ttl before `end`, else from the start). */
  async materializeIncremental(options: Omit<MaterializeOptions, 'start'>): Promise<WriteResult> {
    checkOptions(options, ['end', 'views', 'onProgress'], 'materializeIncremental')
    const { end, views, onProgress } = options
    const last = microseconds(end, 'end')
    return this.#materialize(views, (view) => {
      const start = this.#registry.lastMaterialized(view.name) ?? (view.ttl > 0n ? last - view.ttl : EARLIEST)
      return { start, end: last, ...(onProgress && { onProgress }) }
    })
  }

  async #materialize(
    views: readonly string[] | undefined,
    windowOf: Parameters<Materializer['materialize']>[2],
  ): Promise<WriteResult> {
    this.#requireOpen()
    const materializer = new Materializer(this.#local, this.#realtime, this.#services.lookup)
    const result = await materializer.materialize(this.listFeatureViews(), views, windowOf, (view, { start, end }) =>
      this.#registry.recordMaterialization(view, { start, end }),
    )
    return this.#warned(result)
  }

  /**
   * Reads features of entity rows from the online store, or with `transform` computes on-demand features from their
   * sources. Every value has a status; what is missing, too old or unreadable is null.
   *
   * Throws MILLRACE_FEATURE_VIEW_NOT_FOUND, MILLRACE_FEATURE_NOT_FOUND, MILLRACE_INVALID_FEATURE_REFERENCE,
   * MILLRACE_FEATURE_NAME_COLLISION, MILLRACE_FEATURE_SERVICE_NOT_FOUND, MILLRACE_MISSING_KEY,
   * MILLRACE_MISSING_REQUEST_DATA, MILLRACE_INVALID_VALUE, MILLRACE_RAGGED_COLUMNS, MILLRACE_TRANSFORM_FAILED.
   *
   * @example
   * await store.getOnlineFeatures({ features: ['driver_quality:score'], entities: [{ driver_id: 1001, distance_km: 120 }], transform: true })
   */
  async getOnlineFeatures<const Reference extends ReferenceOf<Definitions>, const Full extends boolean = false>(
    options: OnlineOptions<Reference, Full>,
  ): Promise<OnlineAnswer<FeatureRow<ViewsOf<Definitions>, Reference, Full>>> {
    this.#requireOpen()
    checkOptions(options, ['features', 'entities', 'transform', 'fullFeatureNames'], 'getOnlineFeatures')
    const { transform = false, fullFeatureNames = false } = options
    checkFlags({ transform, fullFeatureNames })
    const request = this.#onlineRequest(options.features, transform, fullFeatureNames)
    const { table } = inputTable(options.entities, request.schema, 'the entity rows')
    requireKeys(table, request.joinKeys, 'the entity rows')
    const answer = request.answer(table, await this.#realtime.transform(request.plan, table))
    for (const warning of answer.warnings) this.#warn(warning)
    return answer as OnlineAnswer<FeatureRow<ViewsOf<Definitions>, Reference, Full>>
  }

  /**
   * Builds a training set: the entity rows, in their order, each with the features as they were at its
   * `event_timestamp`. A naive timestamp is UTC.
   *
   * Throws as {@link getOnlineFeatures}, and MILLRACE_MISSING_COLUMN without `event_timestamp`.
   */
  async getHistoricalFeatures(options: HistoricalOptions<ReferenceOf<Definitions>>): Promise<Table> {
    this.#requireOpen()
    checkOptions(options, ['features', 'entities', 'transform', 'fullFeatureNames'], 'getHistoricalFeatures')
    const { transform = true, fullFeatureNames = false } = options
    checkFlags({ transform, fullFeatureNames })
    const request = this.#plans.plan(
      options.features,
      { kind: 'historical', transform, fullFeatureNames },
      (features) => new HistoricalRequest(features, this.#services.lookup, transform),
    )
    const entities = request.entities(options.entities)
    const reader = new PointInTimeReader(this.#services.backend, this.#local, ENTITY_TIMESTAMP)
    return request.answer(entities, await this.#realtime.transform(request.plan, entities, reader))
  }

  /**
   * Prints the plan of a request: its nodes, what each reads and computes, and the backend. With entity rows the
   * request is run, and each node has its rows and time.
   */
  async explain(options: {
    readonly features: OnlineOptions<ReferenceOf<Definitions>, boolean>['features']
    readonly transform?: boolean
    readonly entities?: InputRows
  }): Promise<string> {
    this.#requireOpen()
    checkOptions(options, ['features', 'transform', 'entities'], 'explain')
    const { features, transform = true, entities } = options
    checkFlags({ transform })
    const request = this.#onlineRequest(features, transform, true)
    const { name } = this.#services.backend
    if (entities === undefined) return request.plan.plan.explain(name)
    const { table } = inputTable(entities, request.schema, 'the entity rows')
    requireKeys(table, request.joinKeys, 'the entity rows')
    const { statistics } = await this.#realtime.transform(request.plan, table)
    return request.plan.plan.explain(name, statistics)
  }

  /** All entities. */
  listEntities(): readonly Entity[] {
    return [...this.#registry.state.entities.values()]
  }

  /** Throws MILLRACE_OBJECT_NOT_FOUND. */
  getEntity(name: string): Entity {
    return findRegistered(this.#registry.state, 'entities', name, 'MILLRACE_OBJECT_NOT_FOUND')
  }

  /** All views, of every kind. */
  listFeatureViews(): readonly FeatureView[] {
    return [...this.#registry.state.featureViews.values()]
  }

  /** Finds a view of any kind. Throws MILLRACE_FEATURE_VIEW_NOT_FOUND with the nearest name. */
  getFeatureView(name: string): FeatureView {
    return findRegistered(this.#registry.state, 'featureViews', name, 'MILLRACE_FEATURE_VIEW_NOT_FOUND')
  }

  /** All on-demand views. */
  listOnDemandFeatureViews(): readonly OnDemandFeatureView[] {
    return this.listFeatureViews().filter((view) => view instanceof OnDemandFeatureView)
  }

  /** Throws MILLRACE_FEATURE_VIEW_NOT_FOUND. */
  getOnDemandFeatureView(name: string): OnDemandFeatureView {
    const view = this.getFeatureView(name)
    if (view instanceof OnDemandFeatureView) return view
    throw new MillraceError(
      'MILLRACE_FEATURE_VIEW_NOT_FOUND',
      `Feature view '${name}' is not an on-demand feature view`,
      { name },
    )
  }

  /** All file, push and request sources. */
  listDataSources(): readonly (FileSource | PushSource | RequestSource)[] {
    return [...this.#registry.state.dataSources.values()]
  }

  /** Throws MILLRACE_OBJECT_NOT_FOUND. */
  getDataSource(name: string): FileSource | PushSource | RequestSource {
    return findRegistered(this.#registry.state, 'dataSources', name, 'MILLRACE_OBJECT_NOT_FOUND')
  }

  /** All feature services. */
  listFeatureServices(): readonly FeatureService[] {
    return [...this.#registry.state.featureServices.values()]
  }

  /** Throws MILLRACE_FEATURE_SERVICE_NOT_FOUND with the nearest name. */
  getFeatureService(name: string): FeatureService {
    return findRegistered(this.#registry.state, 'featureServices', name, 'MILLRACE_FEATURE_SERVICE_NOT_FOUND')
  }

  /**
   * Joins the small files that pushes leave in the offline store. Each offline push adds some, and reads open them all,
   * so a store that is pushed to often is compacted now and then.
   *
   * @param views names of views; default all.
   *
   * Throws MILLRACE_INVALID_ARGUMENT, MILLRACE_FEATURE_VIEW_NOT_FOUND, MILLRACE_DATASET_CORRUPT.
   */
  async compact(views?: readonly string[]): Promise<void> {
    this.#requireOpen()
    const chosen = checkViewNames(views)?.map((name) => this.getFeatureView(name)) ?? this.listFeatureViews()
    await this.#services.committer.compact(chosen)
  }

  /** Deletes the project: its values in both stores and its definitions. Files of sources stay. */
  async teardown(): Promise<void> {
    this.#requireOpen()
    await this.#options.onlineStore.clear(this.project)
    await this.#options.offlineStore.clear(this.project)
    await this.#registry.clear()
  }

  /** Asks the online store for one row, whether it has it or not. Throws MILLRACE_STORE_UNAVAILABLE, MILLRACE_STORE_CLOSED. */
  async ping(): Promise<void> {
    this.#requireOpen()
    const table: OnlineTable = {
      project: this.project,
      view: 'ping',
      joinKeys: [{ name: 'id', type: 'int64' }],
      fields: [],
    }
    await this.#options.onlineStore.read([{ table, keys: [columnFromValues('int64', [0], 'id')], fields: [] }])
  }

  /** Closes the stores. A write that is under way is completed or left out whole; its caller may be told of the closing. */
  async close(): Promise<void> {
    this.#closed = true
    const { onlineStore, offlineStore, journal } = this.#options
    await Promise.all([onlineStore.close(), offlineStore.close(), journal?.close()])
  }

  #onlineRequest(features: unknown, transform: boolean, fullFeatureNames: boolean): OnlineRequest {
    return this.#plans.plan(
      features,
      { kind: 'online', transform, fullFeatureNames },
      (requested) => new OnlineRequest(requested, this.#services.lookup, transform),
    )
  }

  #warned(result: WriteResult, more: readonly string[] = []): WriteResult {
    const warnings = [...more, ...result.warnings]
    for (const warning of warnings) this.#warn(warning)
    return { ...result, warnings }
  }

  #warn(message: string): void {
    if (this.#options.onWarning) this.#options.onWarning(message)
    else console.warn(message)
  }

  #requireOpen(): void {
    if (this.#closed) throw new MillraceError('MILLRACE_STORE_CLOSED', 'The feature store is closed: open it again')
  }
}

/** Where a view that never expires begins when it was never materialized. */
const EARLIEST = -(2n ** 62n)
