import type { Definition } from '../definitions/definition.js'
import { checkName } from '../definitions/definition-options.js'
import { MillraceError } from '../errors.js'
import { applyDefinitions } from './apply-definitions.js'
import { decodeRegistry, encodeRegistry } from './codec.js'
import type { RegistryDiff } from './diff.js'
import { lastMaterialized, recordMaterialization } from './record-materialization.js'
import { buildRegistry, emptyRegistryData, type RegistryState } from './registry.js'
import type { RegistryStore } from './registry-store.js'
import { TransformCode } from './transform-code.js'

/** How often a note of a materialization is tried again after others' changes. */
const attempts = 20

/** A registry as it was last read or written, and the version that it was then. */
interface Snapshot {
  readonly state: RegistryState
  readonly version: string | null
}

/**
 * The registry of one project in a store: reads it, changes it, and keeps the last state at hand.
 *
 * Changes are made to what the store has at the time, so that those of other processes stay. Of two made at the very
 * same time one is told so by MILLRACE_REGISTRY_CONFLICT.
 */
export class ProjectRegistry {
  readonly #store: RegistryStore
  readonly #project: string
  readonly #code: TransformCode
  #state: RegistryState
  #last: Promise<unknown> = Promise.resolve()

  private constructor(store: RegistryStore, project: string, code: TransformCode, state: RegistryState) {
    this.#store = store
    this.#project = project
    this.#code = code
    this.#state = state
  }

  /**
   * Reads the registry of a project; an empty one where the store has none.
   *
   * @param definitions bring the functions of registered views of modes rows and arrow; nothing is applied.
   * @throws MILLRACE_INVALID_NAME, MILLRACE_INVALID_CONFIG where the store has another project's, MILLRACE_REGISTRY_CORRUPT,
   * MILLRACE_CYCLE, MILLRACE_STORE_UNAVAILABLE
   */
  static async open(
    store: RegistryStore,
    project: string,
    definitions: readonly Definition[] = [],
  ): Promise<ProjectRegistry> {
    checkName(project, 'project')
    const code = new TransformCode(definitions)
    const { state } = await readSnapshot(store, project, code)
    return new ProjectRegistry(store, project, code, state)
  }

  /** What was registered when this was last read or written. */
  get state(): RegistryState {
    return this.#state
  }

  get entities(): RegistryState['entities'] {
    return this.#state.entities
  }

  get dataSources(): RegistryState['dataSources'] {
    return this.#state.dataSources
  }

  /** Views of every kind. */
  get featureViews(): RegistryState['featureViews'] {
    return this.#state.featureViews
  }

  get featureServices(): RegistryState['featureServices'] {
    return this.#state.featureServices
  }

  /** Reads what other processes have registered since. */
  async refresh(): Promise<void> {
    await this.#inTurn(async () => {
      this.#state = (await this.#read()).state
    })
  }

  /** Says what `apply` would change; see {@link applyDefinitions}. */
  async plan(definitions: readonly Definition[]): Promise<RegistryDiff> {
    const { state } = await this.#read()
    return applyDefinitions(state, definitions, new TransformCode(definitions)).diff
  }

  /**
   * Registers definitions; see {@link applyDefinitions}.
   *
   * @throws MILLRACE_REGISTRY_CONFLICT where another process changed the registry at the same time: nothing was written,
   * and it can be repeated.
   */
  async apply(definitions: readonly Definition[]): Promise<RegistryDiff> {
    return this.#inTurn(async () => {
      const { state, version } = await this.#read()
      const applied = applyDefinitions(state, definitions, this.#code)
      await this.#write(applied.state, version, state)
      return applied.diff
    })
  }

  /** The last microsecond for which a view was materialized; undefined where it never was. */
  lastMaterialized(view: string): bigint | undefined {
    return lastMaterialized(this.#state, view)
  }

  /** Notes that a view was materialized from `start` to `end`, microseconds, both included. */
  async recordMaterialization(view: string, start: bigint, end: bigint): Promise<void> {
    await this.#inTurn(async () => {
      for (let attempt = 1; ; attempt++) {
        const { state, version } = await this.#read()
        try {
          await this.#write(recordMaterialization(state, view, { start, end }), version, state)
          return
        } catch (error) {
          // Notes of several processes are true together, so this one is added to whatever is there.
          const conflicting = error instanceof MillraceError && error.code === 'MILLRACE_REGISTRY_CONFLICT'
          if (!conflicting || attempt === attempts) throw error
        }
      }
    })
  }

  /** Removes all that is registered. */
  async clear(): Promise<void> {
    await this.#inTurn(async () => {
      const { state, version } = await this.#read()
      const data = { ...emptyRegistryData(this.#project), version: state.version + 1 }
      await this.#write(buildRegistry(data, this.#code), version, state)
    })
  }

  #read(): Promise<Snapshot> {
    return readSnapshot(this.#store, this.#project, this.#code)
  }

  async #write(state: RegistryState, version: string | null, before: RegistryState): Promise<void> {
    if (state !== before) await this.#store.replace(encodeRegistry(state), version)
    this.#state = state
  }

  /** Runs changes one after the other, so that those of one process never conflict. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work)
    this.#last = turn.catch(() => undefined)
    return turn
  }
}

async function readSnapshot(store: RegistryStore, project: string, code: TransformCode): Promise<Snapshot> {
  const stored = await store.read()
  if (stored === null) return { state: buildRegistry(emptyRegistryData(project), code), version: null }
  const state = decodeRegistry(stored.bytes, code)
  if (state.project === project) return { state, version: stored.version }
  throw new MillraceError(
    'MILLRACE_INVALID_CONFIG',
    `The registry holds the project ${state.project}, not ${project}; give each project a registry path of its own`,
    { project, found: state.project },
  )
}
