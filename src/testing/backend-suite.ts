import type { DataFrameBackend } from '../backends/backend.js'
import { type ErrorCode, MillraceError } from '../errors.js'
import { AssertionFailed } from './assertion.js'
import { aggregationTests } from './backend-suite/aggregations.js'
import { arrowTests } from './backend-suite/arrow.js'
import { asofJoinTests } from './backend-suite/asof-joins.js'
import { columnTests } from './backend-suite/columns.js'
import { dictionaryTests } from './backend-suite/dictionaries.js'
import { duplicateTests } from './backend-suite/duplicates.js'
import { expressionTests } from './backend-suite/expressions.js'
import { filterTests } from './backend-suite/filters.js'
import { frameTests } from './backend-suite/frames.js'
import { joinTests } from './backend-suite/joins.js'
import { sizeTests } from './backend-suite/sizes.js'
import { sortTests } from './backend-suite/sorts.js'

/** A test that a backend is known to fail. */
export interface BackendSkip {
  /** The test's whole name. */
  readonly test: string
  /** Why, for whoever reads the run. */
  readonly reason: string
  /** The code of the error that the test must end with. */
  readonly code: ErrorCode
}

/** What {@link backendSuite} needs to run on a backend. */
export interface BackendSuiteOptions {
  /** The runner's function that declares a test. */
  readonly test: (name: string, run: () => Promise<void>) => void
  /** Makes a backend. Every test asks for its own. */
  readonly makeBackend: () => DataFrameBackend
  /** Tests that the backend is known to fail. They run all the same, and must fail with that error. */
  readonly skip?: readonly BackendSkip[]
}

/** Declares one test of the suite. */
export type DeclareTest = (name: string, run: (backend: DataFrameBackend) => Promise<void>) => void

/**
 * Declares the tests that every backend passes: each operation, type, null rule, order and error, and every function
 * of expressions with its example.
 *
 * A skipped test needs a reason and the code it fails with, and is itself a test that it does fail so: the day it
 * passes, the skip has to go. Throws MILLRACE_INVALID_ARGUMENT for a skip that names no test.
 *
 * @example
 * import { backendSuite } from 'millrace/testing'
 * backendSuite({ test, makeBackend: () => new MyBackend() })
 */
export function backendSuite({ test, makeBackend, skip = [] }: BackendSuiteOptions): void {
  const skips = new Map(skip.map((entry) => [entry.test, entry]))
  const declare: DeclareTest = (name, run) => {
    const known = skips.get(name)
    skips.delete(name)
    if (known === undefined) test(name, () => run(makeBackend()))
    else test(`${name} [skipped: ${known.reason}]`, () => assertFails(() => run(makeBackend()), known))
  }
  for (const part of parts) part(declare)
  for (const name of skips.keys()) {
    throw new MillraceError(
      'MILLRACE_INVALID_ARGUMENT',
      `No test of the backend suite has this name; drop the skip: ${name}`,
    )
  }
}

const parts: readonly ((declare: DeclareTest) => void)[] = [
  arrowTests,
  dictionaryTests,
  frameTests,
  columnTests,
  expressionTests,
  filterTests,
  joinTests,
  asofJoinTests,
  aggregationTests,
  duplicateTests,
  sortTests,
  sizeTests,
]

async function assertFails(run: () => Promise<void>, { test, code }: BackendSkip): Promise<void> {
  try {
    await run()
  } catch (error) {
    if (error instanceof MillraceError && error.code === code) return
    throw new AssertionFailed(`${test}, which is skipped, fails in another way`, error, code)
  }
  throw new AssertionFailed(`${test}, which is skipped, passes: drop the skip`, 'no error', code)
}
