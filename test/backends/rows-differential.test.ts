import { test } from 'uvu'
import { differentialSuite } from '../../src/testing/differential.js'
import { rowBackends } from '../support/row-backend.js'

// DIFFERENTIAL_SEED runs a printed seed again, DIFFERENTIAL_CASES another number of cases.
const { DIFFERENTIAL_SEED, DIFFERENTIAL_CASES = '6000' } = process.env
const seed = DIFFERENTIAL_SEED === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(DIFFERENTIAL_SEED)

/** Joins, sorts and the like are the reference's own here. */
function declare(name: string, run: () => Promise<void>): void {
  if (/function|expressions|filters/.test(name)) test(name, run)
}

for (const backend of rowBackends())
  differentialSuite({ test: declare, makeBackend: () => backend, cases: Number(DIFFERENTIAL_CASES), seed })
console.log(`# closures and programs for rows against JS, seed ${seed}`)

test.run()
