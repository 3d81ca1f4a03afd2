import type { Table } from 'apache-arrow'
import type { OfflineStore } from '../stores/offline/offline-store.js'
import { appendTests } from './offline-store-suite/appends.js'
import { errorTests } from './offline-store-suite/errors.js'
import { fileTests } from './offline-store-suite/files.js'
import { lifecycleTests } from './offline-store-suite/lifecycle.js'
import { readTests } from './offline-store-suite/reads.js'
import { transactionTests } from './offline-store-suite/transactions.js'

/** What {@link offlineStoreSuite} needs to run on a store. */
export interface OfflineStoreSuiteOptions {
  /** The runner's function that declares a test. */
  readonly test: (name: string, run: () => Promise<void>) => void
  /**
   * Makes a closed store without rows, whose `readFile` finds `files` by these paths or by what `pathOf` makes of them.
   * Every test asks for its own and closes it.
   */
  readonly makeStore: (files: ReadonlyMap<string, Table>) => OfflineStore | Promise<OfflineStore>
  /** Turns a path of `files` into one the store finds it by; default: the path itself. */
  readonly pathOf?: (store: OfflineStore, path: string) => string
  /** Makes another closed store object over the rows of a closed one; needed where `supports.persistent`. */
  readonly reopen?: (store: OfflineStore) => OfflineStore | Promise<OfflineStore>
  /** How many random histories are appended and read; default 40. */
  readonly randomHistories?: number
}

/** What the parts of the suite are given: `withStore` opens a store, and closes it after the test. */
export interface OfflineStoreSuite extends OfflineStoreSuiteOptions {
  readonly randomHistories: number
  readonly withStore: (
    name: string,
    run: (store: OfflineStore, pathOf: (path: string) => string) => Promise<void>,
    files?: ReadonlyMap<string, Table>,
  ) => void
}

/**
 * Declares the tests that every offline store passes; where a store differs, its `supports` says so.
 *
 * @example
 * import { offlineStoreSuite } from 'millrace/testing'
 * offlineStoreSuite({ test, makeStore: (files) => new MemoryOfflineStore({ files }) })
 */
export function offlineStoreSuite(options: OfflineStoreSuiteOptions): void {
  const { test, makeStore, pathOf = (_, path) => path, randomHistories = 40 } = options
  const withStore: OfflineStoreSuite['withStore'] = (name, run, files = new Map()) =>
    test(name, async () => {
      const store = await makeStore(files)
      await store.open()
      try {
        await run(store, (path) => pathOf(store, path))
      } finally {
        await store.close()
      }
    })
  const suite = { ...options, randomHistories, withStore }
  for (const part of [lifecycleTests, appendTests, readTests, transactionTests, fileTests, errorTests]) part(suite)
}
