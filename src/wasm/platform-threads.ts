/** A thread that runs kernels: of what a platform's worker can do, what the pool needs. */
export interface KernelThread {
  /** Says whether it was seen running and is not any more. */
  hasEnded(): boolean
}

/** A platform that has threads which may share memory. */
export interface ThreadPlatform {
  /** How many threads make sense where nobody says: in a program's main thread one a processor, at most 8; else 1. */
  readonly defaultThreads: number
  /** Starts a thread that runs a script over data it shares. It never keeps the process alive. */
  start(script: string, data: object): KernelThread
}

const mostDefaultThreads = 8

/**
 * The platform's threads, or null where there are none: Node has them (from 20.16 on, which can be asked without an
 * import), browsers do not let a page wait for a worker.
 */
export function threadPlatform(): ThreadPlatform | null {
  const builtin = globalThis.process?.getBuiltinModule
  const threads = builtin?.('node:worker_threads')
  const system = builtin?.('node:os')
  if (!threads || !system || !mayWait()) return null
  return {
    defaultThreads: threads.isMainThread ? Math.min(system.availableParallelism(), mostDefaultThreads) : 1,
    // Without the command line's loaders, which are for the user's code.
    start: (script, data) =>
      kernelThread(new threads.Worker(script, { eval: true, workerData: data, execArgv: [], name: 'millrace' })),
  }
}

/** Hosts that embed Node may forbid waiting. */
function mayWait(): boolean {
  try {
    return Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1) === 'not-equal'
  } catch {
    return false
  }
}

/** What of Node's `Worker` is used. */
interface Worker {
  readonly performance: { eventLoopUtilization(): { readonly active: number } }
  on(event: 'error', listener: () => void): unknown
  unref(): void
}

function kernelThread(worker: Worker): KernelThread {
  // Without a listener its failure would be the program's.
  worker.on('error', () => undefined)
  worker.unref()
  let seen = false
  return {
    hasEnded() {
      // Of a thread that has ended this is 0, also before its `exit` event could arrive; so it is before it is up.
      const isActive = worker.performance.eventLoopUtilization().active > 0
      seen ||= isActive
      return seen && !isActive
    },
  }
}
