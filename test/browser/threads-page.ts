import { WasmBackend } from '../../src/backend.js'
import type { MillraceError } from '../../src/errors.js'
import { backendSuite, differentialSuite } from '../../src/testing.js'
import { loadKernels } from '../../src/wasm/load.js'
import { type ThreadPlatform, threadPlatform } from '../../src/wasm/platform-threads.js'
import { BoardWord } from '../../src/wasm/task-board.js'
import type { WorkerPool } from '../../src/wasm/worker-pool.js'
import { poolWith } from '../support/pool-with.js'
import { manyRows } from './many-rows.js'

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
const nothing = [0, 0, 0] as const

/** Starts a pool's second thread and yields until it takes tasks or turns out to be denied; says how many then do. */
async function threadsUp(pool: WorkerPool): Promise<number> {
  pool.run('fill_bytes', [nothing, nothing], 2)
  for (let wait = 0; pool.threadsUp === 0 && pool.mostThreads > 1 && wait < 3000; wait++) await pause(10)
  return pool.threadsUp
}

/** Runs tasks until other threads have done some, and says how many those were; throws where a task was not done. */
async function tasksElsewhere(): Promise<number> {
  let here = 0
  const { arena, pool } = poolWith({
    fill_bytes: (at, byte, length) => {
      here++
      new Uint8Array(arena.memory.buffer, at, length).fill(byte)
    },
  })
  await threadsUp(pool)
  const size = 1 << 18
  const target = arena.allocate(64 * size)
  let all = 0
  for (let round = 1; round <= 100 && all - here < 10; round++, all += 64) {
    const tasks = Array.from({ length: 64 }, (_, task) => [target.offset + task * size, task + round, size] as const)
    pool.run('fill_bytes', tasks, 2)
    const bytes = arena.u8(target)
    if (tasks.some(([, byte], task) => bytes[task * size + size - 1] !== byte)) throw new Error('a task was not done')
  }
  return all - here
}

/** Starts a thread whose script throws; says how often that was told, and also to the page, and whether it has ended. */
async function failingThread() {
  let told = 0
  let reported = 0
  globalThis.addEventListener('error', () => reported++)
  const thread = threadPlatform()!.start("throw new Error('of the script')", {}, () => told++)
  const before = thread.hasEnded()
  for (let wait = 0; told === 0 && wait < 3000; wait++) await pause(10)
  await pause(10)
  return { told, reported, before, after: thread.hasEnded() }
}

/** Runs tasks of which one is taken by a thread that is never done with it, calls `remove`, and says how it ended. */
function runLost(remove: () => void): string {
  const platform = threadPlatform()!
  let words: Int32Array | undefined
  const losing: ThreadPlatform = {
    ...platform,
    start(_script, data, failed) {
      words = (data as { words: Int32Array }).words
      Atomics.store(words, BoardWord.Up, 1)
      return platform.start('const serve = () => undefined', {}, failed)
    },
  }
  const fill_bytes = () => {
    if (Atomics.exchange(words!, BoardWord.Busy, 1) === 0) Atomics.sub(words!, BoardWord.Open, 1)
    remove()
  }
  const { pool } = poolWith({ fill_bytes }, losing)
  try {
    return pool.run('fill_bytes', Array(4).fill(nothing), 2).join()
  } catch (error) {
    return (error as MillraceError).code
  }
}

/** Runs what every backend must pass, and generated cases against the reference, on two threads from one row on. */
async function suites(cases: number, seed: number) {
  const tests: { name: string; run: () => Promise<void> }[] = []
  const test = (name: string, run: () => Promise<void>) => void tests.push({ name, run })
  const makeBackend = () => new WasmBackend({ threads: 2, parallelRows: 1 })
  backendSuite({ test, makeBackend })
  differentialSuite({ test, makeBackend, cases, seed })
  const failures: string[] = []
  for (const { name, run } of tests) await run().catch((error) => failures.push(`${name}: ${error}`))
  return { tests: tests.length, failures }
}

const asked = {
  pool() {
    const { pool } = loadKernels()
    const { threads } = new WasmBackend({ threads: 2 })
    return { defaultThreads: pool.defaultThreads, threads, up: pool.threadsUp }
  },
  threadsUp: () => threadsUp(loadKernels().pool),
  manyRows: () => manyRows(2),
  tasksElsewhere,
  failingThread,
  suites,
} as const

/** A dedicated worker of the page, which runs this program too and answers the same. */
function startWorker() {
  const worker = new Worker('/page.js', { type: 'module' })
  const ask = (name: string) =>
    new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data)
      worker.onerror = ({ message }) => reject(new Error(message))
      worker.postMessage(name)
    })
  return { ask, terminate: () => worker.terminate() }
}

if (globalThis.document !== undefined) Object.assign(globalThis, { asked, startWorker, runLost })
else globalThis.onmessage = async ({ data }) => globalThis.postMessage(await asked[data as 'pool']())
