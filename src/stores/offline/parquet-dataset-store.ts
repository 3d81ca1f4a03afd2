import { join } from 'node:path'
import type { Table } from 'apache-arrow'
import type { Schema } from '../../types.js'
import type { FileSystem } from '../file-system.js'
import { nodeFileSystem } from '../node-file-system.js'
import { claimToken, isAbandoned, releaseToken } from '../writer-token.js'
import { removeAbandoned } from './abandoned-files.js'
import type { CheckedAppend } from './check-offline.js'
import type { ParquetCodec } from './codec/parquet-codec.js'
import { ParquetWasmCodec } from './codec/parquet-wasm-codec.js'
import { compactDataset } from './compact-dataset.js'
import { DatasetReaders } from './dataset-readers.js'
import { emptyManifest, type Manifest, type Part, schemaFingerprint } from './manifest.js'
import { ManifestLog } from './manifest-log.js'
import { OfflineStore, type OfflineStoreSupports, type OfflineTable } from './offline-store.js'
import { fileSource, parquetFilesAt, usingFile } from './parquet-files.js'
import { syncFolders, writePart } from './part-file.js'
import { partitionRows } from './partition-rows.js'
import { describeParquet, readParquet } from './read-parquet.js'
import { readPart } from './read-part.js'
import { isOutside, type RowSelection } from './row-selection.js'

/** Options of {@link ParquetDatasetStore}. */
export interface ParquetDatasetStoreOptions {
  /** Reads and writes the files; default: a {@link ParquetWasmCodec}. */
  readonly codec?: ParquetCodec
  /** Default: the machine's. */
  readonly fileSystem?: FileSystem
}

/**
 * Keeps each view's rows as a Parquet data set in a folder of its own, which every other tool can read:
 *
 * ```
 * <root>/<project>/<view>/date=2024-01-01/part-000001-<writer>.parquet   rows of a day (UTC)
 * <root>/<project>/<view>/manifest-000000000001.json                     the parts, in order; the highest number counts
 * ```
 *
 * Parts are written under temporary names, synced and renamed, and never change. An append counts once a manifest that
 * lists its parts is linked, so a crash leaves it whole or absent; what it left besides is removed when the store is
 * opened. Every block read is compared with the checksum in the manifest.
 *
 * Several processes may append to and read the same data set. A read fails with MILLRACE_STORE_UNAVAILABLE where another
 * process compacts or clears the view meanwhile; read again then.
 *
 * @example
 * const store = new ParquetDatasetStore('data/offline')
 * await store.open()
 */
export class ParquetDatasetStore extends OfflineStore {
  readonly supports: OfflineStoreSupports = Object.freeze({ persistent: true, sharedBetweenProcesses: true })
  readonly #root: string
  readonly #codec: ParquetCodec
  readonly #files: FileSystem
  readonly #readers = new DatasetReaders((removal) => this.afterWrites(removal))

  /** `root` is made where it is not there. */
  constructor(
    root: string,
    { codec = new ParquetWasmCodec(), fileSystem = nodeFileSystem }: ParquetDatasetStoreOptions = {},
  ) {
    super()
    this.#root = root
    this.#codec = codec
    this.#files = fileSystem
  }

  protected override async _open(): Promise<void> {
    await this.#files.makeFolder(this.#root)
    // A crash may have come between making these folders and syncing what holds them.
    await this.#files.syncFolder(this.#root)
    for (const project of await this.#foldersIn(this.#root)) {
      await this.#files.syncFolder(project)
      for (const folder of await this.#foldersIn(project))
        await removeAbandoned(this.#files, folder, this.#logOf(folder), isAbandoned)
    }
  }

  protected override async _close(): Promise<void> {}

  protected override async _append(appends: readonly CheckedAppend[], transaction: string | null): Promise<boolean> {
    const folder = this.#folderOf(appends[0]!.table)
    const log = this.#logOf(folder)
    const current = await log.load()
    if (isTaken(current, transaction)) return false
    if (appends.every(({ rows }) => rows === 0)) return true
    return this.#withToken(folder, log, async (token) => {
      const parts = await this.#writeParts(appends, folder, token, current.nextPart)
      return log.update((manifest) =>
        isTaken(manifest, transaction) ? null : withParts(manifest, parts, appends, transaction),
      )
    })
  }

