import { MillraceError } from '../errors.js'
import type { Kernels } from './kernels.js'
import type { KernelThread, ThreadPlatform } from './platform-threads.js'
import { BoardWord, boardThreads, type TaskArguments, TaskBoard } from './task-board.js'
import { workerScript } from './worker-script.js'

/** What the threads of a pool share. */
export interface PoolRuntime {
  readonly module: WebAssembly.Module
  readonly memory: WebAssembly.Memory
  readonly kernels: Kernels
  /** The seed of hash tables, the same at every call. */
  readonly drawSeed: () => bigint
}

/** Names of kernels. */
export type TaskKernel = keyof Kernels

const spins = 20_000
const mostDefaultThreads = 8

/**
 * Threads that run kernels over one memory. They start at the first job that asks for them; until they are up, and where
 * there are none or none may be started, the main thread does everything itself. No thread keeps the process alive.
 */
export class WorkerPool {
  readonly #runtime: PoolRuntime
  readonly #platform: ThreadPlatform | null
  #board: TaskBoard | null
  readonly #places: ReadonlyMap<string, number>
  readonly #threads: KernelThread[] = []
  #mayStart = true
  #failed = 0

  /** A platform of null, or a memory that is not shared, makes a pool without threads. */
  constructor(runtime: PoolRuntime, platform: ThreadPlatform | null) {
    this.#runtime = runtime
    this.#platform = platform
    this.#board = platform && new TaskBoard()
    this.#places = new Map(Object.keys(runtime.kernels).map((name, place) => [name, place]))
  }

  /** Threads to use where nobody says how many: 1 where there is only this one. */
  get defaultThreads(): number {
    return Math.min(this.#platform?.defaultThreads ?? 1, mostDefaultThreads)
  }

  /** Most threads a job can run on, the main one included: 1 also from the moment on that threads turn out to be denied. */
  get mostThreads(): number {
    if (this.#board === null) return 1
    return 1 + (this.#mayStart ? boardThreads : this.#threads.length - this.#failed)
  }

  /** How many threads besides the main one take tasks by now. */
  get threadsUp(): number {
    return this.#board ? Atomics.load(this.#board.words, BoardWord.Up) : 0
  }

  /**
   * Runs a kernel once for each of the tasks, in any order, and gives the results in theirs: on this thread where `threads`
   * is 1, else on any that are up, of which `threads` are started but more may be there for others. All tasks are over at
   * the return, also when one of them fails; its error is thrown then.
   */
  run(kernel: TaskKernel, tasks: readonly TaskArguments[], threads: number): number[] {
    if (threads > 1 && tasks.length > 1 && this.#board !== null) {
      this.#start(threads - 1)
      if (this.threadsUp > 0) return this.#share(this.#board, kernel, tasks, threads - 1)
    }
    return tasks.map((args) => this.#call(kernel, args))
  }

  #call(kernel: TaskKernel, args: TaskArguments): number {
    return (this.#runtime.kernels[kernel] as (...values: TaskArguments) => number)(...args)
  }

  #start(threads: number): void {
    const { module, memory, drawSeed } = this.#runtime
    const { words, failure, values, bigints, results } = this.#board!
    const shared = { module, memory, words, failure, values, bigints, results, at: BoardWord }
    while (this.#mayStart && this.#threads.length < Math.min(threads, boardThreads)) {
      const data = { ...shared, seed: drawSeed(), index: this.#threads.length }
      try {
        this.#threads.push(this.#platform!.start(workerScript, data, () => this.#lose()))
      } catch {
        // Such as by `node --permission` without `--allow-worker`. mostThreads tells.
        this.#mayStart = false
      }
    }
  }

  /** Counts a thread that did not come up, or died: the next would fare alike. */
  #lose(): void {
    this.#failed++
    this.#mayStart = false
  }

  #share(board: TaskBoard, kernel: TaskKernel, tasks: readonly TaskArguments[], others: number): number[] {
    const results: number[] = []
    const batch = board.capacity(tasks[0]!.length)
    for (let start = 0; start < tasks.length; start += batch) {
      results.push(...this.#shareBatch(board, kernel, tasks.slice(start, start + batch), others))
    }
    return results
  }

  #shareBatch(board: TaskBoard, kernel: TaskKernel, tasks: readonly TaskArguments[], others: number): Iterable<number> {
    board.publish(this.#places.get(kernel)!, tasks, others)
    let error: unknown
    for (let task = board.take(); task >= 0; task = board.take()) {
      try {
        board.results[task] = this.#call(kernel, tasks[task]!)
      } catch (thrown) {
        error ??= thrown
      }
      board.done()
    }
    this.#awaitOthers(board, tasks.length)
    error ??= board.error()
    if (error !== undefined) throw error
    return board.results.subarray(0, tasks.length)
  }

  /** Waits for the tasks that other threads hold. */
  #awaitOthers({ words }: TaskBoard, count: number): void {
    for (let spin = 0; spin < spins; spin++) if (Atomics.load(words, BoardWord.Done) === count) return
    for (let done = 0; (done = Atomics.load(words, BoardWord.Done)) < count; ) {
      if (!this.#platform!.awaitChange(words, BoardWord.Done, done)) this.#assertAlive(words)
    }
  }

  /** Throws where the only threads that could hold a task have ended, and does without threads from then on. */
  #assertAlive(words: Int32Array): void {
    const busy = this.#threads.filter((_, index) => Atomics.load(words, BoardWord.Busy + index) !== 0)
    if (busy.length === 0 || !busy.every((thread) => thread.hasEnded())) return
    this.#board = null
    const message = 'A thread was ended from outside in the middle of its work; start the operation again'
    throw new MillraceError('MILLRACE_THREAD_ENDED', `${message}: ${busy.length}`, { threads: busy.length })
  }
}
