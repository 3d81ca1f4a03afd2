import { type Table, tableFromIPC } from 'apache-arrow'
import type * as ParquetWasm from 'parquet-wasm'
import { tableToIpc } from '../../../arrow/table-to-ipc.js'
import { MillraceError } from '../../../errors.js'
import { type FullWriteOptions, ParquetCodec, type ParquetCodecSupports } from './parquet-codec.js'

type ParquetWasmModule = typeof ParquetWasm

/** Options of {@link ParquetWasmCodec}. */
export interface ParquetWasmCodecOptions {
  /** Where a browser fetches parquet_wasm_bg.wasm; default: beside the script, as bundlers place it. Node needs none. */
  readonly wasmUrl?: string | URL
}

/** More rows than a row group has, so that each becomes one record batch (the default of 1,024 is 1.6 times slower). */
const batchSize = 1 << 20

let loading: Promise<ParquetWasmModule> | undefined

/**
 * Reads and writes Parquet by parquet-wasm's synchronous functions (its asynchronous ones turn damaged files into
 * uncaught exceptions). The default codec, in Node and in browsers.
 *
 * The module is loaded at the first use; `load` does it ahead of time, which `parseSync` and `encodeSync` need.
 *
 * @example
 * const codec = new ParquetWasmCodec()
 * await codec.load()
 * registerLoaders([codec.loader])
 */
export class ParquetWasmCodec extends ParquetCodec {
  readonly supports: ParquetCodecSupports = Object.freeze({
    sync: true,
    rowGroups: true,
    fixedLengthBytes: true,
    compressions: Object.freeze(['zstd', 'snappy', 'none'] as const),
  })
  readonly #wasmUrl: string | URL | undefined
  #module: ParquetWasmModule | undefined

  constructor({ wasmUrl }: ParquetWasmCodecOptions = {}) {
    super('parquet-wasm', 'Apache Parquet (parquet-wasm)', '0.8.0', { sync: true })
    this.#wasmUrl = wasmUrl
  }

  /** Loads the WebAssembly module, once for all codecs. */
  async load(): Promise<void> {
    loading ??= loadModule(this.#wasmUrl)
    this.#module = await loading
  }

  protected override async _decode(file: Uint8Array): Promise<Table> {
    await this.load()
    return this._decodeSync(file)
  }

  protected override async _encode(table: Table, options: FullWriteOptions): Promise<Uint8Array> {
    await this.load()
    return this._encodeSync(table, options)
  }

  protected override _decodeSync(file: Uint8Array): Table {
    // intoIPCStream consumes the table, so nothing is left to free.
    return tableFromIPC(this.#loaded().readParquet(file, { batchSize }).intoIPCStream())
  }

  protected override _encodeSync(table: Table, { compression, rowGroupRows }: FullWriteOptions): Uint8Array {
    const { Compression, EnabledStatistics, Table: WasmTable, WriterPropertiesBuilder, writeParquet } = this.#loaded()
    const kind = { zstd: Compression.ZSTD, snappy: Compression.SNAPPY, none: Compression.UNCOMPRESSED }[compression]
    const properties = new WriterPropertiesBuilder()
      .setCompression(kind)
      .setMaxRowGroupSize(rowGroupRows)
      .setStatisticsEnabled(EnabledStatistics.Chunk)
      .setCreatedBy('millrace')
      .build()
    return writeParquet(WasmTable.fromIPCStream(tableToIpc(table)), properties)
  }

  #loaded(): ParquetWasmModule {
    if (this.#module !== undefined) return this.#module
    throw new MillraceError(
      'MILLRACE_INVALID_ARGUMENT',
      'The Parquet codec is not loaded yet; await its load() before parseSync or encodeSync',
      {},
    )
  }
}

/** Node's entry is ready once imported; the browser's has a default export that fetches the module. */
async function loadModule(wasmUrl: string | URL | undefined): Promise<ParquetWasmModule> {
  const module: ParquetWasmModule = await import('parquet-wasm')
  const { default: start } = module as { default?: unknown }
  if (isInitializer(start)) await start(wasmUrl === undefined ? undefined : { module_or_path: wasmUrl })
  return module
}

function isInitializer(value: unknown): value is (options?: { module_or_path: string | URL }) => Promise<unknown> {
  return typeof value === 'function'
}