  protected override async *_read(table: OfflineTable, selection: RowSelection): AsyncIterable<Table> {
    const folder = this.#folderOf(table)
    this.#readers.enter(folder)
    try {
      const log = this.#logOf(folder)
      const { parts, schemas } = await log.load()
      for (const part of parts) {
        if (isOutside(selection, part.min, part.max)) continue
        yield* readPart(
          { files: this.#files, codec: this.#codec, log, table },
          part,
          schemas.get(part.schema)!,
          selection,
        )
      }
    } finally {
      await this.#readers.leave(folder)
    }
  }

  protected override async *_readFile(path: string, selection: RowSelection): AsyncIterable<Table> {
    for (const file of await parquetFilesAt(this.#files, path))
      yield* usingFile(this.#files, file, (open) => readParquet(this.#codec, fileSource(file, open), selection))
  }

  protected override async _describeFile(path: string): Promise<Schema> {
    const [file] = await parquetFilesAt(this.#files, path)
    const open = await this.#files.open(file!)
    try {
      return await describeParquet(this.#codec, fileSource(file!, open))
    } finally {
      await open.close()
    }
  }

  protected override async _clear(project: string, view: string | undefined): Promise<void> {
    const folders =
      view === undefined ? await this.#foldersIn(join(this.#root, project)) : [join(this.#root, project, view)]
    for (const folder of folders) await this.#clearFolder(folder)
    await this.#files.removeEmptyFolder(join(this.#root, project))
  }

  protected override async _compact(table: OfflineTable, pending: readonly string[] | null): Promise<void> {
    const folder = this.#folderOf(table)
    const log = this.#logOf(folder)
    await this.#withToken(folder, log, async (token) => {
      const replaced = await compactDataset({ files: this.#files, codec: this.#codec, log, table, token }, pending)
      await this.#readers.whenUnread(folder, () => this.#removeParts(folder, replaced))
      return replaced.length > 0
    })
  }

  /**
   * Runs a change that writes files under a token. Where it fails, or did not come about because somebody else made
   * it, its files are in the way: they are removed as far as no manifest lists them. What stays is removed at the next
   * opening.
   */
  async #withToken(folder: string, log: ManifestLog, change: (token: string) => Promise<boolean>): Promise<boolean> {
    const token = claimToken()
    let changed = false
    try {
      changed = await change(token)
      return changed
    } finally {
      releaseToken(token)
      if (!changed) await removeAbandoned(this.#files, folder, log, (other) => other === token).catch(() => {})
    }
  }

  async #writeParts(
    appends: readonly CheckedAppend[],
    folder: string,
    token: string,
    firstNumber: number,
  ): Promise<Part[]> {
    const writer = { files: this.#files, codec: this.#codec, folder, token }
    const parts: Part[] = []
    for (const { table, columns } of appends) {
      const schema = schemaFingerprint(table.schema)
      for (const partition of partitionRows(columns, table.timestampField))
        parts.push(await writePart(writer, firstNumber + parts.length, partition, schema))
    }
    await syncFolders(this.#files, folder, parts)
    return parts
  }

  async #clearFolder(folder: string): Promise<void> {
    const log = this.#logOf(folder)
    let parts: readonly Part[] = []
    let generation = 0
    const cleared = await log.update((manifest) => {
      parts = manifest.parts
      generation = manifest.generation + 1
      return manifest.generation === 0 ? null : emptyManifest
    })
    if (!cleared) return
    await this.#readers.whenUnread(folder, async () => {
      await this.#removeParts(folder, parts)
      await log.remove(generation)
      await this.#files.removeEmptyFolder(folder)
    })
  }

  async #removeParts(folder: string, parts: readonly Part[]): Promise<void> {
    for (const { path } of parts) await this.#files.remove(join(folder, path))
    for (const date of new Set(parts.map(({ path }) => path.split('/')[0]!)))
      await this.#files.removeEmptyFolder(join(folder, date))
  }

  async #foldersIn(folder: string): Promise<string[]> {
    const entries = await this.#files.list(folder)
    return entries.filter(({ isFolder }) => isFolder).map(({ name }) => join(folder, name))
  }

  #folderOf({ project, view }: OfflineTable): string {
    return join(this.#root, project, view)
  }

  #logOf(folder: string): ManifestLog {
    return new ManifestLog(this.#files, folder)
  }
}

function isTaken({ transactions }: Manifest, transaction: string | null): boolean {
  return transaction !== null && transactions.includes(transaction)
}

function withParts(
  manifest: Manifest,
  parts: readonly Part[],
  appends: readonly CheckedAppend[],
  transaction: string | null,
): Manifest {
  const schemas = new Map(manifest.schemas)
  for (const { table } of appends) schemas.set(schemaFingerprint(table.schema), table.schema)
  return {
    ...manifest,
    schemas,
    parts: [...manifest.parts, ...parts],
    transactions: transaction === null ? manifest.transactions : [...manifest.transactions, transaction],
    nextPart: manifest.nextPart + parts.length,
  }
}
