import { createServer, type Socket } from 'node:net'
import { suite, test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseRedisConnection } from '../../../src/stores/online/redis-connection.js'
import { RedisOnlineStore, type RedisOnlineStoreOptions } from '../../../src/stores/online/redis-online-store.js'
import { assertCode } from '../../../src/testing/assertion.js'
import { readRows, sampleTable, writeRows } from '../../../src/testing/online-store-samples.js'
import { onlineStoreSuite } from '../../../src/testing/online-store-suite.js'
import { freePort, type RedisServer, redisMissing, startRedis } from '../../support/redis-server.js'

const table = sampleTable('shop', 'stats')
const row = (value: bigint, event = value) => ({ key: [1], values: [value], event })

const missing = redisMissing()
if (missing !== null) console.log(`# Redis tests skipped: ${missing}`)
const withRedis = missing === null ? test : test.skip

let server: RedisServer
test.before(async () => {
  if (missing === null) server = await startRedis()
})
test.after(() => server?.stop())

function storeOf(options: Partial<RedisOnlineStoreOptions> = {}): RedisOnlineStore {
  return new RedisOnlineStore({ connection: `127.0.0.1:${server.port}`, ...options })
}

/** A server of the test's own, for what would disturb others. */
async function withOwnServer(
  options: Partial<RedisOnlineStoreOptions>,
  run: (store: RedisOnlineStore, own: RedisServer) => Promise<void>,
): Promise<void> {
  const own = await startRedis()
  const store = storeOf({ connection: `127.0.0.1:${own.port}`, ...options })
  try {
    await store.open()
    await run(store, own)
  } finally {
    await store.close()
    await own.stop()
  }
}

onlineStoreSuite({
  test: withRedis,
  makeStore: async () => {
    await server.client.flushall()
    return storeOf()
  },
  reopen: () => storeOf(),
})

withRedis('agrees with writers in other processes on the latest row', async () => {
  await server.client.flushall()
  const stores = await Promise.all(
    [1, 2, 3, 4].map(async () => {
      const store = storeOf()
      await store.open()
      return store
    }),
  )
  // Each store writes its share of 400 rows of one key, out of order.
  const events = Array.from({ length: 400 }, (_, index) => BigInt((index * 7919) % 400))
  await Promise.all(events.map((event, index) => writeRows(stores[index % 4]!, table, [row(event)])))
  for (const store of stores) {
    assert.equal((await readRows(store, table, [[1]])).rows, [[399n]])
    await store.close()
  }
})

withRedis('leaves the keys of others alone', async () => {
  const store = storeOf()
  await store.open()
  await server.client.set('shop', 'mine')
  await server.client.set('millrace:{000}other', 'mine')
  await writeRows(store, table, [row(1n)])
  await store.clear('shop')
  assert.is(await server.client.get('shop'), 'mine')
  assert.is(await server.client.get('millrace:{000}other'), 'mine')
  await store.close()
})

withRedis('names the view and key of a row that was damaged in Redis', async () => {
  await server.client.flushall()
  const store = storeOf()
  await store.open()
  await writeRows(store, table, [row(1n)])
  const [key] = await server.client.keysBuffer('*')
  await server.client.setrange(key!, 50, 'x')
  const error = await assertCode(() => readRows(store, table, [[1]]), 'MILLRACE_ROW_CORRUPT', 'damaged')
  assert.equal(error.values.view, 'stats')
  assert.equal(error.values.key, { id: 1n })
  await store.close()
})

withRedis('writes nothing where one of the keys is no string', async () => {
  await server.client.flushall()
  const store = storeOf()
  await store.open()
  await writeRows(store, table, [row(1n)])
  const [key] = await server.client.keysBuffer('*')
  await server.client.del(key!)
  await server.client.lpush(key!, 'no string')
  const rows = [{ key: [2], values: [2n], event: 1n }, row(1n), { key: [3], values: [2n], event: 1n }]
  const error = await assertCode(() => writeRows(store, table, rows), 'MILLRACE_STORE_UNAVAILABLE', 'write')
  assert.match(error.message, 'WRONGTYPE')
  assert.equal((await readRows(store, table, [[2], [3]])).found, [0, 0])
  await store.close()
})

withRedis('takes a script again that the server has forgotten', async () => {
  const store = storeOf()
  await store.open()
  await server.client.flushall()
  await writeRows(store, table, [row(1n)])
  await server.client.script('FLUSH')
  assert.equal(await writeRows(store, table, [row(2n)]), { written: 1, ignored: 0 })
  await store.close()
})

withRedis('fails in time where the server hangs, and goes on when it is back', async () => {
  await withOwnServer({ commandTimeout: 300 }, async (store, own) => {
    await writeRows(store, table, [row(1n)])
    own.suspend()
    const started = Date.now()
    await Promise.all([
      assertCode(() => readRows(store, table, [[1]]), 'MILLRACE_STORE_UNAVAILABLE', 'read'),
      assertCode(() => writeRows(store, table, [row(2n)]), 'MILLRACE_STORE_UNAVAILABLE', 'write'),
      assertCode(() => store.clear('other'), 'MILLRACE_STORE_UNAVAILABLE', 'clear'),
    ])
    // The clear waits for the write.
    assert.ok(Date.now() - started < 3000, `${Date.now() - started} ms`)
    own.resume()
    await writeRows(store, table, [row(3n)])
    assert.equal((await readRows(store, table, [[1]])).rows, [[3n]])
  })
})

