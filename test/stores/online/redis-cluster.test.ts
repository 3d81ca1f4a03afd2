import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { RedisOnlineStore } from '../../../src/stores/online/redis-online-store.js'
import { readRows, sampleTable, writeRows } from '../../../src/testing/online-store-samples.js'
import { onlineStoreSuite } from '../../../src/testing/online-store-suite.js'
import { type RedisCluster, startRedisCluster } from '../../support/redis-cluster.js'
import { redisMissing } from '../../support/redis-server.js'

const table = sampleTable('shop', 'stats')
const ids = Array.from({ length: 60 }, (_, id) => [id])
const rowsOf = (value: bigint) => ids.map((key) => ({ key, values: [value], event: value }))

const missing = redisMissing()
if (missing !== null) console.log(`# Redis Cluster tests skipped: ${missing}`)
const withRedis = missing === null ? test : test.skip

let cluster: RedisCluster
test.before(async () => {
  if (missing === null) cluster = await startRedisCluster()
})
test.after(() => cluster?.stop())

function storeOf(): RedisOnlineStore {
  return new RedisOnlineStore({ connection: cluster.nodes.map(({ port }) => `127.0.0.1:${port}`).join(',') })
}

onlineStoreSuite({
  test: withRedis,
  makeStore: async () => {
    await cluster.flush()
    return storeOf()
  },
  reopen: () => storeOf(),
})

withRedis('spreads rows over all nodes, and all views of an entity over one', async () => {
  await cluster.flush()
  const store = storeOf()
  assert.is(store.supports.atomicity, 'entity')
  await store.open()
  const views = [table, sampleTable('shop', 'other'), sampleTable('mall', 'stats')]
  for (const view of views) await writeRows(store, view, rowsOf(1n))
  const keys = await Promise.all(cluster.nodes.map(({ client }) => client.keysBuffer('*')))
  for (const node of keys) {
    assert.ok(node.length > 0, 'every node has some')
    assert.is(node.length % views.length, 0, 'and whole entities')
  }
  assert.is(keys.flat().length, ids.length * views.length)
  await store.close()
})

withRedis('follows a slot that moves to another node, before, while and after its keys do', async () => {
  await cluster.flush()
  const store = storeOf()
  await store.open()
  await writeRows(store, table, rowsOf(1n))
  // Somebody's slot, with the rows in it.
  const from = cluster.nodes[0]!
  const to = cluster.nodes[1]!
  const [key] = await from.client.keysBuffer('*')
  const slot = Number(await from.client.call('CLUSTER', 'KEYSLOT', key!))
  const [fromId, toId] = await Promise.all([cluster.idOf(from), cluster.idOf(to)])
  const round = async (value: bigint) => {
    assert.equal(await writeRows(store, table, rowsOf(value)), { written: ids.length, ignored: 0 })
    assert.equal(
      (await readRows(store, table, ids)).rows,
      ids.map(() => [value]),
    )
  }
  await to.client.call('CLUSTER', 'SETSLOT', slot, 'IMPORTING', fromId)
  await from.client.call('CLUSTER', 'SETSLOT', slot, 'MIGRATING', toId)
  await round(2n)
  const moving = (await from.client.call('CLUSTER', 'GETKEYSINSLOT', slot, 100)) as string[]
  assert.ok(moving.length > 0)
  for (const name of await from.client.keysBuffer('*')) {
    if (Number(await from.client.call('CLUSTER', 'KEYSLOT', name)) === slot) {
      await from.client.call('MIGRATE', '127.0.0.1', to.port, name, 0, 5000)
    }
  }
  await round(3n)
  for (const { client } of [to, from]) await client.call('CLUSTER', 'SETSLOT', slot, 'NODE', toId)
  await round(4n)
  await store.clear('shop')
  assert.equal(new Set((await readRows(store, table, ids)).found), new Set([0]))
  await store.close()
})

test.run()
