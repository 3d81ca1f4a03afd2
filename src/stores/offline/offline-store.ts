import type { Table } from 'apache-arrow'
import type { Schema } from '../../types.js'
import { StoreLifecycle, type StoreStatus } from '../store-lifecycle.js'
import { type CheckedAppend, checkAppend, checkNames, checkRead, checkTransaction } from './check-offline.js'
import type { RowSelection } from './row-selection.js'

/** What an offline store must know of a view to keep its rows. Columns: join keys, fields, `eventTimestamp`, `created`. */
export interface OfflineTable {
  readonly project: string
  readonly view: string
  /** Every column of the data set and its type, in order. */
  readonly schema: Schema
  /** The column that dates a row (microseconds UTC). */
  readonly timestampField: string
}

/** Where rows somebody else wrote are read from. */
export interface FileLocation {
  /** A Parquet file, or a folder of them. */
  readonly path: string
  readonly timestampField: string
}

/** What part of a data set is read. */
export interface OfflineRead {
  /** Columns wanted; all where undefined. */
  readonly columns?: readonly string[]
  /** Only rows whose event timestamp is at or after this (microseconds). */
  readonly start?: bigint
  /** Only rows whose event timestamp is at or before this (microseconds). */
  readonly end?: bigint
}

/** Rows to append to one view's data set. */
export interface OfflineWrite {
  readonly table: OfflineTable
  /** The columns of `table.schema` and no others, of exactly its types. */
  readonly rows: Table
}

/** Options of an append. */
export interface OfflineAppendOptions {
  /**
   * Names the append: a view that has already taken an append of this name skips it, so that an append may be repeated
   * after a crash or an error. Must be unique to the append.
   */
  readonly transaction?: string
}

/** What became of one write of an append. */
export interface OfflineAppendResult {
  /** Rows appended. */
  readonly rows: number
  /** Whether the view had already taken this transaction. */
  readonly skipped: boolean
}

/** Options of a compaction. */
export interface OfflineCompactOptions {
  /**
   * Transactions that may still be repeated, such as the journal's pending ids: all others are forgotten. Default: none
   * is forgotten.
   */
  readonly pending?: readonly string[]
}

/** What an offline store does, told before it is asked. Frozen. */
export interface OfflineStoreSupports {
  /** Rows outlive the process. */
  readonly persistent: boolean
  /** Several processes may have the store open, and append, at the same time. */
  readonly sharedBetweenProcesses: boolean
}

/**
 * A store of all rows of each view, and a reader of files that others wrote.
 *
 * Public methods check their arguments; the `_methods` are all that an implementer writes, and they may assume valid
 * ones. `millrace/testing` has the suite that every store passes.
 *
 * Rows come back in the order they were appended, as far as their event timestamps are of the same day (UTC): ties of a
 * point-in-time join are broken by that order. Tables read have at least one row and the wanted columns in the wanted
 * order; they are small enough to hold in memory one at a time, however large the data set is.
 *
 * @example
 * const store = new MemoryOfflineStore()
 * await store.open()
 * await store.append([{ table, rows }], { transaction: 'import-1' })
 * for await (const chunk of store.read(table, { columns: ['score'], start, end })) use(chunk)
 * await store.close()
 */
export abstract class OfflineStore {
  abstract readonly supports: OfflineStoreSupports
  readonly #lifecycle = new StoreLifecycle('offline store')

  /** Whether the store is open, closed, or on its way to either. */
  get status(): StoreStatus {
    return this.#lifecycle.status
  }

  /** Opens the store; does nothing where it is open. Throws MILLRACE_STORE_UNAVAILABLE where it cannot be reached. */
  open(): Promise<void> {
    return this.#lifecycle.open(() => this._open())
  }

  /** Closes the store after the appends under way; does nothing where it is closed. Reads under way fail. */
  close(): Promise<void> {
    return this.#lifecycle.close(() => this._close())
  }

  /**
   * Throws what {@link append} would throw for these arguments, without writing: for whoever must know before it
   * journals the append.
   */
  check(writes: readonly OfflineWrite[], options: OfflineAppendOptions = {}): void {
    checkTransaction(options.transaction)
    for (const write of writes) checkAppend(write)
  }

