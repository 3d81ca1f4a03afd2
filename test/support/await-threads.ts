import * as assert from 'uvu/assert'
import type { WorkerPool } from '../../src/wasm/worker-pool.js'

const pause = new Int32Array(new SharedArrayBuffer(4))
const nothing = [0, 0, 0] as const

/** Starts a pool's threads, the main one counted, and waits until they take tasks, so that what follows is shared. */
export function awaitThreads(pool: WorkerPool, threads = 2): void {
  pool.run('fill_bytes', [nothing, nothing], threads)
  for (let wait = 0; pool.threadsUp < threads - 1; wait++) {
    assert.ok(wait < 3000, 'the threads did not start')
    Atomics.wait(pause, 0, 0, 10)
  }
}
