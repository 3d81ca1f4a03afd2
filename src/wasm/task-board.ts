/**
 * Words of the board that threads share: where tasks are taken from and reported to. Those that change while others look
 * lie in cache lines of their own.
 */
export enum BoardWord {
  /**
   * Tasks that nobody has taken, and above them ({@link limitShift}) how many threads besides the main one may take some.
   * Who lowers it takes the task of the number it then holds. That both are one word lets no thread take a task of a job
   * that is not open to it, and lets one that is shut out wait until the word changes.
   */
  Open = 0,
  /** Tasks that are over. */
  Done = 16,
  /** Of the job: how many tasks it has, the kernel's place among the exports, arguments a task, which are bigints. */
  Count = 32,
  Kernel = 33,
  Arguments = 34,
  Bigints = 35,
  /** 1 once a task has failed, and the length of what its error says. */
  Failed = 36,
  FailureLength = 37,
  /** Threads that are up. */
  Up = 38,
  /** A word a thread: not 0 while it may hold a task. */
  Busy = 48,
}

/** How many threads, besides the main one, have a word on a board. */
export const boardThreads = 64

/** Bits of {@link BoardWord.Open} below the limit of threads. */
export const limitShift = 16
/** Those bits, all ones. */
export const taskMask = (1 << limitShift) - 1

const wordCount = BoardWord.Busy + boardThreads
const failureUnits = 512
const valueCount = 8192

/** Arguments of a task. */
export type TaskArguments = readonly (number | bigint)[]

/**
 * The memory by which threads share the tasks of a job. Only the main thread publishes jobs, and only when all tasks of
 * the one before are done, so that a thread that has taken a task reads what belongs to it.
 */
export class TaskBoard {
  readonly buffer = new SharedArrayBuffer(4 * wordCount + 2 * failureUnits + 16 * valueCount)
  readonly words = new Int32Array(this.buffer, 0, wordCount)
  readonly failure = new Uint16Array(this.buffer, 4 * wordCount, failureUnits)
  readonly values = new Float64Array(this.buffer, this.failure.byteOffset + 2 * failureUnits, valueCount)
  readonly bigints = new BigInt64Array(this.buffer, this.values.byteOffset, valueCount)
  readonly results = new Float64Array(this.buffer, this.values.byteOffset + 8 * valueCount, valueCount)

  /** How many tasks of that many arguments fit. */
  capacity(argumentCount: number): number {
    return Math.floor(valueCount / Math.max(argumentCount, 1))
  }

  /** Puts up the tasks of a job for the first `others` threads besides the main one, and wakes those that wait. */
  publish(kernel: number, tasks: readonly TaskArguments[], others: number): void {
    const { words } = this
    const first = tasks[0]!
    for (const [task, values] of tasks.entries()) this.#write(task * first.length, values)
    words[BoardWord.Count] = tasks.length
    words[BoardWord.Kernel] = kernel
    words[BoardWord.Arguments] = first.length
    words[BoardWord.Bigints] = first.reduce<number>(
      (bits, value, at) => bits | (Number(typeof value === 'bigint') << at),
      0,
    )
    words[BoardWord.Failed] = 0
    Atomics.store(words, BoardWord.Done, 0)
    Atomics.store(words, BoardWord.Open, (Math.min(others, boardThreads) << limitShift) | tasks.length)
    Atomics.notify(words, BoardWord.Open)
  }

  #write(start: number, values: TaskArguments): void {
    for (const [index, value] of values.entries()) {
      if (typeof value === 'bigint') this.bigints[start + index] = value
      else this.values[start + index] = value
    }
  }

  /** Takes a task; -1 when none is left. */
  take(): number {
    for (;;) {
      const open = Atomics.load(this.words, BoardWord.Open)
      if ((open & taskMask) === 0) return -1
      if (Atomics.compareExchange(this.words, BoardWord.Open, open, open - 1) === open) return (open & taskMask) - 1
    }
  }

  /** Reports a task to be over. */
  done(): void {
    Atomics.add(this.words, BoardWord.Done, 1)
  }

  /** The error of a task that failed in another thread, as it was there; undefined where all went well. */
  error(): Error | undefined {
    if (this.words[BoardWord.Failed] === 0) return undefined
    const text = String.fromCharCode(...this.failure.subarray(0, this.words[BoardWord.FailureLength]))
    const [name = '', ...message] = text.split('\n')
    const Class = errorClasses.get(name) ?? Error
    return new Class(message.join('\n'))
  }
}

const errorClasses: ReadonlyMap<string, new (message: string) => Error> = new Map([
  ['RuntimeError', WebAssembly.RuntimeError],
  ['RangeError', RangeError],
  ['TypeError', TypeError],
])
