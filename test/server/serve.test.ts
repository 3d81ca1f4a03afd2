import { once } from 'node:events'
import { connect } from 'node:net'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { MillraceError } from '../../src/errors.js'
import { type ServeOptions, serve } from '../../src/server.js'
import { openDriverStore } from '../support/driver-store.js'

const listening = suite('serve')

async function start(options: ServeOptions = {}) {
  const { store } = await openDriverStore()
  const server = await serve(store, { port: 0, onError: () => {}, ...options })
  const post = (path: string, body: unknown) =>
    fetch(server.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  return { store, server, post }
}

const request = { features: ['driver_hourly_stats:conv_rate'], entities: { driver_id: [1001] } }

/** Holds every online read until `release` is called. */
function holdReads(store: { getOnlineFeatures: (...args: never[]) => Promise<unknown> }) {
  let release = () => {}
  let arrived = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  const waiting = new Promise<void>((resolve) => {
    arrived = resolve
  })
  const read = store.getOnlineFeatures.bind(store)
  store.getOnlineFeatures = (...args) => {
    arrived()
    return released.then(() => read(...args))
  }
  return { release, waiting }
}

listening('answers over a socket, to many at once', async () => {
  const { server, post } = await start()
  assert.is((await fetch(`${server.url}/health`)).status, 200)
  const replies = await Promise.all(Array.from({ length: 50 }, () => post('/get-online-features', request)))
  for (const reply of replies) {
    assert.is(reply.status, 200)
    assert.equal(((await reply.json()) as { metadata: unknown }).metadata, {
      feature_names: ['driver_id', 'conv_rate'],
    })
  }
  await server.close()
})

listening('a port that is taken is a typed error', async () => {
  const { server, store } = await start()
  try {
    await serve(store, { port: server.port })
    assert.unreachable()
  } catch (error) {
    assert.instance(error, MillraceError)
    assert.is((error as MillraceError).code, 'MILLRACE_PORT_IN_USE')
    assert.match((error as MillraceError).message, new RegExp(`127\\.0\\.0\\.1:${server.port}$`))
  }
  await server.close()
})

listening('a host that is not this machine’s is a typed error', async () => {
  const { store } = await openDriverStore()
  try {
    await serve(store, { port: 0, host: '203.0.113.1' })
    assert.unreachable()
  } catch (error) {
    assert.is((error as MillraceError).code, 'MILLRACE_INVALID_ARGUMENT')
  }
})

listening('closing finishes the requests under way and takes no new ones', async () => {
  const { store, server, post } = await start()
  const { release, waiting } = holdReads(store)
  const underWay = post('/get-online-features', request)
  await waiting
  const started = Date.now()
  const closed = server.close()
  await new Promise((resolve) => setTimeout(resolve, 20))
  await fetch(`${server.url}/health`).then(
    () => assert.unreachable('a new request was taken'),
    (error) => assert.instance(error, TypeError),
  )
  release()
  assert.is((await underWay).status, 200)
  await closed
  assert.ok(Date.now() - started < 4000, 'the connection is not kept')
})

listening('a request that takes too long is answered with 503', async () => {
  const { store, server, post } = await start({ handlerTimeout: 50 })
  const { release } = holdReads(store)
  const reply = await post('/get-online-features', request)
  assert.equal([reply.status, reply.headers.get('millrace-error')], [503, 'MILLRACE_STORE_UNAVAILABLE'])
  assert.match(await reply.text(), /took too long.*50 ms/)
  release()
  await server.close()
})

listening('a client that sends its request too slowly is cut off', async () => {
  const { server } = await start({ requestTimeout: 300 })
  const socket = connect(server.port, '127.0.0.1')
  socket.write('POST /push HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{')
  let answer = ''
  socket.on('data', (chunk) => (answer += chunk))
  socket.on('error', () => {})
  const started = Date.now()
  await once(socket, 'close')
  assert.ok(Date.now() - started < 60_000)
  assert.match(answer, /^HTTP\/1\.1 408 /)
  await server.close()
})

listening('a body that announces too much is refused before it is read', async () => {
  const { server } = await start({ bodyLimit: 1000 })
  const socket = connect(server.port, '127.0.0.1')
  socket.on('error', () => {})
  socket.write('POST /push HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100000000\r\n\r\n{')
  const [answer] = (await once(socket, 'data')) as [Buffer]
  assert.match(String(answer), /^HTTP\/1\.1 413 /)
  socket.destroy()
  await server.close()
})

listening('keep-alive connections that rest do not hold up closing', async () => {
  const { server, post } = await start()
  await (await post('/get-online-features', request)).text()
  const started = Date.now()
  await server.close()
  assert.ok(Date.now() - started < 4000)
})

listening.run()
