import * as assert from 'uvu/assert'
import type { WorkerPool } from '../../src/wasm/worker-pool.js'

const pause = new Int32Array(new SharedArrayBuffer(4))
const nothing = [0, 0, 0] as const

/** Starts a pool's second thread and waits until it takes tasks, so that what follows is shared. */
export function awaitThreads(pool: WorkerPool): void {
  pool.run('fill_bytes', [nothing, nothing], 2)
  for (let wait = 0; pool.threadsUp === 0; wait++) {
    assert.ok(wait < 3000, 'the thread did not start')
    Atomics.wait(pause, 0, 0, 10)
  }
}
