import fc from 'fast-check'
import { tableFromRows } from '../../arrow/table-from-rows.js'
import { assertCode, assertSame } from '../assertion.js'
import type { OfflineStoreSuite } from '../offline-store-suite.js'
import { manyRows, microsecondsPerHour, newYear, readAll, sampleRows, sampleView, valuesOf } from './sample-rows.js'

/** Declares the tests of reading columns and ranges, clearing and compacting. */
export function readTests({ withStore }: OfflineStoreSuite): void {
  withStore('columns come in the order asked for', async (store) => {
    const table = sampleView()
    await store.append([{ table, rows: sampleRows([1, 10, 0]) }])
    for (const columns of [['value'], ['event_timestamp', 'id'], ['value', 'id', 'event_timestamp']]) {
      const [row] = await readAll(store, table, { columns })
      assertSame(Object.keys(row!), columns, 'columns')
    }
    const twice = await readAll(store, table, { columns: ['value', 'value'] })
    assertSame(twice, [{ value: 10n }], 'a column asked for twice comes once')
  })

  withStore('ranges include both ends', async (store) => {
    const table = sampleView()
    const hours = [0, 1, 1, 23, 24, 25, 48]
    await store.append([{ table, rows: sampleRows(...hours.map((hour, id) => [id, id, hour] as const)) }])
    const at = (hour: number) => newYear + BigInt(hour) * microsecondsPerHour
    const ids = (options: object) => valuesOf(store, table, 'id', { columns: ['id'], ...options })
    assertSame(await ids({ start: at(1), end: at(24) }), [1n, 2n, 3n, 4n], 'from 1 to 24')
    assertSame(await ids({ start: at(25) }), [5n, 6n], 'from 25 on')
    assertSame(await ids({ end: at(0) }), [0n], 'up to 0')
    assertSame(await ids({ start: at(1), end: at(1) }), [1n, 2n], 'just 1')
    assertSame(await ids({ start: at(2), end: at(22) }), [], 'between rows')
    assertSame(await ids({ start: at(1) + 1n, end: at(23) - 1n }), [], 'a microsecond inside')
  })

  withStore('any range gives just its rows', async (store) => {
    const table = sampleView()
    await store.append([{ table, rows: manyRows(0, 2_000, 40) }])
    const bound = fc.option(fc.integer({ min: -100, max: 2_100 }), { nil: null })
    await fc.assert(
      fc.asyncProperty(bound, bound, async (first, last) => {
        if (first !== null && last !== null && first > last) return
        const at = (row: number) => newYear + (BigInt(row) * microsecondsPerHour) / 40n
        const options = { ...(first !== null && { start: at(first) }), ...(last !== null && { end: at(last) }) }
        const ids = (await valuesOf(store, table, 'id', { columns: ['id'], ...options })) as bigint[]
        const from = Math.max(0, first ?? 0)
        const to = Math.min(1_999, last ?? 1_999)
        const expected = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => BigInt(from + index))
        assertSame(ids, expected, `rows ${first} to ${last}`)
      }),
      { numRuns: 50 },
    )
  })

  withStore('chunks have rows, and only the wanted columns', async (store) => {
    const table = sampleView()
    await store.append([{ table, rows: sampleRows([1, 1, 0], [2, 2, 48]) }])
    for await (const chunk of store.read(table, { columns: ['value'], start: newYear + 1n })) {
      assertSame([chunk.numRows, chunk.schema.fields.map(({ name }) => name)], [1, ['value']], 'a chunk')
    }
  })

  withStore('a column that rows lack is null in them, one that the view no longer has is left out', async (store) => {
    const before = sampleView('grown', { value: 'int64' })
    const after = sampleView('grown', { score: 'float32' })
    await store.append([{ table: before, rows: sampleRows([1, 10, 0]) }])
    const row = { id: 2, score: 0.5, event_timestamp: newYear + microsecondsPerHour }
    await store.append([{ table: after, rows: tableFromRows(after.schema, [row]) }])
    assertSame(await valuesOf(store, after, 'score'), [null, 0.5], 'score')
    assertSame(await valuesOf(store, after, 'score', { columns: ['score'] }), [null, 0.5], 'score alone')
    assertSame(await valuesOf(store, after, 'score', { columns: ['score'], end: newYear }), [null], 'score, in a range')
    assertSame(Object.keys((await readAll(store, after))[0]!), ['id', 'score', 'event_timestamp'], 'columns')
    assertSame(await valuesOf(store, before, 'value'), [10n, null], 'value, by the old schema')
  })

  withStore('a column that was stored with another type is an error only where it is wanted', async (store) => {
    const before = sampleView('changed', { value: 'int64' })
    const after = sampleView('changed', { value: 'string' })
    await store.append([{ table: before, rows: sampleRows([1, 10, 0]) }])
    await assertCode(() => readAll(store, after), 'MILLRACE_SCHEMA_MISMATCH', 'all columns')
    assertSame(await valuesOf(store, after, 'id', { columns: ['id'] }), [1n], 'another column')
  })

  withStore('clear removes a view or a project and nothing else', async (store) => {
    const [one, two] = [sampleView('one'), sampleView('two')]
    const other = { ...one, project: 'shop2' }
    for (const table of [one, two, other]) await store.append([{ table, rows: sampleRows([1, 1, 0], [2, 2, 30]) }])
    await store.clear('shop', 'one')
    assertSame(
      (await Promise.all([one, two, other].map((table) => valuesOf(store, table)))).map((rows) => rows.length),
      [0, 2, 2],
      'a view',
    )
    await store.append([{ table: one, rows: sampleRows([3, 3, 0]) }])
    assertSame(await valuesOf(store, one), [3n], 'appended after the clearing')
    await store.clear('shop')
    assertSame(
      (await Promise.all([one, two, other].map((table) => valuesOf(store, table)))).map((rows) => rows.length),
      [0, 0, 2],
      'a project',
    )
    await store.clear('nothing')
    await store.clear('shop', 'nothing')
  })

  withStore('a read goes on over rows that are cleared or compacted meanwhile', async (store) => {
    const table = sampleView()
    for (const day of [0, 1, 2]) {
      for (const id of [1, 2]) await store.append([{ table, rows: sampleRows([id, id, day * 24]) }])
    }
    for (const change of [() => store.compact(table), () => store.clear('shop', 'stats')]) {
      const seen: unknown[] = []
      for await (const chunk of store.read(table)) {
        if (seen.length === 0) await change()
        for (let row = 0; row < chunk.numRows; row++) seen.push(chunk.getChild('id')!.get(row))
      }
      assertSame(seen.length, 6, 'rows')
    }
    assertSame(await readAll(store, table), [], 'afterwards')
  })

  withStore('compaction keeps rows and their order', async (store) => {
    const table = sampleView()
    for (let id = 0; id < 12; id++)
      await store.append([{ table, rows: sampleRows([id, id, (id % 3) * 24], [id, -id, 1]) }])
    const ofDay = async (day: number) => {
      const start = newYear + BigInt(day * 24) * microsecondsPerHour
      return valuesOf(store, table, 'value', { start, end: start + 24n * microsecondsPerHour - 1n })
    }
    const before = [await ofDay(0), await ofDay(1), await ofDay(2)]
    await store.compact(table)
    assertSame([await ofDay(0), await ofDay(1), await ofDay(2)], before, 'rows of each day')
    await store.append([{ table, rows: sampleRows([99, 99, 1]) }])
    await store.compact(table)
    assertSame(await ofDay(0), [...before[0]!, 99n], 'after one more append')
    await store.compact(sampleView('nothing'))
  })
}
