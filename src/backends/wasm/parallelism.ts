import { MillraceError } from '../../errors.js'
import { loadKernels } from '../../wasm/load.js'
import type { Parallelism } from '../../wasm/row-ranges.js'

/** How a {@link WasmBackend} uses threads. */
export interface WasmBackendOptions {
  /**
   * Most threads an operation runs on, the calling one included; 1 for that one alone. Default: one a processor and at
   * most 8, but 1 in a worker thread. Results do not depend on it. Where threads cannot share memory (in browsers, and in
   * Node before 20.16) all run on the calling one. Backends of a process share their threads.
   */
  readonly threads?: number
  /** Rows from which an operation is shared among threads; default 20,000. Below, waking them takes longer. */
  readonly parallelRows?: number
}

const defaultParallelRows = 20_000

/** Checks options and fills in what they leave open. Throws MILLRACE_INVALID_ARGUMENT. */
export function parallelism(options: WasmBackendOptions): Parallelism {
  const { threads = loadKernels().pool.defaultThreads, parallelRows = defaultParallelRows } = options
  for (const [name, value] of Object.entries({ threads, parallelRows })) {
    if (Number.isSafeInteger(value) && value >= 1) continue
    throw new MillraceError('MILLRACE_INVALID_ARGUMENT', `${name} must be a whole number from 1 on: ${value}`, { name })
  }
  return { threads, parallelRows }
}
