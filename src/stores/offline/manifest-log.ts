import { join } from 'node:path'
import { MillraceError } from '../../errors.js'
import type { FileSystem } from '../file-system.js'
import { claimToken, releaseToken } from '../writer-token.js'
import { decodeManifest, emptyManifest, encodeManifest, type Manifest } from './manifest.js'

const manifestName = /^manifest-(\d{12})\.json$/

/** So many of the latest manifests stay, for readers that have just listed them. */
const kept = 8

/**
 * The manifests of one view's data set: `manifest-<generation>.json`, of which the one with the highest generation
 * counts.
 *
 * A new one is written and synced under a temporary name and then linked to its own, which fails where another process
 * was faster: then the change is made again on that process's manifest. So no append is lost, without locks that
 * a crash would leave behind.
 */
export class ManifestLog {
  constructor(
    readonly files: FileSystem,
    readonly folder: string,
  ) {}

  /** Reads the current manifest; an empty one where there is none. Throws MILLRACE_DATASET_CORRUPT. */
  async load(): Promise<Manifest> {
    for (let attempt = 1; ; attempt++) {
      const generation = (await this.#generations()).at(-1)
      if (generation === undefined) return emptyManifest
      const path = this.#pathOf(generation)
      try {
        return decodeManifest(path, await this.files.readFile(path))
      } catch (error) {
        // Superseded and removed since it was listed: list again.
        const isGone = error instanceof MillraceError && error.code === 'MILLRACE_FILE_NOT_FOUND'
        if (!isGone || attempt === 10) throw error
      }
    }
  }

  /**
   * Replaces the manifest by what `change` makes of the current one, durably and in one step; `change` is called again
   * where another process was faster. Gives false, and changes nothing, where it gives null.
   *
   * Where this throws, the change may have been made or not.
   */
  async update(change: (current: Manifest) => Omit<Manifest, 'generation'> | null): Promise<boolean> {
    for (;;) {
      const current = await this.load()
      const next = change(current)
      if (next === null) return false
      const generation = current.generation + 1
      if (await this.#publish({ ...next, generation })) return true
    }
  }

  /**
   * Removes the manifests up to `generation`, the oldest first, so that what is left always is the truth; that one
   * should be of an empty data set.
   */
  async remove(generation: number): Promise<void> {
    const generations = await this.#generations()
    for (const other of generations) if (other <= generation) await this.files.remove(this.#pathOf(other))
  }

  async #publish(manifest: Manifest): Promise<boolean> {
    const token = claimToken()
    const temporary = join(this.folder, `tmp-${token}`)
    const path = this.#pathOf(manifest.generation)
    try {
      await this.files.writeFile(temporary, encodeManifest(manifest))
      if (!(await this.files.link(temporary, path))) return false
      await this.files.syncFolder(this.folder)
      return await this.#isCurrent(manifest.generation)
    } finally {
      // A temporary file that stays is removed when the store is next opened.
      await this.files.remove(temporary).catch(() => {})
      releaseToken(token)
    }
  }

  /**
   * Says whether the manifest just linked counts, and removes superseded ones. A writer that slept while others wrote
   * more manifests than are kept links a name that was free again: that manifest does not count.
   */
  async #isCurrent(generation: number): Promise<boolean> {
    const generations = await this.#generations()
    const highest = generations.at(-1) ?? generation
    if (highest >= generation + kept) {
      await this.files.remove(this.#pathOf(generation))
      return false
    }
    const superseded = generations.filter((other) => other <= generation - kept)
    // Those that stay are removed by the next append.
    await Promise.allSettled(superseded.map((other) => this.files.remove(this.#pathOf(other))))
    return true
  }

  async #generations(): Promise<number[]> {
    const entries = await this.files.list(this.folder)
    return entries.flatMap(({ name }) => manifestName.exec(name)?.[1] ?? []).map(Number)
  }

  #pathOf(generation: number): string {
    return join(this.folder, `manifest-${String(generation).padStart(12, '0')}.json`)
  }
}