  /**
   * Appends rows to the data sets of any number of views.
   *
   * The rows of one view become visible together and are durable once this resolves. Where it throws, each view has
   * taken all of its rows or none; repeat it with the same `transaction` to complete it. Several writes of one view are
   * one step, in their order. Appends are done one after the other.
   *
   * Throws MILLRACE_STORE_CLOSED; MILLRACE_INVALID_NAME, MILLRACE_MISSING_COLUMN, MILLRACE_INVALID_VALUE (a column of
   * another type or that the schema does not name, a null event timestamp), MILLRACE_VALUE_OUT_OF_RANGE (an event
   * timestamp outside the years 1 to 9999) before anything is written; MILLRACE_DATASET_CORRUPT and
   * MILLRACE_STORE_UNAVAILABLE (a full disk, say).
   */
  async append(
    writes: readonly OfflineWrite[],
    options: OfflineAppendOptions = {},
  ): Promise<readonly OfflineAppendResult[]> {
    this.#lifecycle.assertOpen()
    const transaction = checkTransaction(options.transaction)
    const appends = writes.map(checkAppend)
    return this.#lifecycle.write(async () => {
      const taken = new Map<string, boolean>()
      for (const [key, batch] of byView(appends)) taken.set(key, await this._append(batch, transaction))
      return appends.map((append) => {
        const written = taken.get(viewKey(append))!
        return { rows: written ? append.rows : 0, skipped: !written }
      })
    })
  }

  /**
   * Reads a view's rows in chunks; nothing where none were appended. A column that rows lack because they were written
   * before the view had it is null in them.
   *
   * Reads see the appends that were acknowledged when iteration began.
   *
   * Throws, when iterated, MILLRACE_STORE_CLOSED, MILLRACE_MISSING_COLUMN (a wanted column that the table's schema lacks),
   * MILLRACE_INVALID_ARGUMENT (a start after the end), MILLRACE_SCHEMA_MISMATCH (rows written with another type of
   * a wanted column), MILLRACE_DATASET_CORRUPT.
   */
  async *read(table: OfflineTable, options: OfflineRead = {}): AsyncIterable<Table> {
    this.#lifecycle.assertOpen()
    checkNames(table.project, table.view)
    yield* this.#whileOpen(this._read(table, checkRead(table.timestampField, options, table.schema)))
  }

  /**
   * Reads rows of files that somebody else wrote, in chunks: row group by row group, files of a folder in the order of
   * their paths.
   *
   * Throws, when iterated, MILLRACE_STORE_CLOSED, MILLRACE_FILE_NOT_FOUND, MILLRACE_PARQUET_CORRUPT,
   * MILLRACE_MISSING_COLUMN (with the nearest name), MILLRACE_UNSUPPORTED_TYPE (for wanted columns only, or a
   * timestampField that is no timestamp where `start` or `end` is given), MILLRACE_INVALID_ARGUMENT.
   */
  async *readFile(location: FileLocation, options: OfflineRead = {}): AsyncIterable<Table> {
    this.#lifecycle.assertOpen()
    yield* this.#whileOpen(this._readFile(location.path, checkRead(location.timestampField, options)))
  }

  /**
   * Gives the columns of a file (of a folder's first file) and their types; columns of types that are not supported are
   * left out. The object has no prototype.
   *
   * Throws MILLRACE_STORE_CLOSED, MILLRACE_FILE_NOT_FOUND, MILLRACE_PARQUET_CORRUPT.
   */
  async describeFile(location: Pick<FileLocation, 'path'>): Promise<Schema> {
    this.#lifecycle.assertOpen()
    return this._describeFile(location.path)
  }

  /** Removes the rows of a project, or of one of its views, and what is remembered of their transactions. */
  async clear(project: string, view?: string): Promise<void> {
    this.#lifecycle.assertOpen()
    checkNames(project, view)
    return this.#lifecycle.write(() => this._clear(project, view))
  }

  /** Joins small parts of a view's data set and forgets finished transactions; rows and their order stay the same. */
  async compact(table: OfflineTable, options: OfflineCompactOptions = {}): Promise<void> {
    this.#lifecycle.assertOpen()
    checkNames(table.project, table.view)
    return this.#lifecycle.write(() => this._compact(table, options.pending ?? null))
  }

  /** Acquires what the store needs. Called only while closed; where it throws, nothing stays acquired. */
  protected abstract _open(): Promise<void>
  /** Releases everything. Called only while open, after all writes have settled. */
  protected abstract _close(): Promise<void>
  /**
   * Appends checked writes of one view in one atomic, durable step and remembers `transaction`; gives false, and does
   * nothing, where it is remembered already. No other write of this object runs meanwhile.
   */
  protected abstract _append(appends: readonly CheckedAppend[], transaction: string | null): Promise<boolean>
  /** Reads the selected rows of a view; `selection.columns` is not null. */
  protected abstract _read(table: OfflineTable, selection: RowSelection): AsyncIterable<Table>
  /** Reads the selected rows of files; all columns where `selection.columns` is null. */
  protected abstract _readFile(path: string, selection: RowSelection): AsyncIterable<Table>
  protected abstract _describeFile(path: string): Promise<Schema>
  protected abstract _clear(project: string, view: string | undefined): Promise<void>
  /** Joins parts; forgets all transactions but `pending` where that is not null. */
  protected abstract _compact(table: OfflineTable, pending: readonly string[] | null): Promise<void>

  /** Runs an operation that must not meet a write: after those under way, before those that come. */
  protected afterWrites<T>(operation: () => Promise<T>): Promise<T> {
    return this.#lifecycle.write(operation)
  }

  async *#whileOpen(tables: AsyncIterable<Table>): AsyncIterable<Table> {
    for await (const table of tables) {
      this.#lifecycle.assertOpen()
      if (table.numRows > 0) yield table
    }
  }
}

function byView(appends: readonly CheckedAppend[]): Map<string, CheckedAppend[]> {
  const views = new Map<string, CheckedAppend[]>()
  for (const append of appends) {
    const batch = views.get(viewKey(append))
    if (batch === undefined) views.set(viewKey(append), [append])
    else batch.push(append)
  }
  return views
}

function viewKey({ table }: CheckedAppend): string {
  return `${table.project}/${table.view}`
}
