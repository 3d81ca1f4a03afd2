import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { WasmBackend } from '../../src/backends/wasm/wasm-backend.js'
import type { MillraceError } from '../../src/errors.js'
import { backendSuite } from '../../src/testing/backend-suite.js'
import { differentialSuite } from '../../src/testing/differential.js'
import { loadKernels } from '../../src/wasm/load.js'
import { awaitThreads } from '../support/await-threads.js'

// All that one thread must do, on two, with as few rows as can be shared.
const makeBackend = () => new WasmBackend({ threads: 2, parallelRows: 1 })

const { DIFFERENTIAL_SEED: seed, DIFFERENTIAL_CASES: cases = 5000 } = process.env

test.before(() => awaitThreads(loadKernels().pool))

backendSuite({ test, makeBackend })
const suite = differentialSuite({
  test,
  makeBackend,
  cases: Number(cases),
  ...(seed !== undefined && { seed: Number(seed) }),
})
console.log(`# WASM on two threads against JS: ${suite.cases} generated cases, seed ${suite.seed}`)

test('tells how many threads an operation may use', () => {
  assert.is(makeBackend().threads, 2)
  assert.is(new WasmBackend({ threads: 1 }).threads, 1)
  assert.is(new WasmBackend().threads, loadKernels().pool.defaultThreads)
})

test('refuses options that mean nothing', () => {
  for (const options of [{ threads: 0 }, { threads: 1.5 }, { parallelRows: 0 }, { parallelRows: Number.NaN }]) {
    assert.throws(
      () => new WasmBackend(options),
      (error: unknown) => (error as MillraceError).code === 'MILLRACE_INVALID_ARGUMENT',
    )
  }
})

test.run()
