import { assertCode, assertSame } from '../assertion.js'
import type { OfflineStoreSuite } from '../offline-store-suite.js'
import { readAll, sampleRows, sampleView, valuesOf } from './sample-rows.js'

/** Declares the tests of opening and closing. */
export function lifecycleTests({ test, makeStore, reopen, withStore }: OfflineStoreSuite): void {
  test('a closed store refuses everything and says what to do', async () => {
    const store = await makeStore(new Map())
    const table = sampleView()
    const location = { path: 'x', timestampField: 'event_timestamp' }
    const refuse = async () => {
      await assertCode(() => store.append([]), 'MILLRACE_STORE_CLOSED', 'append')
      await assertCode(() => readAll(store, table), 'MILLRACE_STORE_CLOSED', 'read')
      await assertCode(() => store.describeFile(location), 'MILLRACE_STORE_CLOSED', 'describeFile')
      await assertCode(() => store.clear('shop'), 'MILLRACE_STORE_CLOSED', 'clear')
      await assertCode(() => store.compact(table), 'MILLRACE_STORE_CLOSED', 'compact')
      const error = await assertCode(
        async () => store.readFile(location)[Symbol.asyncIterator]().next(),
        'MILLRACE_STORE_CLOSED',
        'readFile',
      )
      assertSame(error.message.includes('open()'), true, error.message)
    }
    assertSame(store.status, 'closed', 'before')
    await refuse()
    await store.open()
    assertSame(store.status, 'open', 'opened')
    await store.close()
    assertSame(store.status, 'closed', 'closed')
    await refuse()
  })

  withStore('open and close may be called again and at any time', async (store) => {
    await Promise.all([store.open(), store.open()])
    const closing = store.close()
    const opening = store.open()
    await Promise.all([closing, opening])
    assertSame(store.status, 'open', 'the last call counts')
    await store.append([{ table: sampleView(), rows: sampleRows([1, 1, 0]) }])
  })

  withStore('close waits for the appends under way', async (store) => {
    const table = sampleView()
    const appends = [1, 2, 3].map((id) => store.append([{ table, rows: sampleRows([id, id, id]) }]))
    await store.close()
    for (const [result] of await Promise.all(appends)) assertSame(result, { rows: 1, skipped: false }, 'a result')
  })

  withStore('a read under way fails once the store is closed', async (store) => {
    const table = sampleView()
    for (const id of [1, 2]) await store.append([{ table, rows: sampleRows([id, id, id * 24]) }])
    const chunks = store.read(table)[Symbol.asyncIterator]()
    await chunks.next()
    await store.close()
    await assertCode(() => chunks.next(), 'MILLRACE_STORE_CLOSED', 'the next chunk')
  })

  test('rows of a persistent store are there after a reopening', async () => {
    const store = await makeStore(new Map())
    const table = sampleView()
    await store.open()
    await store.append([{ table, rows: sampleRows([1, 10, 0], [2, null, 30]) }])
    await store.close()
    if (!store.supports.persistent) return
    if (!reopen) throw new Error('a persistent store needs the option reopen')
    const again = await reopen(store)
    await again.open()
    try {
      assertSame(await valuesOf(again, table), [10n, null], 'values')
    } finally {
      await again.close()
    }
  })
}
