import { LevelOnlineStore } from '../../../src/stores/online/level-online-store.js'
import { onlineStoreSuite } from '../../../src/testing/online-store-suite.js'

/** What happened to one test of the suite in the page. */
export interface PageOutcome {
  readonly name: string
  /** Null where it passed. */
  readonly failure: string | null
}

const tests: { name: string; run: () => Promise<void> }[] = []
let stores = 0

onlineStoreSuite({
  test: (name, run) => tests.push({ name, run }),
  makeStore: () => new LevelOnlineStore({ location: `millrace-${stores++}` }),
  reopen: (store) => new LevelOnlineStore({ location: (store as LevelOnlineStore).location }),
})

async function runSuite(): Promise<PageOutcome[]> {
  const outcomes: PageOutcome[] = []
  for (const { name, run } of tests) {
    const failure = await run().then(
      () => null,
      (error) => String(error?.stack ?? error),
    )
    outcomes.push({ name, failure })
  }
  return outcomes
}

Object.assign(globalThis, { runSuite })
