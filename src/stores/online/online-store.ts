import type { Column } from '../../column.js'
import { MillraceError } from '../../errors.js'
import type { DataType, ScalarType } from '../../types.js'
import { encodeReads } from './decode-reads.js'
import { encodeWrites } from './encode-writes.js'
import type { NO_TIMESTAMP } from './row-order.js'
import { storagePrefix } from './storage-key.js'

/**
 * What an online store must know of a view to hold its rows. Plain data, made from a FeatureView by the engine.
 * Stores remember what they compute from a table object, so pass the same object again.
 */
export interface OnlineTable {
  readonly project: string
  readonly view: string
  /** Types int32, int64, string, bytes and timestamp. A view without join keys has one row. */
  readonly joinKeys: readonly { readonly name: string; readonly type: ScalarType }[]
  /** Fields in order. Rows written with other fields, types or order are not read as these: see OnlineReadResult. */
  readonly fields: readonly { readonly name: string; readonly type: DataType }[]
}

/** Rows of one view: columns of equal length. Keys are never null. Timestamps are microseconds. */
export interface OnlineWrite {
  readonly table: OnlineTable
  /** One column a join key, in the table's order. */
  readonly keys: readonly Column[]
  /** One column a field, in the table's order. */
  readonly values: readonly Column[]
  readonly eventTimestamps: BigInt64Array
  /** Null where the source has no created timestamp, {@link NO_TIMESTAMP} where one row has none: both sort first. */
  readonly createdTimestamps: BigInt64Array | null
}

/** How many of a write's rows the store now holds, and how many gave way to later ones, stored or of the same call. */
export interface OnlineWriteResult {
  readonly written: number
  readonly ignored: number
}

/** A read of some fields of one view for a list of keys (columns of equal length, in the table's order). */
export interface OnlineRead {
  readonly table: OnlineTable
  readonly keys: readonly Column[]
  /** Names of the wanted fields. */
  readonly fields: readonly string[]
}

/** Rows in the order of the keys, duplicates included. Where `found` is not 1 every field is null and both timestamps 0n. */
export interface OnlineReadResult {
  /** 0 absent, 1 present, 2 written under another schema of the view (materialize it again). */
  readonly found: Uint8Array
  readonly eventTimestamps: BigInt64Array
  /** {@link NO_TIMESTAMP} where a row that is there has none. */
  readonly createdTimestamps: BigInt64Array
  /** One column a wanted field, in the order asked for. */
  readonly columns: readonly Column[]
}

/** What an online store does, told before it is asked. Frozen. */
export interface OnlineStoreSupports {
  /** Rows outlive the process. */
  readonly persistent: boolean
  /** Several processes may have the store open, and write, at the same time. */
  readonly sharedBetweenProcesses: boolean
  /**
   * What readers see all or nothing of: all rows of one `write` call, or only those of one entity key (all its views),
   * as in a Redis Cluster, where other keys may live on other nodes.
   */
  readonly atomicity: 'call' | 'entity'
}

/** A packed row and its key, both valid only until the `_method` they were passed to has settled. */
export interface OnlineEntry {
  readonly key: Uint8Array
  readonly row: Uint8Array
}

export type OnlineStoreStatus = 'closed' | 'opening' | 'open' | 'closing'

/**
 * A store of the latest row of each entity key, by view.
 *
 * Public methods check their arguments and turn columns into packed rows and back; the `_methods` are all that an
 * implementer writes, and they see bytes only. `millrace/testing` has the suite that every store passes.
 *
 * A later row wins: of two rows with one key the one with the greater (event timestamp, created timestamp) stays, and
 * of equally late ones the one written last. So writes may come in any order, again, or from several processes.
 *
 * @example
 * const store = new MemoryOnlineStore()
 * await store.open()
 * await store.write([{ table, keys: [ids], values: [scores], eventTimestamps, createdTimestamps: null }])
 * const [result] = await store.read([{ table, keys: [ids], fields: ['score'] }])
 * await store.close()
 */
export abstract class OnlineStore {
  abstract readonly supports: OnlineStoreSupports
  #status: OnlineStoreStatus = 'closed'
  #transition: Promise<void> = Promise.resolve()
  #lastWrite: Promise<unknown> = Promise.resolve()
  readonly #running = new Set<Promise<unknown>>()

  /** Whether the store is open, closed, or on its way to either. */
  get status(): OnlineStoreStatus {
    return this.#status
  }

