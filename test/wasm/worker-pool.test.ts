import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { MillraceError } from '../../src/errors.js'
import { startKernels } from '../../src/wasm/load.js'
import { type ThreadPlatform, threadPlatform } from '../../src/wasm/platform-threads.js'
import { BoardWord } from '../../src/wasm/task-board.js'
import { awaitThreads } from '../support/await-threads.js'
import { poolWith } from '../support/pool-with.js'

const platform = threadPlatform()!
const pause = new Int32Array(new SharedArrayBuffer(4))

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
    awaitChange: platform.awaitChange,
  }
  let calls = 0
  const { pool } = poolWith(
    {
      fill_bytes: () => {
        if (++calls > 1) return
        Atomics.store(boards[0]!, BoardWord.Busy, 1)
        Atomics.sub(boards[0]!, BoardWord.Open, 1)
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

test('a thread that works for long is waited for, also where no event could tell of its start', () => {
  const slowly = `{
    const { Instance } = WebAssembly
    const pause = new Int32Array(new SharedArrayBuffer(4))
    WebAssembly.Instance = function (...given) {
      const exports = { ...new Instance(...given).exports }
      const { fill_sequence } = exports
      exports.fill_sequence = (...args) => (Atomics.wait(pause, 0, 0, 700), fill_sequence(...args))
      return { exports }
    }
  }`
  const slow: ThreadPlatform = {
    ...platform,
    start: (script, data, failed) => platform.start(`${slowly}\n${script}`, data, failed),
  }
  // What this thread does leaves nothing behind, so that the other is seen to have taken a task.
  const { arena, pool } = poolWith({ fill_sequence: () => void Atomics.wait(pause, 0, 0, 50) }, slow)
  awaitThreads(pool)
  const block = arena.allocateCopy(new Int32Array(2))
  const tasks = [0, 1].map((task) => [1, 1, block.offset + 4 * task] as const)
  for (let round = 0; arena.i32(block).every((value) => value === 0); round++) {
    assert.ok(round < 100, 'the other thread took no task')
    pool.run('fill_sequence', tasks, 2)
  }
  assert.is(pool.mostThreads, 65)
})

test('no more threads take tasks than a job allows, however many there are', () => {
  // Each thread has an array of results of its own, which shows what it did.
  const taken = Array.from({ length: 3 }, () => new Float64Array(new SharedArrayBuffer(8 * 8192)))
  const apart: ThreadPlatform = {
    ...platform,
    start: (script, data, failed) => {
      const { index } = data as { index: number }
      return platform.start(script, { ...data, results: taken[index] }, failed)
    },
  }
  const slow = () => Number(Atomics.wait(pause, 0, 0, 1) === 'timed-out')
  const { arena, pool } = poolWith({ count_rows: slow }, apart)
  const bits = arena.allocateCopy(new Uint8Array(1 << 20).fill(255))
  const tasks = Array.from({ length: 32 }, () => [bits.offset, 0, 8 << 20] as const)
  awaitThreads(pool, 4)
  const workersOf = (threads: number) => {
    for (const results of taken) results.fill(0)
    pool.run('count_rows', tasks, threads)
    return taken.flatMap((results, index) => (results.some((count) => count > 0) ? [index] : []))
  }
  for (const threads of [2, 3, 4, 2, 3]) {
    const seen = new Set<number>()
    // How soon a thread is awake is not known: each that is allowed shall be seen, none other ever.
    for (let round = 0; round < 2000 && (round < 20 || seen.size < threads - 1); round++) {
      for (const index of workersOf(threads)) seen.add(index)
    }
    assert.equal([...seen].sort(), [0, 1, 2].slice(0, threads - 1))
  }
})

test('the seed of hash tables is drawn for the first thread, not before', () => {
  let drawn = 0
  const { pool } = poolWith({}, platform, () => BigInt(++drawn))
  assert.is(drawn, 0)
  awaitThreads(pool)
  assert.ok(drawn > 0)
})

test('where threads are denied, all runs on those there are, and that shows', () => {
  for (const granted of [0, 1]) {
    let asked = 0
    const denied: ThreadPlatform = {
      ...platform,
      start(script, data, failed) {
        if (++asked > granted) throw new Error('Access to this API has been restricted')
        return platform.start(script, data, failed)
      },
    }
    const { arena, pool } = poolWith({}, denied)
    const block = arena.allocate(400)
    assert.ok(pool.mostThreads > 4)
    for (let round = 0; round < 3; round++) {
      arena.i32(block).fill(-1)
      const tasks = Array.from({ length: 100 }, (_, task) => [task, 1, block.offset + 4 * task] as const)
      pool.run('fill_sequence', tasks, 4)
      assert.equal(
        [...arena.i32(block)],
        tasks.map((_, task) => task),
      )
      assert.is(pool.mostThreads, 1 + granted)
    }
    assert.is(asked, granted + 1, 'a refusal is not asked for again')
  }
})

test('where threads fail after their start, all runs on those that did not, and that shows', async () => {
  let asked = 0
  const failing: ThreadPlatform = {
    ...platform,
    start: (script, data, failed) => platform.start(++asked > 1 ? 'refused' : script, data, failed),
  }
  const { arena, pool } = poolWith({}, failing)
  const block = arena.allocate(400)
  const tasks = Array.from({ length: 100 }, (_, task) => [task, 1, block.offset + 4 * task] as const)
  pool.run('fill_sequence', tasks, 3)
  for (let wait = 0; pool.mostThreads !== 2 || pool.threadsUp === 0; wait++) {
    assert.ok(wait < 3000, 'it does not show')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  for (let round = 0; round < 100; round++) {
    arena.i32(block).fill(-1)
    pool.run('fill_sequence', tasks, 3)
    assert.equal(
      [...arena.i32(block)],
      tasks.map((_, task) => task),
    )
  }
  assert.is(asked, 2, 'a refusal is not asked for again')
})

test('a thread is known to have ended though nobody looked while it ran', () => {
  const words = new Int32Array(new SharedArrayBuffer(4))
  const ending = `
    const serve = ({ words }) => (Atomics.store(words, 0, 1), Atomics.notify(words, 0), process.exit())`
  const thread = platform.start(ending, { words }, () => undefined)
  assert.is.not(Atomics.wait(words, 0, 0, 10_000), 'timed-out')
  let waits = 0
  do Atomics.wait(pause, 0, 0, 200)
  while (!thread.hasEnded() && ++waits < 20)
  assert.ok(waits < 20)
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

test('where memory may not be shared, everything runs here over memory that is not', () => {
  const { Memory } = WebAssembly
  // What V8 and JavaScriptCore throw where the addresses are denied, and what Firefox does.
  for (const refusal of [new RangeError('could not allocate memory'), 'out of memory']) {
    WebAssembly.Memory = class extends Memory {
      constructor(descriptor: WebAssembly.MemoryDescriptor) {
        if (descriptor.shared) throw refusal
        super(descriptor)
      }
    }
    try {
      const { arena, kernels, pool } = startKernels(platform)
      assert.instance(arena.memory.buffer, ArrayBuffer)
      assert.is(pool.mostThreads, 1)
      assert.is(kernels.exp(0), 1)
    } finally {
      WebAssembly.Memory = Memory
    }
  }
})

test('without threads everything runs here, over memory that is not shared', () => {
  const { arena, kernels, pool } = startKernels(null)
  assert.instance(arena.memory.buffer, ArrayBuffer)
  assert.is(pool.defaultThreads, 1)
  assert.is(pool.mostThreads, 1)
  const block = arena.allocate(400)
  const tasks = Array.from({ length: 100 }, (_, task) => [task, 1, block.offset + 4 * task] as const)
  pool.run('fill_sequence', tasks, 4)
  assert.equal(arena.i32(block)[99], 99)
  assert.is(pool.threadsUp, 0)
  assert.is(kernels.exp(0), 1)
})

test.run()
