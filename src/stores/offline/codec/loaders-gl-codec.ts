import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import { type Table, tableFromIPC } from 'apache-arrow'
import { tableToIpc } from '../../../arrow/table-to-ipc.js'
import { MillraceError } from '../../../errors.js'
import { loadersGlWorker } from './loaders-gl-worker.js'
import { type FullWriteOptions, ParquetCodec, type ParquetCodecSupports } from './parquet-codec.js'

/** Options of {@link LoadersGlCodec}. */
export interface LoadersGlCodecOptions {
  /** URL or path of a module from which the package `@loaders.gl/parquet` resolves; default: this library's. */
  readonly from?: string | URL
}

interface Answer {
  readonly id: number
  readonly bytes?: Uint8Array
  readonly error?: string
}

interface Waiting {
  readonly resolve: (bytes: Uint8Array) => void
  readonly reject: (error: Error) => void
}

/**
 * Reads and writes Parquet by the optional package `@loaders.gl/parquet`, in Node. Off the hot path: for those who want
 * its decoder, and to compare with.
 *
 * It runs in a worker thread and tables cross as Arrow IPC, because a damaged file makes its decoder throw where nobody
 * can catch it (the worker ends then, and a new one takes its place), and because it brings a copy of apache-arrow of
 * its own. It writes one row group, uncompressed.
 *
 * Throws MILLRACE_PACKAGE_NOT_FOUND where the package is not installed.
 *
 * @example
 * const store = new ParquetDatasetStore('data/offline', { codec: new LoadersGlCodec() })
 */
export class LoadersGlCodec extends ParquetCodec {
  readonly supports: ParquetCodecSupports = Object.freeze({
    sync: false,
    rowGroups: false,
    fixedLengthBytes: false,
    compressions: Object.freeze(['none'] as const),
  })
  readonly #from: string | URL
  readonly #waiting = new Map<number, Waiting>()
  #worker: Worker | null = null
  #calls = 0

  constructor({ from = import.meta.url }: LoadersGlCodecOptions = {}) {
    super('loaders-gl-parquet', 'Apache Parquet (loaders.gl)', '4.5.2', { sync: false })
    this.#from = from
  }

  /** Ends the worker; the next call starts another. Calls under way fail. */
  async close(): Promise<void> {
    const worker = this.#worker
    if (worker === null) return
    this.#drop(worker, new Error('the codec was closed'))
    await worker.terminate()
  }

  protected override async _decode(file: Uint8Array): Promise<Table> {
    return tableFromIPC(await this.#call({ decode: file }))
  }

  protected override async _encode(table: Table, _options: FullWriteOptions): Promise<Uint8Array> {
    return this.#call({ encode: tableToIpc(table) })
  }

  #call(message: { readonly decode: Uint8Array } | { readonly encode: Uint8Array }): Promise<Uint8Array> {
    const worker = (this.#worker ??= this.#start())
    const id = ++this.#calls
    return new Promise((resolve, reject) => {
      // The process stays for a call under way, but not for an idle worker.
      if (this.#waiting.size === 0) worker.ref()
      this.#waiting.set(id, { resolve, reject })
      worker.postMessage({ id, ...message })
    })
  }

  #start(): Worker {
    const worker = new Worker(loadersGlWorker, { eval: true, workerData: resolvable(this.#from), stderr: true })
    worker.on('message', (answer: Answer) => this.#settle(worker, answer))
    worker.on('error', (error) => this.#drop(worker, error))
    worker.on('exit', () => this.#drop(worker, new Error('its decoder ended')))
    worker.unref()
    return worker
  }

  #settle(worker: Worker, { id, bytes, error }: Answer): void {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (this.#waiting.size === 0) worker.unref()
    if (bytes !== undefined) waiting?.resolve(bytes)
    else waiting?.reject(new Error(error))
  }

  #drop(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return
    this.#worker = null
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }
}

/** Checks that the package resolves from there, before a worker fails at it. */
function resolvable(from: string | URL): string {
  try {
    createRequire(from).resolve('@loaders.gl/parquet')
    return String(from)
  } catch (cause) {
    throw new MillraceError(
      'MILLRACE_PACKAGE_NOT_FOUND',
      'This codec needs an optional package that is not installed; run: npm install @loaders.gl/parquet',
      { package: '@loaders.gl/parquet', from: String(from), cause },
    )
  }
}
