import { Level } from 'level'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { LevelOnlineStore } from '../../src/stores/online/level-online-store.js'
import { assertCode } from '../../src/testing/assertion.js'
import { readRows, sampleTable, writeRows } from '../../src/testing/online-store-samples.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const table = sampleTable('shop', 'stats', { driver: 'int64', city: 'string' }, { value: 'int64', name: 'string' })
const rowsOf = (count: number) =>
  Array.from({ length: count }, (_, id) => ({ key: [id, 'Ulm'], values: [BigInt(id), `name ${id}`], event: 5n }))

async function withStore<T>(location: string, run: (store: LevelOnlineStore) => Promise<T>): Promise<T> {
  const store = new LevelOnlineStore({ location })
  await store.open()
  try {
    return await run(store)
  } finally {
    await store.close()
  }
}

/** Changes the stored row of the first driver, past the store. */
async function damageRow(location: string, damage: (row: Uint8Array) => Uint8Array): Promise<void> {
  const level = new Level<Uint8Array, Uint8Array>(location, { keyEncoding: 'view', valueEncoding: 'view' })
  const [[key, row]] = (await level.iterator({ limit: 1 }).all()) as [[Uint8Array, Uint8Array]]
  await level.put(key, damage(Uint8Array.from(row)))
  await level.close()
}

const damages: Record<string, (row: Uint8Array) => Uint8Array> = {
  'a flipped bit': (row) => row.map((byte, at) => (at === 40 ? byte ^ 1 : byte)),
  'a missing end': (row) => row.subarray(0, row.length - 8),
  'no bytes at all': () => new Uint8Array(0),
  'other bytes': () => new TextEncoder().encode('x'.repeat(64)),
  'a later format': (row) => row.map((byte, at) => (at === 1 ? 2 : byte)),
}

for (const [name, damage] of Object.entries(damages)) {
  test(`names view and key of a row with ${name}`, async () => {
    const location = temporaryFolder()
    await withStore(location, (store) => writeRows(store, table, rowsOf(2)))
    await damageRow(location, damage)
    await withStore(location, async (store) => {
      const keys = [
        [1, 'Ulm'],
        [0, 'Ulm'],
      ]
      const error = await assertCode(() => readRows(store, table, keys), 'MILLRACE_ROW_CORRUPT', name)
      assert.match(error.message, /view 'stats'.*: city=Ulm, driver=0$/)
      assert.equal(error.values.key, { city: 'Ulm', driver: 0n })
      assert.equal((await readRows(store, table, [[1, 'Ulm']])).rows, [[1n, 'name 1']], 'others are still read')
      // The remedy that the message names.
      await store.clear('shop', 'stats')
      await writeRows(store, table, rowsOf(1))
      assert.equal((await readRows(store, table, [[0, 'Ulm']])).rows, [[0n, 'name 0']])
    })
  })
}

test.run()
