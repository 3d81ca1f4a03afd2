import { Table } from 'apache-arrow'
import type { Column } from '../../column.js'
import { MillraceError } from '../../errors.js'
import { suggestName } from '../../nearest-name.js'
import type { Schema } from '../../types.js'
import type { CheckedAppend } from './check-offline.js'
import { bytesSource } from './codec/byte-source.js'
import type { ParquetCodec } from './codec/parquet-codec.js'
import { OfflineStore, type OfflineStoreSupports, type OfflineTable } from './offline-store.js'
import { describeParquet, readParquet } from './read-parquet.js'
import { type RowSelection, selectRows } from './row-selection.js'
import { checkStoredTypes, neededColumns, nullColumn } from './stored-columns.js'
import { describeTable, selectFromTable } from './table-file.js'

/** Options of {@link MemoryOfflineStore}. */
export interface MemoryOfflineStoreOptions {
  /** What `readFile` finds, by path: tables, or the bytes of Parquet files. Default: nothing. */
  readonly files?: ReadonlyMap<string, Table | Uint8Array> | Readonly<Record<string, Table | Uint8Array>>
  /** Decodes the files that are bytes; needed only where there are such. */
  readonly codec?: ParquetCodec
}

interface MemoryDataset {
  readonly appends: CheckedAppend[]
  readonly transactions: Set<string>
}

/**
 * Keeps rows in memory: for browsers and tests. Appended rows are copied.
 *
 * @example
 * const store = new MemoryOfflineStore({ files: { 'driver_stats.parquet': table } })
 */
export class MemoryOfflineStore extends OfflineStore {
  readonly supports: OfflineStoreSupports = Object.freeze({ persistent: false, sharedBetweenProcesses: false })
  readonly #files: ReadonlyMap<string, Table | Uint8Array>
  readonly #codec: ParquetCodec | undefined
  readonly #projects = new Map<string, Map<string, MemoryDataset>>()

  constructor({ files = {}, codec }: MemoryOfflineStoreOptions = {}) {
    super()
    this.#files = files instanceof Map ? files : new Map(Object.entries(files))
    this.#codec = codec
  }

  protected override async _open(): Promise<void> {}

  protected override async _close(): Promise<void> {}

  protected override async _append(appends: readonly CheckedAppend[], transaction: string | null): Promise<boolean> {
    const { project, view } = appends[0]!.table
    let views = this.#projects.get(project)
    if (views === undefined) this.#projects.set(project, (views = new Map()))
    let dataset = views.get(view)
    if (dataset === undefined) views.set(view, (dataset = { appends: [], transactions: new Set() }))
    if (transaction !== null && dataset.transactions.has(transaction)) return false
    for (const append of appends) dataset.appends.push({ ...append, columns: copyColumns(append.columns) })
    if (transaction !== null) dataset.transactions.add(transaction)
    return true
  }

  protected override async *_read(table: OfflineTable, selection: RowSelection): AsyncIterable<Table> {
    const dataset = this.#projects.get(table.project)?.get(table.view)
    const needed = neededColumns(selection)
    for (const { table: stored, columns, rows } of [...(dataset?.appends ?? [])]) {
      checkStoredTypes(table, stored.schema, needed)
      const present = needed.map((name) => [name, columns.get(name) ?? nullColumn(table.schema[name]!, rows)] as const)
      yield selectRows(new Map(present), rows, selection)
    }
  }

  protected override async *_readFile(path: string, selection: RowSelection): AsyncIterable<Table> {
    const file = this.#fileAt(path)
    if (!(file instanceof Table)) yield* readParquet(this.#codecFor(path), bytesSource(path, file), selection)
    else yield selectFromTable(path, file, selection)
  }

  protected override async _describeFile(path: string): Promise<Schema> {
    const file = this.#fileAt(path)
    if (!(file instanceof Table)) return describeParquet(this.#codecFor(path), bytesSource(path, file))
    return describeTable(file)
  }

  protected override async _clear(project: string, view: string | undefined): Promise<void> {
    if (view === undefined) this.#projects.delete(project)
    else this.#projects.get(project)?.delete(view)
  }

  protected override async _compact({ project, view }: OfflineTable, pending: readonly string[] | null): Promise<void> {
    if (pending === null) return
    const transactions = this.#projects.get(project)?.get(view)?.transactions
    for (const id of transactions ?? []) if (!pending.includes(id)) transactions?.delete(id)
  }

  #fileAt(path: string): Table | Uint8Array {
    const file = this.#files.get(path)
    if (file !== undefined) return file
    throw new MillraceError(
      'MILLRACE_FILE_NOT_FOUND',
      `No file of this path was given to the memory store; ${suggestName(path, this.#files.keys())} Got '${path}'`,
      { path },
    )
  }

  #codecFor(path: string): ParquetCodec {
    if (this.#codec !== undefined) return this.#codec
    throw new MillraceError(
      'MILLRACE_INVALID_ARGUMENT',
      `A memory store needs the option codec to read Parquet bytes; pass a ParquetWasmCodec, or the table: ${path}`,
      { path },
    )
  }
}

/** Who appends may use the buffers again. */
function copyColumns(columns: ReadonlyMap<string, Column>): ReadonlyMap<string, Column> {
  return new Map([...columns].map(([name, column]) => [name, copyColumn(column)] as const))
}

function copyColumn({ validity, values, offsets, items, ...rest }: Column): Column {
  return {
    ...rest,
    validity: validity?.slice() ?? null,
    values: values?.slice() ?? null,
    offsets: offsets?.slice() ?? null,
    items: items && copyColumn(items),
  }
}