  /**
   * Opens the store; does nothing where it is open. May be called at any time, also while it closes.
   *
   * @throws MILLRACE_STORE_LOCKED where another process or store object holds it, MILLRACE_STORE_UNAVAILABLE where it
   * cannot be reached.
   */
  open(): Promise<void> {
    return this.#enqueue(async () => {
      if (this.#status === 'open') return
      this.#status = 'opening'
      try {
        await this._open()
        this.#status = 'open'
      } finally {
        if (this.#status === 'opening') this.#status = 'closed'
      }
    })
  }

  /** Closes the store after the reads and writes under way; does nothing where it is closed. */
  close(): Promise<void> {
    // From here on new reads and writes are refused, though those under way go on.
    if (this.#status === 'open') this.#status = 'closing'
    return this.#enqueue(async () => {
      if (this.#status === 'closed') return
      this.#status = 'closing'
      await Promise.allSettled(this.#running)
      try {
        await this._close()
      } finally {
        this.#status = 'closed'
      }
    })
  }

  /**
   * Writes rows of any number of views in one atomic step (see `supports.atomicity`): either all or none of them become
   * visible, to readers and after a crash. Rows older than what is there are ignored.
   *
   * The arguments are read before the call returns, so buffers may be reused at once.
   *
   * @returns for each write, how many rows were taken.
   * @throws MILLRACE_STORE_CLOSED, MILLRACE_MISSING_KEY for a null key, MILLRACE_MISSING_COLUMN,
   * MILLRACE_INVALID_VALUE or MILLRACE_RAGGED_COLUMNS where columns are not those the table declares,
   * MILLRACE_UNSUPPORTED_TYPE for a type that cannot be a key, MILLRACE_STORE_UNAVAILABLE: nothing is known of the
   * write then, and writing again is safe.
   */
  write(writes: readonly OnlineWrite[]): Promise<OnlineWriteResult[]> {
    return this.#run(async () => {
      const { entries, count } = encodeWrites(writes)
      if (entries.length === 0) return count(new Uint8Array(0))
      return count(await this.#afterOtherWrites(() => this._writeMany(entries)))
    })
  }

  /**
   * Reads rows of any number of views with one multi-get.
   *
   * @throws MILLRACE_STORE_CLOSED, MILLRACE_FEATURE_NOT_FOUND for a field the table does not have,
   * MILLRACE_ROW_CORRUPT for a damaged row, and for keys what {@link write} throws.
   */
  read(reads: readonly OnlineRead[]): Promise<OnlineReadResult[]> {
    return this.#run(async () => {
      const { keys, decode } = encodeReads(reads)
      return decode(keys.length === 0 ? [] : await this._getMany(keys))
    })
  }

  /**
   * Removes every row of a project, or of one of its views. Not atomic: call it again where it failed.
   *
   * @throws MILLRACE_STORE_CLOSED, MILLRACE_INVALID_NAME.
   */
  clear(project: string, view?: string): Promise<void> {
    return this.#run(async () => {
      const prefix = storagePrefix(project, view)
      await this.#afterOtherWrites(() => this._clear(prefix))
    })
  }

  /** Acquires what the store needs. Called only while closed; where it throws, nothing stays acquired. */
  protected abstract _open(): Promise<void>
  /** Releases everything. Called only while open, after all other calls have settled. */
  protected abstract _close(): Promise<void>
  /** Gets the rows of some keys, of which some may be equal, as one consistent view; undefined where there is none. */
  protected abstract _getMany(keys: readonly Uint8Array[]): Promise<readonly (Uint8Array | undefined)[]>
  /**
   * Writes each entry that {@link supersedes} what is stored, in one atomic step with the comparison. Keys are
   * distinct, there is at least one, and no other `_writeMany` or `_clear` of this object runs meanwhile.
   * Gives 1 for each entry written.
   */
  protected abstract _writeMany(entries: readonly OnlineEntry[]): Promise<Uint8Array>
  /** Removes every row whose key begins with `prefix`, whose last byte is 0. */
  protected abstract _clear(prefix: Uint8Array): Promise<void>

  #enqueue(step: () => Promise<void>): Promise<void> {
    const result = this.#transition.then(step)
    this.#transition = result.catch(() => {})
    return result
  }

  async #run<T>(operation: () => Promise<T>): Promise<T> {
    if (this.#status !== 'open') {
      throw new MillraceError(
        'MILLRACE_STORE_CLOSED',
        `The online store is not open; await open() first: ${this.#status}`,
        {
          status: this.#status,
        },
      )
    }
    const running = operation()
    this.#running.add(running)
    try {
      return await running
    } finally {
      this.#running.delete(running)
    }
  }

  #afterOtherWrites<T>(operation: () => Promise<T>): Promise<T> {
    const result = this.#lastWrite.then(operation)
    this.#lastWrite = result.catch(() => {})
    return result
  }
}
