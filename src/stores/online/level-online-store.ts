import type { Level } from 'level'
import { MillraceError } from '../../errors.js'
import { type OnlineEntry, OnlineStore, type OnlineStoreSupports } from './online-store.js'
import { claimLocation } from './open-locations.js'
import { ReadQueue } from './read-queue.js'
import { supersedes } from './row-order.js'

/** Options of {@link LevelOnlineStore}. */
export interface LevelOnlineStoreOptions {
  /** A folder, or in a browser the name of an IndexedDB database. Made where it is missing. */
  readonly location: string
  /** Whether blocks are compressed; default false, because it slows reads of rows by a third or more. Node only. */
  readonly compression?: boolean
  /**
   * Whether every write waits until the disk has it; default false: an acknowledged write survives the end of the
   * process, `kill -9` included, but not the machine's power loss. Node only.
   */
  readonly sync?: boolean
}

/**
 * Bytes; LevelDB's own 4 and 8 MiB make it compact and read blocks again all the time, because entity keys come in no
 * order. A fuller write buffer means a longer replay on open: 16 MiB take a tenth of a second.
 */
const WRITE_BUFFER = 16 << 20
const BLOCK_CACHE = 64 << 20

/**
 * An online store in LevelDB, embedded in the process; in browsers the same over IndexedDB.
 *
 * Open it once a process: a second open of the location, here or in another process, throws MILLRACE_STORE_LOCKED.
 *
 * @example
 * const store = new LevelOnlineStore({ location: 'data/online' })
 * await store.open()
 */
export class LevelOnlineStore extends OnlineStore {
  readonly supports: OnlineStoreSupports = Object.freeze({
    persistent: true,
    sharedBetweenProcesses: false,
    atomicity: 'call',
  })
  readonly location: string
  readonly #options: Required<LevelOnlineStoreOptions>
  readonly #reads = new ReadQueue((keys) => this.#database().getMany(keys))
  #level: Level<Uint8Array, Uint8Array> | undefined
  #release: (() => void) | undefined

  constructor({ location, compression = false, sync = false }: LevelOnlineStoreOptions) {
    super()
    if (typeof location !== 'string' || location === '') {
      throw new MillraceError(
        'MILLRACE_INVALID_ARGUMENT',
        `An online store needs a location; name a folder: ${location}`,
      )
    }
    this.location = location
    this.#options = { location, compression, sync }
  }

  protected async _open(): Promise<void> {
    // Loaded here so that the library can be imported where no store is needed.
    const { Level } = await import('level')
    const release = this.#claim()
    const level = new Level<Uint8Array, Uint8Array>(this.location, {
      keyEncoding: 'view',
      valueEncoding: 'view',
      compression: this.#options.compression,
      writeBufferSize: WRITE_BUFFER,
      cacheSize: BLOCK_CACHE,
    })
    try {
      await level.open()
    } catch (error) {
      release()
      throw this.#openError(error)
    }
    this.#level = level
    this.#release = release
  }

  protected async _close(): Promise<void> {
    const level = this.#database()
    this.#level = undefined
    try {
      await level.close()
    } finally {
      this.#release?.()
    }
  }

  protected async _getMany(keys: readonly Uint8Array[]): Promise<readonly (Uint8Array | undefined)[]> {
    return this.#guard(() => this.#reads.read(keys))
  }

  protected async _writeMany(entries: readonly OnlineEntry[]): Promise<Uint8Array> {
    return this.#guard(async () => {
      const level = this.#database()
      const stored = await level.getMany(entries.map(({ key }) => key))
      const taken = Uint8Array.from(entries, ({ row }, index) => (supersedes(row, stored[index]) ? 1 : 0))
      // Twice as fast as a batch of operation objects.
      const batch = level.batch()
      entries.forEach(({ key, row }, index) => {
        // A copy, because IndexedDB stores the whole buffer under a view: here, all rows of the call with each of them.
        if (taken[index] === 1) batch.put(key, row.slice())
      })
      await batch.write({ sync: this.#options.sync })
      return taken
    })
  }

  protected async _clear(prefix: Uint8Array): Promise<void> {
    // The prefix ends with NUL, so 1 in its place is the first key after all that begin with it.
    const end = prefix.slice()
    end[end.length - 1] = 1
    await this.#guard(() => this.#database().clear({ gte: prefix, lt: end }))
  }

  #database(): Level<Uint8Array, Uint8Array> {
    return this.#level!
  }

  #claim(): () => void {
    try {
      return claimLocation(this.location)
    } catch (error) {
      throw error instanceof MillraceError ? error : this.#unavailable('The folder cannot be made', error)
    }
  }

  async #guard<T>(operation: () => Promise<T>): Promise<T> {
    try {
      return await operation()
    } catch (error) {
      if (codeOf(error) === 'LEVEL_CORRUPTION') throw this.#damaged(error)
      throw this.#unavailable('LevelDB failed', error)
    }
  }

  #openError(error: unknown): MillraceError {
    // abstract-level wraps what the database said.
    const cause = (error as { cause?: unknown }).cause ?? error
    if (codeOf(cause) === 'LEVEL_LOCKED') {
      return new MillraceError(
        'MILLRACE_STORE_LOCKED',
        `Another process has the online store open; stop it or choose another location: ${this.location}`,
        { location: this.location, cause },
      )
    }
    if (codeOf(cause) === 'LEVEL_CORRUPTION') return this.#damaged(cause)
    return this.#unavailable('LevelDB cannot be opened', cause)
  }

  #damaged(cause: unknown): MillraceError {
    return new MillraceError(
      'MILLRACE_ROW_CORRUPT',
      `LevelDB's files are damaged (${messageOf(cause)}); delete the folder and materialize again: ${this.location}`,
      { location: this.location, cause },
    )
  }

  #unavailable(what: string, cause: unknown): MillraceError {
    return new MillraceError(
      'MILLRACE_STORE_UNAVAILABLE',
      `${what} (${messageOf(cause)}); check the location and its permissions: ${this.location}`,
      { location: this.location, cause },
    )
  }
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | undefined)?.code
}

function messageOf(error: unknown): string {
  // Errors of IndexedDB may have a name only.
  return error instanceof Error ? error.message || error.name : String(error)
}
