import type { OnlineStore } from '../stores/online/online-store.js'
import { errorTests } from './online-store-suite/errors.js'
import { keyTests } from './online-store-suite/keys.js'
import { latestTests } from './online-store-suite/latest.js'
import { lifecycleTests } from './online-store-suite/lifecycle.js'
import { rowTests } from './online-store-suite/rows.js'
import { visibilityTests } from './online-store-suite/visibility.js'

/** What {@link onlineStoreSuite} needs to run on a store. */
export interface OnlineStoreSuiteOptions {
  /** The runner's function that declares a test. */
  readonly test: (name: string, run: () => Promise<void>) => void
  /** Makes a closed store without rows. Every test asks for its own and closes it. */
  readonly makeStore: () => OnlineStore | Promise<OnlineStore>
  /** Makes another closed store object over the rows of a closed one; needed where `supports.persistent`. */
  readonly reopen?: (store: OnlineStore) => OnlineStore | Promise<OnlineStore>
}

/** What the parts of the suite are given: `withStore` opens a store, and closes it after the test. */
export interface OnlineStoreSuite extends OnlineStoreSuiteOptions {
  readonly withStore: (name: string, run: (store: OnlineStore) => Promise<void>) => void
}

/**
 * Declares the tests that every online store passes; where a store differs, its `supports` says so.
 *
 * @example
 * import { onlineStoreSuite } from 'millrace/testing'
 * onlineStoreSuite({ test, makeStore: () => new MemoryOnlineStore() })
 */
export function onlineStoreSuite(options: OnlineStoreSuiteOptions): void {
  const withStore: OnlineStoreSuite['withStore'] = (name, run) =>
    options.test(name, async () => {
      const store = await options.makeStore()
      await store.open()
      try {
        await run(store)
      } finally {
        await store.close()
      }
    })
  const suite = { ...options, withStore }
  for (const part of [lifecycleTests, rowTests, keyTests, latestTests, visibilityTests, errorTests]) part(suite)
}
