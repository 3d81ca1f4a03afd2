import { valuesOf } from '../../arrow/value-at.js'
import { NO_TIMESTAMP } from '../../stores/online/row-order.js'
import { dataTypes } from '../../types.js'
import { assertSame } from '../assertion.js'
import { columnBits } from '../column-bits.js'
import { edgeValues, readRows, sampleColumns, sampleTable, sampleWrite, writeRows } from '../online-store-samples.js'
import type { OnlineStoreSuite } from '../online-store-suite.js'

const allTypes = Object.fromEntries(dataTypes.map((type) => [type.replace('<', '_of_').replace('>', ''), type]))
const wide = sampleTable('shop', 'wide', { id: 'int32' }, allTypes)

/** That a row comes back as it was written. */
export function rowTests({ withStore }: OnlineStoreSuite): void {
  withStore('gives back every type bit for bit, nulls included', async (store) => {
    // Three rows of edge values, one of nulls, and rows that alternate.
    const edges = (at: number) => dataTypes.map((type) => edgeValues.get(type)![at])
    const mixed = (even: boolean) => edges(0).map((value, index) => ((index % 2 === 0) === even ? value : null))
    const rows = [edges(0), edges(1), edges(2), dataTypes.map(() => null), mixed(true), mixed(false)]
    await writeRows(
      store,
      wide,
      rows.map((values, id) => ({ key: [id], values, event: BigInt(id - 2) })),
    )
    const { columns, found, events } = await readRows(
      store,
      wide,
      rows.map((_, id) => [id]),
    )
    assertSame(found, [1, 1, 1, 1, 1, 1], 'all are there')
    assertSame(events, [-2n, -1n, 0n, 1n, 2n, 3n], 'event timestamps')
    sampleColumns(wide.fields, rows).forEach((written, index) => {
      const { name, type } = wide.fields[index]!
      assertSame(columns[index]!.type, type, `the type of ${name}`)
      assertSame(columnBits(columns[index]!), columnBits(written), name)
    })
  })

  withStore('keeps the payload of a NaN', async (store) => {
    const table = sampleTable('shop', 'nan', { id: 'int32' }, { single: 'float32', double: 'float64' })
    const write = sampleWrite(table, [{ key: [1], values: [0, 0], event: 1n }])
    new Uint32Array(write.values[0]!.values!.buffer)[0] = 0xffc12345
    new BigUint64Array(write.values[1]!.values!.buffer)[0] = 0x7ff8dead_beef0001n
    await store.write([write])
    const { columns } = await readRows(store, table, [[1]])
    assertSame(columns.map(columnBits), write.values.map(columnBits), 'bits')
  })

  withStore('has read its arguments when write returns, so that buffers may be reused', async (store) => {
    const table = sampleTable('shop', 'reused')
    const write = sampleWrite(table, [{ key: [1], values: [5n], event: 1n }])
    const writing = store.write([write])
    for (const column of [...write.keys, ...write.values]) (column.values as BigInt64Array).fill(-1n)
    write.eventTimestamps.fill(-1n)
    await writing
    const { rows, events } = await readRows(store, table, [[1], [-1]])
    assertSame({ rows, events }, { rows: [[5n], [null]], events: [1n, 0n] }, 'what was written')
  })

  withStore('reads the wanted fields only, in the order asked for, a repeated one twice', async (store) => {
    const table = sampleTable('shop', 'abc', { id: 'int64' }, { a: 'string', b: 'float64', c: 'bool' })
    await writeRows(store, table, [{ key: [1], values: ['x', 2.5, true], event: 1n }])
    const { rows } = await readRows(store, table, [[1]], ['c', 'a', 'c'])
    assertSame(rows, [[true, 'x', true]], 'the row')
    assertSame((await readRows(store, table, [[1], [2]], [])).found, [1, 0], 'no field at all')
  })

  withStore('answers in the order of the keys, absent and repeated ones included', async (store) => {
    const table = sampleTable('shop', 'order', { id: 'int64' }, { value: 'int64', name: 'string' })
    await writeRows(
      store,
      table,
      [1, 2, 3].map((id) => ({ key: [id], values: [id * 10, `n${id}`], event: BigInt(id) })),
    )
    const { found, events, rows } = await readRows(store, table, [[3], [9], [1], [3]])
    assertSame(found, [1, 0, 1, 1], 'found')
    assertSame(events, [3n, 0n, 1n, 3n], 'event timestamps')
    assertSame(
      rows,
      [
        [30n, 'n3'],
        [null, null],
        [10n, 'n1'],
        [30n, 'n3'],
      ],
      'rows',
    )
  })

  withStore('gives back both timestamps, and says which rows have no created one', async (store) => {
    const table = sampleTable('shop', 'times')
    const times = [0n, -1n, 1_700_000_000_123_456n, 2n ** 63n - 1n, 1n - 2n ** 63n]
    const rows = times.map((time, id) => ({ key: [id], values: [1n], event: time, created: times.at(-1 - id)! }))
    await writeRows(store, table, [...rows, { key: [5], values: [1n], event: 7n }])
    await writeRows(store, table, [{ key: [6], values: [1n], event: 8n }])
    const { events, createds } = await readRows(
      store,
      table,
      [0, 1, 2, 3, 4, 5, 6, 7].map((id) => [id]),
    )
    assertSame(events, [...times, 7n, 8n, 0n], 'event timestamps')
    assertSame(createds, [...times.toReversed(), NO_TIMESTAMP, NO_TIMESTAMP, 0n], 'created timestamps')
  })

  withStore('takes empty batches', async (store) => {
    assertSame(await store.write([]), [], 'no write')
    assertSame(await store.read([]), [], 'no read')
    assertSame(await writeRows(store, wide, []), { written: 0, ignored: 0 }, 'a write without rows')
    const { found, columns } = await readRows(store, wide, [])
    assertSame(found, [], 'a read without keys')
    assertSame(
      columns.map(({ type, length }) => [type, length]),
      wide.fields.map(({ type }) => [type, 0]),
      'its columns',
    )
  })

  withStore('holds rows of a view without fields, and of one without join keys', async (store) => {
    const bare = sampleTable('shop', 'bare', { id: 'int64' }, {})
    await writeRows(store, bare, [{ key: [1], values: [], event: 7n }])
    const { found, events } = await readRows(store, bare, [[1], [2]])
    assertSame({ found, events }, { found: [1, 0], events: [7n, 0n] }, 'no fields')
    const single = sampleTable('shop', 'single', {}, { value: 'string' })
    await writeRows(store, single, [{ key: [], values: ['only'], event: 7n }])
    assertSame((await readRows(store, single, [])).rows, [['only']], 'no join keys')
  })

  withStore('writes and reads 10,000 rows at once', async (store) => {
    const table = sampleTable('shop', 'large', { id: 'int64' }, { value: 'float64', name: 'string', ok: 'bool' })
    const ids = Array.from({ length: 10_000 }, (_, id) => id)
    const valuesAt = (id: number) => [id / 7, id % 10 === 0 ? null : `name ${id}`, id % 3 === 0]
    const written = await writeRows(
      store,
      table,
      ids.map((id) => ({ key: [id], values: valuesAt(id), event: BigInt(id) })),
    )
    assertSame(written, { written: 10_000, ignored: 0 }, 'written')
    const { columns } = await readRows(
      store,
      table,
      ids.map((id) => [id]),
    )
    const expected = sampleColumns(table.fields, ids.map(valuesAt))
    columns.forEach((column, index) => {
      assertSame(valuesOf(column), valuesOf(expected[index]!), table.fields[index]!.name)
    })
  })

  withStore('does not decode a row of another schema, and says so', async (store) => {
    const before = sampleTable('shop', 'changing', { id: 'int64' }, { a: 'int32', b: 'int32' })
    const after = sampleTable('shop', 'changing', { id: 'int64' }, { b: 'int32', a: 'int32' })
    await writeRows(store, before, [{ key: [1], values: [1, 2], event: 5n }])
    const stale = await readRows(store, after, [[1], [2]])
    assertSame(
      [stale.found, stale.events, stale.createds],
      [
        [2, 0],
        [0n, 0n],
        [0n, 0n],
      ],
      'found and timestamps',
    )
    assertSame(
      stale.rows,
      [
        [null, null],
        [null, null],
      ],
      'rows',
    )
    await writeRows(store, after, [{ key: [1], values: [3, 4], event: 5n }])
    assertSame((await readRows(store, after, [[1]])).rows, [[3, 4]], 'after it was written again')
    assertSame((await readRows(store, before, [[1]])).found, [2], 'for the old schema')
  })
}
