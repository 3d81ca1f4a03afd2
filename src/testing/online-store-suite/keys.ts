import { assertSame } from '../assertion.js'
import { readRows, sampleTable, writeRows } from '../online-store-samples.js'
import type { OnlineStoreSuite } from '../online-store-suite.js'

/** That keys are told apart, by value, type, view and project. */
export function keyTests({ withStore }: OnlineStoreSuite): void {
  withStore('tells apart keys of every key type', async (store) => {
    const keys = {
      int32: [0, -1, 2147483647],
      int64: [0n, -1n, 2n ** 63n - 1n, 255n, 256n],
      string: ['', 'a', 'a\0', 'ab', '\u00e9', 'e\u0301', '😀', '*?[a]\\'],
      bytes: [Uint8Array.of(), Uint8Array.of(0), Uint8Array.of(0, 0), Uint8Array.of(125, 123)],
      timestamp: [0n, 1n, -1n, 1_700_000_000_000_000n],
    } as const
    for (const [type, values] of Object.entries(keys)) {
      const table = sampleTable('shop', 'typed', { id: type as keyof typeof keys })
      const rows = values.map((key, index) => ({ key: [key], values: [BigInt(index)], event: 1n }))
      assertSame(await writeRows(store, table, rows), { written: values.length, ignored: 0 }, `${type} keys written`)
      const read = await readRows(
        store,
        table,
        values.map((key) => [key]),
      )
      assertSame(
        read.rows,
        values.map((_, index) => [BigInt(index)]),
        `${type} keys read`,
      )
    }
  })

  withStore('takes several join keys in any order', async (store) => {
    const forwards = sampleTable('shop', 'pair', { customer: 'string', 'ключ 😀': 'int64' })
    const backwards = sampleTable('shop', 'pair', { 'ключ 😀': 'int64', customer: 'string' })
    await writeRows(store, forwards, [
      { key: ['ann', 1], values: [1n], event: 1n },
      { key: ['ann', 2], values: [2n], event: 1n },
      { key: ['bob', 1], values: [3n], event: 1n },
    ])
    const { rows } = await readRows(store, backwards, [
      [1, 'bob'],
      [2, 'ann'],
      [1, 'ann'],
      [2, 'bob'],
    ])
    assertSame(rows, [[3n], [2n], [1n], [null]], 'rows')
  })

  withStore('tells apart views and projects whose names begin alike', async (store) => {
    const tables = ['a', 'ab', 'b'].flatMap((project) =>
      ['a', 'ab', 'b', '*'].map((view) => sampleTable(project, view)),
    )
    await store.write([])
    for (const [index, table] of tables.entries()) {
      await writeRows(store, table, [{ key: [1], values: [BigInt(index)], event: 1n }])
    }
    for (const [index, table] of tables.entries()) {
      assertSame((await readRows(store, table, [[1]])).rows, [[BigInt(index)]], `${table.project} ${table.view}`)
    }
  })

  withStore('clears one view, or one project, and nothing else', async (store) => {
    const tables = ['a', 'ab', '*'].flatMap((project) => ['a', 'ab', '*'].map((view) => sampleTable(project, view)))
    const ids = Array.from({ length: 300 }, (_, id) => [id])
    for (const table of tables) {
      await writeRows(
        store,
        table,
        ids.map((key) => ({ key, values: [1n], event: 1n })),
      )
    }
    const left = async () => {
      const names: string[] = []
      for (const table of tables) {
        const { found } = await readRows(store, table, ids)
        if (found.includes(1)) names.push(`${table.project} ${table.view}`)
        assertSame(new Set(found).size, 1, `${table.project} ${table.view} is whole or gone`)
      }
      return names
    }
    await store.clear('a', 'a')
    assertSame(await left(), ['a ab', 'a *', 'ab a', 'ab ab', 'ab *', '* a', '* ab', '* *'], 'after one view')
    await store.clear('*', '*')
    assertSame(await left(), ['a ab', 'a *', 'ab a', 'ab ab', 'ab *', '* a', '* ab'], 'after a view named *')
    await store.clear('a')
    assertSame(await left(), ['ab a', 'ab ab', 'ab *', '* a', '* ab'], 'after one project')
    await store.clear('nothing', 'here')
    assertSame(
      await writeRows(store, tables[0]!, [{ key: [1], values: [1n], event: 0n }]),
      { written: 1, ignored: 0 },
      'a cleared row is forgotten, its timestamps too',
    )
  })
}
