import { nodeThreads } from './node-threads.js'
import { webThreads } from './web-threads.js'

/** A thread that runs kernels: of what a platform's worker can do, what the pool needs. */
export interface KernelThread {
  /** Of a thread that has taken a task: says whether it runs no more. */
  hasEnded(): boolean
}

/** A platform that has threads which may share memory. */
export interface ThreadPlatform {
  /** How many threads make sense where nobody says: in a program's main thread one a processor, else 1. */
  readonly defaultThreads: number
  /**
   * Starts a thread that runs a script, and then the function `serve` which it declares, over data it shares. It never
   * keeps the process alive. Throws where it may not; where only time tells, or a thread dies of an error, `failed` is
   * called, once.
   */
  start(script: string, data: object, failed: () => void): KernelThread
  /** Waits for a shared word to be something else than `value`, a quarter of a second at most; says whether it may be. */
  awaitChange(words: Int32Array, index: number, value: number): boolean
}

/** The platform's threads, or null where there are none that share memory. */
export function threadPlatform(): ThreadPlatform | null {
  return nodeThreads() ?? webThreads()
}
