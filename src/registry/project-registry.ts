import type { Definition } from '../definitions/definition.js'
import { checkName } from '../definitions/definition-options.js'
import { MillraceError } from '../errors.js'
import { applyDefinitions, isChange } from './apply-definitions.js'
import { decodeRegistry, encodeRegistry } from './codec.js'
import type { RegistryDiff } from './diff.js'
import { lastMaterialized, recordMaterialization } from './record-materialization.js'
import { buildRegistry, emptyRegistryData, type MaterializationInterval, type RegistryState } from './registry.js'
import type { RegistryStore } from './registry-store.js'
import { TransformCode } from './transform-code.js'

/** How often a note of a materialization is tried again when others write the registry at the same time. */
const ATTEMPTS = 20

/**
 * The registry of one project: what was read from its store, and the ways to change it.
 *
 * Every change starts from what the store holds now, so that the changes of others are kept; two changes at the same
 * moment are a conflict, of which one wins and the other is told.
 */
export class ProjectRegistry {
  #state: RegistryState
  /** The version of the store that the state is of. */
  #version: string | null
  #last: Promise<unknown> = Promise.resolve()

  private constructor(
    readonly store: RegistryStore,
    readonly code: TransformCode,
    read: { readonly state: RegistryState; readonly version: string | null },
  ) {
    this.#state = read.state
    this.#version = read.version
  }

  /**
   * Reads the registry of `project`; there is none before the first `apply`.
   *
   * @param definitions loaded definitions, whose functions views of modes rows and arrow run.
   * @throws MILLRACE_INVALID_NAME, MILLRACE_REGISTRY_CORRUPT, MILLRACE_CYCLE, MILLRACE_INVALID_CONFIG where the registry is
   * of another project.
   */
  static async open(
    store: RegistryStore,
    project: string,
    definitions: readonly Definition[] = [],
  ): Promise<ProjectRegistry> {
    checkName(project, 'project')
    const code = new TransformCode(definitions)
    return new ProjectRegistry(store, code, await readState(store, project, code))
  }

  /** What is registered. Another object after every change of definitions. */
  get state(): RegistryState {
    return this.#state
  }

  /** Reads what other processes have registered since. */
  async refresh(): Promise<void> {
    await this.#inTurn(() => this.#refresh())
  }

  /** Says what {@link apply} would change. */
  async plan(definitions: readonly Definition[]): Promise<RegistryDiff> {
    await this.refresh()
    return applyDefinitions(this.#state, definitions, new TransformCode(definitions)).diff
  }

  /** Registers definitions. Throws MILLRACE_REGISTRY_CONFLICT where another process changed the registry meanwhile. */
  async apply(definitions: readonly Definition[]): Promise<RegistryDiff> {
    return this.#inTurn(async () => {
      await this.#refresh()
      const { state, diff } = applyDefinitions(this.#state, definitions, this.code)
      if (isChange(diff)) await this.#replace(state)
      else this.#state = state
      return diff
    })
  }

  /** The last microsecond for which a view was materialized. */
  lastMaterialized(view: string): bigint | undefined {
    return lastMaterialized(this.#state, view)
  }

  /** Notes a materialized window. Notes of several processes do not exclude each other, so a conflict is tried again. */
  async recordMaterialization(view: string, interval: MaterializationInterval): Promise<void> {
    await this.#inTurn(async () => {
      for (let attempt = 1; ; attempt++) {
        await this.#refresh()
        try {
          return await this.#replace(recordMaterialization(this.#state, view, interval))
        } catch (error) {
          const again =
            error instanceof MillraceError && error.code === 'MILLRACE_REGISTRY_CONFLICT' && attempt < ATTEMPTS
          if (!again) throw error
        }
      }
    })
  }

  /** Forgets everything that is registered. */
  async clear(): Promise<void> {
    await this.#inTurn(async () => {
      await this.#refresh()
      const { project, version } = this.#state
      await this.#replace(buildRegistry({ ...emptyRegistryData(project), version: version + 1 }, this.code))
    })
  }

  async #refresh(): Promise<void> {
    const stored = await this.store.read()
    if ((stored?.version ?? null) === this.#version) return
    const read = await readState(this.store, this.#state.project, this.code)
    this.#state = read.state
    this.#version = read.version
  }

  /** Runs one thing after the other, so that changes of one process never conflict. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work)
    this.#last = turn.catch(() => undefined)
    return turn
  }

  async #replace(state: RegistryState): Promise<void> {
    this.#version = await this.store.replace(encodeRegistry(state), this.#version)
    this.#state = state
  }
}

async function readState(store: RegistryStore, project: string, code: TransformCode) {
  const stored = await store.read()
  if (stored === null) return { state: buildRegistry(emptyRegistryData(project), code), version: null }
  const state = decodeRegistry(stored.bytes, code)
  if (state.project === project) return { state, version: stored.version }
  throw new MillraceError(
    'MILLRACE_INVALID_CONFIG',
    `The registry is of the project '${state.project}', not '${project}': name another registry, or that project`,
    { project, found: state.project },
  )
}
