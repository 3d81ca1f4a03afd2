import { checkOptions } from '../../arrow/check-options.js'
import { MillraceError } from '../../errors.js'
import { loadKernels } from '../../wasm/load.js'
import type { Parallelism } from '../../wasm/row-ranges.js'

/** How a {@link WasmBackend} uses threads. */
export interface WasmBackendOptions {
  /**
   * Most threads an operation runs on, the calling one included; 1 for that one alone. Default: one a processor and at
   * most 8, but 1 in a worker. Results do not depend on it. Where threads cannot share memory (in pages that are not
   * cross-origin isolated, and in Node before 20.16) or may not be started, all run on the calling one;
   * {@link WasmBackend.threads} tells. Backends of a process or page share their threads, of which each uses as many as its
   * own limit says.
   */
  readonly threads?: number
  /** Rows from which an operation is shared among threads; default 20,000. Below, waking them takes longer. */
  readonly parallelRows?: number
}

const defaultParallelRows = 20_000

/** Checks options and fills in what they leave open. Throws MILLRACE_INVALID_ARGUMENT. */
export function parallelism(options: WasmBackendOptions): Parallelism {
  checkOptions(options, ['threads', 'parallelRows'], 'A WasmBackend')
  const { threads, parallelRows = defaultParallelRows } = options
  for (const [name, value] of Object.entries({ threads, parallelRows })) {
    if (value === undefined || (Number.isSafeInteger(value) && value >= 1)) continue
    throw new MillraceError('MILLRACE_INVALID_ARGUMENT', `${name} must be a whole number from 1 on: ${value}`, { name })
  }
  let known = threads
  return {
    parallelRows,
    // Asked for by the first batch that is large enough, because Node loads for a millisecond what tells it.
    get threads() {
      known ??= loadKernels().pool.defaultThreads
      return known
    },
  }
}
