import { assertCode, assertSame } from '../assertion.js'
import type { OfflineStoreSuite } from '../offline-store-suite.js'
import { sampleRows, sampleView, valuesOf } from './sample-rows.js'

/** Declares the tests that an append with a transaction happens once. */
export function transactionTests({ withStore, test, makeStore, reopen }: OfflineStoreSuite): void {
  withStore('a transaction is taken once, by each view for itself', async (store) => {
    const [one, two] = [sampleView('one'), sampleView('two')]
    const write = { table: one, rows: sampleRows([1, 1, 0], [2, 2, 30]) }
    assertSame(await store.append([write], { transaction: 'a' }), [{ rows: 2, skipped: false }], 'first')
    assertSame(await store.append([write], { transaction: 'a' }), [{ rows: 0, skipped: true }], 'again')
    const both = [write, { table: two, rows: sampleRows([3, 3, 0]) }]
    const results = await store.append(both, { transaction: 'a' })
    assertSame(
      results,
      [
        { rows: 0, skipped: true },
        { rows: 1, skipped: false },
      ],
      'with another view',
    )
    await store.append([write], { transaction: 'b' })
    await store.append([write])
    assertSame((await valuesOf(store, one)).length, 6, 'rows of one')
    assertSame(await valuesOf(store, two), [3n], 'rows of two')
  })

  withStore('several writes of one view are one transaction', async (store) => {
    const table = sampleView()
    const writes = [
      { table, rows: sampleRows([1, 1, 0]) },
      { table, rows: sampleRows([2, 2, 0]) },
    ]
    await store.append(writes, { transaction: 'a' })
    await store.append(writes, { transaction: 'a' })
    assertSame(await valuesOf(store, table), [1n, 2n], 'values')
  })

  withStore('repeats at the same time are taken once', async (store) => {
    const write = { table: sampleView(), rows: sampleRows([1, 1, 0]) }
    await Promise.all(Array.from({ length: 5 }, () => store.append([write], { transaction: 'a' })))
    assertSame(await valuesOf(store, sampleView()), [1n], 'values')
  })

  withStore('compaction forgets transactions but those that are pending', async (store) => {
    const table = sampleView()
    const append = async (transaction: string) =>
      (await store.append([{ table, rows: sampleRows([1, 1, 0]) }], { transaction }))[0]!.skipped
    for (const transaction of ['a', 'b', 'c']) assertSame(await append(transaction), false, transaction)
    await store.compact(table)
    assertSame([await append('a'), await append('b')], [true, true], 'none is forgotten where none is named')
    await store.compact(table, { pending: ['b'] })
    assertSame([await append('b'), await append('a')], [true, false], 'all but b are forgotten')
  })

  test('a persistent store remembers transactions after a reopening', async () => {
    const store = await makeStore(new Map())
    const write = { table: sampleView(), rows: sampleRows([1, 1, 0]) }
    await store.open()
    await store.append([write], { transaction: 'a' })
    await store.close()
    if (!store.supports.persistent) return
    const again = await reopen!(store)
    await again.open()
    try {
      assertSame(await again.append([write], { transaction: 'a' }), [{ rows: 0, skipped: true }], 'again')
    } finally {
      await again.close()
    }
  })

  withStore('a transaction is a short text', async (store) => {
    for (const transaction of ['', 'x'.repeat(257), 7 as unknown as string])
      await assertCode(
        () => store.append([], { transaction }),
        'MILLRACE_INVALID_ARGUMENT',
        String(transaction).slice(0, 5),
      )
  })
}
