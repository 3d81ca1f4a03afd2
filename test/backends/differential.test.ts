import { test } from 'uvu'
import { WasmBackend } from '../../src/backends/wasm/wasm-backend.js'
import { differentialSuite } from '../../src/testing/differential.js'

// DIFFERENTIAL_SEED runs a printed seed again, DIFFERENTIAL_CASES another number of cases.
const { DIFFERENTIAL_SEED: seed, DIFFERENTIAL_CASES: cases } = process.env

const suite = differentialSuite({
  test,
  makeBackend: () => new WasmBackend(),
  ...(seed !== undefined && { seed: Number(seed) }),
  ...(cases !== undefined && { cases: Number(cases) }),
})
console.log(`# WASM against JS: ${suite.cases} generated cases, seed ${suite.seed}`)

test.run()
