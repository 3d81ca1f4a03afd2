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
}

/** Names of kernels. */
export type TaskKernel = keyof Kernels

const spins = 20_000
const waitMilliseconds = 250

/**
 * Threads that run kernels over one memory. They start at the first job that asks for them; until they are up, and where
 * there are none, the main thread does everything itself. No thread keeps the process alive.
 */
export class WorkerPool {
  readonly #runtime: PoolRuntime
  readonly #platform: ThreadPlatform | null
  #board: TaskBoard | null
  readonly #places: ReadonlyMap<string, number>
  readonly #setup: (readonly [TaskKernel, TaskArguments])[] = []
  readonly #threads: KernelThread[] = []

  /** A platform of null, or a memory that is not shared, makes a pool without threads. */
  constructor(runtime: PoolRuntime, platform: ThreadPlatform | null) {
    this.#runtime = runtime
    this.#platform = platform
    this.#board = platform && new TaskBoard()
    this.#places = new Map(Object.keys(runtime.kernels).map((name, place) => [name, place]))
  }

  /** Threads to use where nobody says how many: 1 where there is only this one. */
  get defaultThreads(): number {
    return this.#platform?.defaultThreads ?? 1
  }

  /** How many threads besides the main one take tasks by now. */
  get threadsUp(): number {
    return this.#board ? Atomics.load(this.#board.words, BoardWord.Up) : 0
  }

  /** Runs a kernel here, and in each thread when it starts. */
  prepare(kernel: TaskKernel, args: TaskArguments): void {
    this.#setup.push([kernel, args])
    this.#call(kernel, args)
  }

  /**
   * Runs a kernel once for each of the tasks, on any of `threads` threads and in any order, and gives the results in
   * theirs. All tasks are over at the return, also when one of them fails; its error is thrown then.
   */
  run(kernel: TaskKernel, tasks: readonly TaskArguments[], threads: number): number[] {
    if (threads > 1 && tasks.length > 1 && this.#board !== null) {
      this.#start(threads - 1)
      if (this.threadsUp > 0) return this.#share(this.#board, kernel, tasks)
    }
    return tasks.map((args) => this.#call(kernel, args))
  }

  #call(kernel: TaskKernel, args: TaskArguments): number {
    return (this.#runtime.kernels[kernel] as (...values: TaskArguments) => number)(...args)
  }

  #start(threads: number): void {
    const board = this.#board!
    const { module, memory } = this.#runtime
    const { words, failure, values, bigints, results } = board
    while (this.#threads.length < Math.min(threads, boardThreads)) {
      const index = this.#threads.length
      const data = {
        module,
        memory,
        index,
        setup: this.#setup,
        words,
        failure,
        values,
        bigints,
        results,
        at: BoardWord,
      }
      this.#threads.push(this.#platform!.start(workerScript, data))
    }
  }

  #share(board: TaskBoard, kernel: TaskKernel, tasks: readonly TaskArguments[]): number[] {
    const results: number[] = []
    const batch = board.capacity(tasks[0]!.length)
    for (let start = 0; start < tasks.length; start += batch) {
      results.push(...this.#shareBatch(board, kernel, tasks.slice(start, start + batch)))
    }
    return results
  }

  #shareBatch(board: TaskBoard, kernel: TaskKernel, tasks: readonly TaskArguments[]): Iterable<number> {
    board.publish(this.#places.get(kernel)!, tasks)
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
      if (Atomics.wait(words, BoardWord.Done, done, waitMilliseconds) === 'timed-out') this.#assertAlive(words)
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
