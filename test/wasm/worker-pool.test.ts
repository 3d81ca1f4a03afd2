import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { MillraceError } from '../../src/errors.js'
import { Arena } from '../../src/wasm/arena.js'
import { kernelsBase64, memoryLimitsAt } from '../../src/wasm/kernels.generated.js'
import type { Kernels } from '../../src/wasm/kernels.js'
import { startKernels } from '../../src/wasm/load.js'
import { type ThreadPlatform, threadPlatform } from '../../src/wasm/platform-threads.js'
import { BoardWord } from '../../src/wasm/task-board.js'
import { WorkerPool } from '../../src/wasm/worker-pool.js'
import { awaitThreads } from '../support/await-threads.js'

const platform = threadPlatform()!
const pause = new Int32Array(new SharedArrayBuffer(4))

/** A pool whose main thread has kernels of its own in place of some. */
function poolWith(own: Partial<Kernels>, given: ThreadPlatform = platform) {
  const bytes = Buffer.from(kernelsBase64, 'base64')
  bytes[memoryLimitsAt] = 3
  const module = new WebAssembly.Module(bytes)
  const memory = new WebAssembly.Memory({ initial: 4, maximum: 65536, shared: true })
  const host = { formatFloats: () => 0, parseFloats: () => undefined }
  const exports = new WebAssembly.Instance(module, { env: { memory, ...host } }).exports as unknown as Kernels
  const arena = new Arena({ memory, base: exports.heapBase() })
  return { arena, pool: new WorkerPool({ module, memory, kernels: { ...exports, ...own } }, given) }
}

function errorOf(run: () => unknown): Error {
  try {
    run()
  } catch (error) {
    return error as Error
  }
  throw new Error('nothing was thrown')
}

const { arena, pool } = startKernels(platform)
awaitThreads(pool)

test('runs every task once and gives results in their order, for any number of tasks', () => {
  const bits = arena.allocate(8192)
  arena.u8(bits).fill(0b0101_0101)
  for (const count of [0, 1, 2, 3, 8, 100, 3000]) {
    const tasks = Array.from({ length: count }, (_, task) => [bits.offset, 0, 2 * (task % 60)] as const)
    for (let round = 0; round < 20; round++) {
      assert.equal(
        pool.run('count_rows', tasks, 2),
        tasks.map((_, task) => task % 60),
      )
    }
  }
  arena.free(bits)
})

test('passes 64-bit arguments whole', () => {
  const words = arena.allocateCopy(BigUint64Array.of(5n, 2n ** 63n + 1n))
  const outs = Array.from({ length: 20 }, () => arena.allocate(16))
  pool.run(
    'words_range',
    outs.map((out) => [words.offset, 2n ** 63n, 0, 2, out.offset]),
    2,
  )
  for (const out of outs) {
    assert.equal([...arena.i64(out)], [1n, BigInt.asIntN(64, 2n ** 63n + 5n)])
    arena.free(out)
  }
  arena.free(words)
})

test('other threads take tasks too, over memory that grew after they started', () => {
  let here = 0
  const { arena, pool } = poolWith({
    fill_bytes: (at, byte, length) => {
      here++
      new Uint8Array(arena.memory.buffer, at, length).fill(byte)
    },
  })
  awaitThreads(pool)
  const size = 1 << 18
  const target = arena.allocate(64 * size)
  for (let round = 1, all = here; round < 100 && all - here < 10; round++) {
    const tasks = Array.from({ length: 64 }, (_, task) => [target.offset + task * size, task + round, size] as const)
    pool.run('fill_bytes', tasks, 2)
    all += 64
    const bytes = arena.u8(target)
    for (let task = 0; task < 64; task++) assert.is(bytes[task * size + size - 1], task + round)
    if (round === 99) assert.ok(all - here > 0)
  }
})

test('a trap in another thread is thrown here as it is, when all tasks are over, and the pool goes on', () => {
  const { arena, pool } = poolWith({
    // This thread holds its first task until the other has taken the rest.
    fill_bytes: () => void Atomics.wait(pause, 0, 0, 50),
  })
  awaitThreads(pool)
  const block = arena.allocate(64)
  const tasks = Array.from({ length: 10 }, (_, task) => [task === 5 ? 2 ** 32 - 8 : block.offset, 7, 64] as const)
  for (let round = 0; round < 5; round++) {
    const error = errorOf(() => pool.run('fill_bytes', tasks, 2))
    assert.instance(error, WebAssembly.RuntimeError)
    assert.is(error.message, 'memory access out of bounds')
  }
  assert.is(pool.run('count_rows', [[0, 0, 0] as const, [0, 0, 0] as const], 2).length, 2)
})

test('an error in this thread is thrown when all tasks are over', () => {
  const { arena, pool } = poolWith({
    fill_sequence: () => {
      throw new RangeError('of this thread')
    },
  })
  awaitThreads(pool)
  const block = arena.allocate(4096)
  const tasks = Array.from({ length: 200 }, () => [0, 1000, block.offset] as const)
  // The other thread may be so fast that none is left for this one.
  const error = errorOf(() => {
    for (let round = 0; round < 10_000; round++) pool.run('fill_sequence', tasks, 2)
  })
  assert.instance(error, RangeError)
  assert.is(error.message, 'of this thread')
})

test('a thread that ended with a task in its hands is an error, and the pool goes on without it', () => {
  const boards: Int32Array[] = []
  const lost: ThreadPlatform = {
    defaultThreads: 2,
    start(_script, data) {
      const { words } = data as { words: Int32Array }
      boards.push(words)
      Atomics.store(words, BoardWord.Up, 1)
      return { hasEnded: () => true }
    },
  }
  let calls = 0
  const { pool } = poolWith(
    {
      fill_bytes: () => {
        if (++calls > 1) return
        Atomics.store(boards[0]!, BoardWord.Busy, 1)
        Atomics.sub(boards[0]!, BoardWord.Left, 1)
      },
    },
    lost,
  )
  const tasks = Array.from({ length: 4 }, () => [0, 0, 0] as const)
  const error = errorOf(() => pool.run('fill_bytes', tasks, 2))
  assert.is((error as MillraceError).code, 'MILLRACE_THREAD_ENDED')
  assert.is(calls, 3)
  pool.run('fill_bytes', tasks, 2)
  assert.is(calls, 7)
})

test('a thread that was ended between jobs is not missed', async () => {
  const started = new Promise<import('node:worker_threads').Worker>((resolve) => process.once('worker', resolve))
  const { arena, pool } = poolWith({})
  awaitThreads(pool)
  await (await started).terminate()
  const block = arena.allocate(400)
  const tasks = Array.from({ length: 100 }, (_, task) => [task, 1, block.offset + 4 * task] as const)
  pool.run('fill_sequence', tasks, 2)
  assert.equal(
    [...arena.i32(block)],
    tasks.map((_, task) => task),
  )
})

test('without threads everything runs here, over memory that is not shared', () => {
  const { arena, kernels, pool } = startKernels(null)
  assert.instance(arena.memory.buffer, ArrayBuffer)
  assert.is(pool.defaultThreads, 1)
  const block = arena.allocate(400)
  const tasks = Array.from({ length: 100 }, (_, task) => [task, 1, block.offset + 4 * task] as const)
  pool.run('fill_sequence', tasks, 4)
  assert.equal(arena.i32(block)[99], 99)
  assert.is(pool.threadsUp, 0)
  assert.is(kernels.exp(0), 1)
})

test.run()
