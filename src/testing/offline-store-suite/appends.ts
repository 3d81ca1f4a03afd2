import fc from 'fast-check'
import { columnsFromTable } from '../../arrow/table-from-columns.js'
import type { Column } from '../../column.js'
import type { OfflineTable } from '../../stores/offline/offline-store.js'
import { dataTypes } from '../../types.js'
import { assertSame } from '../assertion.js'
import type { OfflineStoreSuite } from '../offline-store-suite.js'
import { randomRows } from '../random-table.js'
import {
  everyType,
  manyRows,
  microsecondsPerDay,
  readAll,
  readBits,
  rowBits,
  sampleRows,
  sampleView,
  valuesOf,
} from './sample-rows.js'

/** Declares the tests that what is appended is there, whole and in order. */
export function appendTests({ withStore, randomHistories, test, makeStore }: OfflineStoreSuite): void {
  withStore('a view without rows reads as nothing', async (store) => {
    assertSame(await readAll(store, sampleView()), [], 'rows')
    assertSame(await store.append([]), [], 'an append of nothing')
    const [result] = await store.append([{ table: sampleView(), rows: sampleRows() }])
    assertSame(result, { rows: 0, skipped: false }, 'an append of no rows')
    assertSame(await readAll(store, sampleView()), [], 'rows')
  })

  withStore('rows of one day come back in the order they were appended', async (store) => {
    const table = sampleView()
    await store.append([{ table, rows: sampleRows([1, 1, 5], [1, 2, 3], [1, 3, 5]) }])
    await store.append([{ table, rows: sampleRows([1, 4, 3], [1, 5, 5]) }])
    assertSame(await valuesOf(store, table), [1n, 2n, 3n, 4n, 5n], 'values')
  })

  withStore('every type comes back bit for bit', async (store) => {
    const { table, rows } = everyType(23)
    await store.append([{ table, rows }])
    assertSame(await readBits(store.read(table)), rowBits(rows), 'rows')
  })

  withStore('what was appended stays, whoever writes to the buffers it came in', async (store) => {
    const { table, rows } = everyType(23)
    const expected = rowBits(rows)
    await store.append([{ table, rows }])
    for (const column of columnsFromTable(rows).values()) overwrite(column)
    assertSame(await readBits(store.read(table)), expected, 'rows')
  })

  withStore('several views are appended in one call and kept apart', async (store) => {
    const [one, two] = [sampleView('one'), sampleView('two')]
    const other = { ...one, project: 'other' }
    const results = await store.append([
      { table: one, rows: sampleRows([1, 1, 0]) },
      { table: two, rows: sampleRows([2, 2, 0], [3, 3, 0]) },
      { table: one, rows: sampleRows([4, 4, 0]) },
      { table: other, rows: sampleRows([5, 5, 0]) },
    ])
    assertSame(
      results.map(({ rows }) => rows),
      [1, 2, 1, 1],
      'rows of each write',
    )
    assertSame(await valuesOf(store, one), [1n, 4n], 'one')
    assertSame(await valuesOf(store, two), [2n, 3n], 'two')
    assertSame(await valuesOf(store, other), [5n], 'the other project')
  })

  withStore('appends at the same time are all there', async (store) => {
    const table = sampleView()
    const ids = Array.from({ length: 12 }, (_, index) => index)
    await Promise.all(ids.map((id) => store.append([{ table, rows: sampleRows([id, id, id]) }])))
    assertSame(await valuesOf(store, table), ids.map(BigInt), 'values, in the order of the calls')
  })

  withStore('sixty thousand rows over many days come back once each', async (store) => {
    const table = sampleView()
    await store.append([{ table, rows: manyRows(0, 60_000, 60) }])
    const seen = (await valuesOf(store, table)) as bigint[]
    assertSame(seen.length, 60_000, 'rows')
    assertSame(
      seen.every((value, index) => value === BigInt(index)),
      true,
      'in order, as they are of ascending days',
    )
  })

  test('random histories read as what was appended, in order within a day', async () => {
    const table = randomView()
    const appends = fc.array(randomRows(table.schema, ['event_timestamp'], 15), { minLength: 1, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(appends, async (history) => {
        const store = await makeStore(new Map())
        await store.open()
        try {
          for (const rows of history) await store.append([{ table, rows }])
          const expected = history.flatMap(rowBits)
          const found = await readBits(store.read(table))
          assertSame([...found].sort(), [...expected].sort(), 'rows in any order')
          for (const day of new Set(expected.map(dayOf)))
            assertSame(
              found.filter((row) => dayOf(row) === day),
              expected.filter((row) => dayOf(row) === day),
              `day ${day}`,
            )
        } finally {
          await store.close()
        }
      }),
      { numRuns: randomHistories },
    )
  })
}

function randomView(): OfflineTable {
  const schema = Object.fromEntries([...dataTypes.map((type) => [`f_${type}`, type]), ['event_timestamp', 'timestamp']])
  return { project: 'shop', view: 'random', schema, timestampField: 'event_timestamp' }
}

/** The day of a row by its bits, whose last column is the event timestamp, little-endian. */
function dayOf(row: string): bigint {
  const bytes = row.slice(row.lastIndexOf('x') + 1).match(/../g)!
  const timestamp = BigInt.asIntN(64, BigInt(`0x${bytes.reverse().join('')}`))
  const inDay = ((timestamp % microsecondsPerDay) + microsecondsPerDay) % microsecondsPerDay
  return (timestamp - inDay) / microsecondsPerDay
}

function overwrite({ validity, values, offsets, items }: Column): void {
  for (const buffer of [validity, values, offsets])
    if (buffer) new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength).fill(0)
  if (items) overwrite(items)
}
