import { maySleep, sleepUntilChange } from './await-change.js'
import type { KernelThread, ThreadPlatform } from './platform-threads.js'

// In a turn of its own, from which on the thread can be seen to be alive.
const serving = "setImmediate(serve, require('node:worker_threads').workerData)"

/** Node's threads, from 20.16 on, which can be asked without an import; null elsewhere. */
export function nodeThreads(): ThreadPlatform | null {
  const builtin = globalThis.process?.getBuiltinModule
  if (!builtin || !maySleep()) return null
  // Loaded when they are asked for: a process of small batches needs neither.
  const threads = () => builtin('node:worker_threads')
  return {
    get defaultThreads() {
      return threads().isMainThread ? builtin('node:os').availableParallelism() : 1
    },
    start(script, data, failed) {
      const { Worker, MessageChannel } = threads()
      const { port1, port2 } = new MessageChannel()
      const workerData = { ...data, lifeline: port2 }
      // Without the command line's loaders, which are for the user's code.
      const options = { eval: true, workerData, transferList: [port2], execArgv: [], name: 'millrace' }
      return kernelThread(new Worker(`${script}\n${serving}`, options), port1, failed)
    },
    awaitChange: sleepUntilChange,
  }
}

/** What of Node's `Worker` is used. */
interface Worker {
  /** Which other runtimes lack. */
  readonly performance?: { eventLoopUtilization(): { readonly active: number } }
  on(event: 'error', listener: () => void): unknown
  unref(): void
}

/** What of Node's `MessagePort` is used. */
interface Lifeline {
  postMessage(message: null): unknown
}

function kernelThread(worker: Worker, lifeline: Lifeline, failed: () => void): KernelThread {
  // Without a listener its failure would be the program's.
  worker.on('error', failed)
  worker.unref()
  // Of a thread that has ended the time is 0, also before its `exit` event could arrive. But so it is of one that runs, until
  // the event loop has turned since its start. Then the channel tells, whose other end goes with the thread: Node 20 to 24 say
  // so by what `postMessage` returns, though it is not documented. Who cannot tell waits: a thread that is given up writes on.
  const isOnline = () => worker.performance?.eventLoopUtilization().active !== 0
  return { hasEnded: () => !isOnline() && lifeline.postMessage(null) === false }
}
