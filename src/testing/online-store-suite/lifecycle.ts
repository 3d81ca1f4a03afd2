import { assertCode, assertSame } from '../assertion.js'
import { readRows, sampleTable, writeRows } from '../online-store-samples.js'
import type { OnlineStoreSuite } from '../online-store-suite.js'

const table = sampleTable('shop', 'stats')

/** Opening, closing, and what outlives them. */
export function lifecycleTests({ test, makeStore, reopen, withStore }: OnlineStoreSuite): void {
  test('refuses reads and writes until it is open', async () => {
    const store = await makeStore()
    assertSame(store.status, 'closed', 'a new store is closed')
    await assertCode(() => readRows(store, table, [[1]]), 'MILLRACE_STORE_CLOSED', 'read')
    await assertCode(() => writeRows(store, table, []), 'MILLRACE_STORE_CLOSED', 'write')
    await assertCode(() => store.clear('shop'), 'MILLRACE_STORE_CLOSED', 'clear')
  })

  test('opens and closes any number of times, also at once', async () => {
    const store = await makeStore()
    await store.close()
    await Promise.all([store.open(), store.open()])
    assertSame(store.status, 'open', 'after two opens')
    await Promise.all([store.close(), store.open(), store.close(), store.close(), store.open()])
    assertSame(store.status, 'open', 'the last call was open')
    await writeRows(store, table, [{ key: [1], values: [1n], event: 1n }])
    await Promise.all([store.close(), store.close()])
    assertSame(store.status, 'closed', 'after two closes')
    await assertCode(() => readRows(store, table, [[1]]), 'MILLRACE_STORE_CLOSED', 'read')
  })

  withStore('finishes what is under way when it is closed, and takes nothing more', async (store) => {
    const writing = writeRows(store, table, [{ key: [1], values: [1n], event: 1n }])
    const reading = readRows(store, table, [[2]])
    const closing = store.close()
    await assertCode(() => readRows(store, table, [[1]]), 'MILLRACE_STORE_CLOSED', 'read after close')
    assertSame(await writing, { written: 1, ignored: 0 }, 'the write')
    assertSame((await reading).found, [0], 'the read')
    await closing
  })

  withStore('says frozen what it supports', async (store) => {
    assertSame(Object.isFrozen(store.supports), true, 'frozen')
    assertSame(['call', 'entity'].includes(store.supports.atomicity), true, 'atomicity')
    assertSame(store.supports.persistent && reopen === undefined, false, 'a persistent store is given reopen')
  })

  test('keeps rows when it is closed and opened by another object, where it is persistent', async () => {
    const store = await makeStore()
    if (!store.supports.persistent) return
    await store.open()
    await writeRows(store, table, [{ key: [1], values: [11n], event: 5n, created: 6n }])
    await store.close()
    const again = await reopen!(store)
    await again.open()
    try {
      const { rows, events } = await readRows(again, table, [[1], [2]])
      assertSame({ rows, events }, { rows: [[11n], [null]], events: [5n, 0n] }, 'the rows')
      assertSame(
        await writeRows(again, table, [{ key: [1], values: [1n], event: 5n, created: 5n }]),
        { written: 0, ignored: 1 },
        'the order of rows is kept too',
      )
    } finally {
      await again.close()
    }
  })
}