withRedis('fails in time where the server is gone, and goes on when it is back', async () => {
  await withOwnServer({ commandTimeout: 300 }, async (store, own) => {
    await own.stop()
    const started = Date.now()
    const error = await assertCode(() => readRows(store, table, [[1]]), 'MILLRACE_STORE_UNAVAILABLE', 'read')
    assert.ok(Date.now() - started < 2000)
    assert.match(error.message, `127.0.0.1:${own.port}`)
    await assertCode(() => writeRows(store, table, [row(2n)]), 'MILLRACE_STORE_UNAVAILABLE', 'write')
    const again = await startRedis({ port: own.port })
    try {
      // The connection comes back by itself, within a second or so.
      for (let tries = 0; tries < 20; tries++) {
        const done = await writeRows(store, table, [row(3n)]).catch(() => null)
        if (done !== null) break
      }
      assert.equal((await readRows(store, table, [[1]])).rows, [[3n]])
    } finally {
      await again.stop()
    }
  })
})

withRedis('does not fail a call over a connection that breaks and comes back in time', async () => {
  await withOwnServer({ commandTimeout: 3000 }, async (store, own) => {
    for (let round = 1n; round <= 5n; round++) {
      await own.client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
      assert.equal(await writeRows(store, table, [row(round)]), { written: 1, ignored: 0 })
      assert.equal((await readRows(store, table, [[1]])).rows, [[round]])
    }
  })
})

withRedis('opens with a password, and says when it is wrong without showing it', async () => {
  await withOwnServer({}, async (_, own) => {
    await own.client.config('SET', 'requirepass', 'pa,ss=word')
    const url = `redis://:${encodeURIComponent('pa,ss=word')}@127.0.0.1:${own.port}/0`
    const store = storeOf({ connection: url })
    await store.open()
    await writeRows(store, table, [row(1n)])
    await store.close()
    const wrong = storeOf({ connection: `127.0.0.1:${own.port},password=guessed`, connectTimeout: 500 })
    const error = await assertCode(() => wrong.open(), 'MILLRACE_STORE_UNAVAILABLE', 'open')
    assert.match(error.message, /WRONGPASS/)
    assert.not.match(error.message, /guessed/)
    assert.is(wrong.status, 'closed')
  })
})

test('does not open where nobody listens', async () => {
  const store = new RedisOnlineStore({ connection: `127.0.0.1:${await freePort()}`, connectTimeout: 300 })
  const error = await assertCode(() => store.open(), 'MILLRACE_STORE_UNAVAILABLE', 'open')
  assert.match(error.message, /ECONNREFUSED/)
  assert.is(store.status, 'closed')
})

test('does not open where somebody listens who never answers', async () => {
  const sockets: Socket[] = []
  const silent = createServer((socket) => sockets.push(socket))
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const { port } = silent.address() as { port: number }
  for (const cluster of [false, true]) {
    const store = new RedisOnlineStore({
      connection: `127.0.0.1:${port}`,
      cluster,
      connectTimeout: 300,
      commandTimeout: 300,
    })
    const started = Date.now()
    await assertCode(() => store.open(), 'MILLRACE_STORE_UNAVAILABLE', `open, cluster ${cluster}`)
    assert.ok(Date.now() - started < 2000, `${Date.now() - started} ms`)
  }
  for (const socket of sockets) socket.destroy()
  await new Promise((resolve) => silent.close(resolve))
})

const connections = suite('connection strings')

connections('reads what Feast writes, and URLs', () => {
  const node = (port = 6379, host = 'localhost') => ({ nodes: [{ host, port }], tls: false, database: 0 })
  assert.equal(parseRedisConnection('localhost'), node())
  assert.equal(parseRedisConnection('localhost:7000'), node(7000))
  assert.equal(parseRedisConnection('[::1]:7000'), node(7000, '::1'))
  assert.equal(parseRedisConnection('localhost:7000,ssl=True,password=a=b,db=3'), {
    ...node(7000),
    tls: true,
    password: 'a=b',
    database: 3,
  })
  assert.equal(parseRedisConnection('a:1, b:2,username=me').nodes, [
    { host: 'a', port: 1 },
    { host: 'b', port: 2 },
  ])
  assert.equal(parseRedisConnection('redis://localhost'), node())
  assert.equal(parseRedisConnection('rediss://me:p%40ss@[::1]:7000/2'), {
    ...node(7000, '::1'),
    tls: true,
    username: 'me',
    password: 'p@ss',
    database: 2,
  })
})

connections('refuses what makes no sense, without showing a password', async () => {
  const wrong = [
    '',
    'a:b',
    'a:0',
    'a:70000',
    'a:1,ssl=maybe',
    'a:1,color=red',
    'a:1,db=x',
    'redis://',
    'redis://:secret@',
    'redis://a/x',
  ]
  for (const connection of wrong) {
    const error = await assertCode(() => new RedisOnlineStore({ connection }), 'MILLRACE_INVALID_ARGUMENT', connection)
    assert.not.match(error.message, /secret/)
  }
  await assertCode(
    () => new RedisOnlineStore({ connection: 'a:1,b:2', cluster: false }),
    'MILLRACE_INVALID_ARGUMENT',
    'two nodes',
  )
  await assertCode(
    () => new RedisOnlineStore({ connection: 'a', commandTimeout: 0 }),
    'MILLRACE_INVALID_ARGUMENT',
    'no time',
  )
})

connections.run()
test.run()
