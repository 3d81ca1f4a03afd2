// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references to the environment are written so
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  Entity,
  type ErrorCode,
  FeatureView,
  Int64,
  MillraceError,
  OnDemandFeatureView,
  PushSource,
} from '../../src/index.js'
import { openFeatureStore } from '../../src/node.js'
import { redisMissing, startRedis } from '../support/redis-server.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const driver = new Entity({ name: 'driver', joinKey: 'driver_id', type: Int64 })
const stats = new FeatureView({
  name: 'stats',
  entities: [driver],
  schema: { trips: Int64 },
  source: new PushSource({ name: 'stats_push' }),
})
const doubled = new OnDemandFeatureView({
  name: 'doubled',
  sources: [stats],
  offline: true,
  transform: ({ trips }) => ({ twice: trips.mul(2) }),
})
const definitions = [driver, stats, doubled] as const
const time = new Date('2024-01-01T12:00:00Z')
const quiet = { onWarning: () => {} }

async function codeOf(promise: Promise<unknown>): Promise<ErrorCode | undefined> {
  try {
    await promise
  } catch (error) {
    assert.instance(error, MillraceError)
    return (error as MillraceError).code
  }
  return undefined
}

test('a file: paths from its folder, rows and definitions outlive the store object', async () => {
  const folder = join(temporaryFolder(), 'project')
  mkdirSync(folder)
  const path = join(folder, 'feature_store.yaml')
  writeFileSync(
    path,
    'project: p\nregistry: ${STATE:-state}/registry.json\nonline_store: {type: leveldb, path: state/online}\noffline_store: {type: file, path: state/offline}\n',
  )
  const store = await openFeatureStore(path, { definitions, clock: () => time, ...quiet })
  await store.apply()
  await store.push('stats_push', [{ driver_id: 1, trips: 21, event_timestamp: time }], { to: 'online_and_offline' })
  assert.is(await codeOf(openFeatureStore(path)), 'MILLRACE_STORE_LOCKED')
  await store.close()
  for (const made of ['state/registry.json', 'state/online', 'state/offline/p/stats', 'state/offline-journal'])
    assert.ok(existsSync(join(folder, made)), made)

  const again = await openFeatureStore(path, { clock: () => time, ...quiet })
  const { rows } = await again.getOnlineFeatures({ features: ['doubled:twice'], entities: [{ driver_id: 1 }] })
  assert.is(rows[0]!.twice, 42n)
  const history = await again.getHistoricalFeatures({
    features: ['doubled:twice'],
    entities: [{ driver_id: 1, event_timestamp: time }],
    transform: false,
  })
  assert.is(history.numRows, 1)
  await again.close()
})

test('an object: a base directory, memory, and the js backend', async () => {
  const baseDirectory = temporaryFolder()
  const config = {
    project: 'p',
    online_store: { type: 'memory' },
    realtime_engine: { type: 'local', backend: 'js' },
  } as const
  const store = await openFeatureStore(config, { baseDirectory, definitions, clock: () => time, ...quiet })
  await store.apply()
  await store.push('stats_push', [{ driver_id: 1, trips: 21, event_timestamp: time }])
  const { rows } = await store.getOnlineFeatures({ features: ['doubled:twice'], entities: [{ driver_id: 1 }] })
  assert.is(rows[0]!.twice, 42n)
  assert.ok(existsSync(join(baseDirectory, 'data/registry.json')))
  await store.close()
})

const missing = redisMissing()
if (missing) console.log(`# ${missing}: the test of redis in feature_store.yaml is skipped`)

;(missing ? test.skip : test)('Redis by its connection string', async () => {
  const redis = await startRedis()
  const folder = temporaryFolder()
  writeFileSync(
    join(folder, 'feature_store.yaml'),
    'project: p\nonline_store: {type: redis, connection_string: "localhost:${PORT}"}\n',
  )
  const open = () =>
    openFeatureStore(join(folder, 'feature_store.yaml'), {
      definitions,
      clock: () => time,
      environment: { PORT: String(redis.port) },
      ...quiet,
    })
  const one = await open()
  await one.apply()
  const two = await open()
  await one.push('stats_push', [{ driver_id: 1, trips: 21, event_timestamp: time }])
  const { rows } = await two.getOnlineFeatures({ features: ['stats:trips'], entities: [{ driver_id: 1 }] })
  assert.is(rows[0]!.trips, 21n)
  await one.close()
  await two.close()
  await redis.stop()
})

test('mistakes are typed errors, and leave nothing open', async () => {
  const baseDirectory = temporaryFolder()
  assert.is(await codeOf(openFeatureStore(join(baseDirectory, 'nope.yaml'))), 'MILLRACE_FILE_NOT_FOUND')
  assert.is(await codeOf(openFeatureStore(baseDirectory)), 'MILLRACE_FILE_NOT_FOUND', 'a folder is no file')
  assert.is(await codeOf(openFeatureStore({ project: '../x' }, { baseDirectory })), 'MILLRACE_INVALID_CONFIG')
  const unknown = { project: 'p', realtime_engine: { type: 'local', backend: 'pandas' } } as const
  assert.is(await codeOf(openFeatureStore(unknown, { baseDirectory })), 'MILLRACE_BACKEND_NOT_FOUND')
  writeFileSync(join(baseDirectory, 'broken.json'), '{"format":')
  assert.is(
    await codeOf(openFeatureStore({ project: 'p', registry: 'broken.json' }, { baseDirectory })),
    'MILLRACE_REGISTRY_CORRUPT',
  )
  const down = {
    project: 'p',
    online_store: { type: 'redis', connection_string: '127.0.0.1:1', connect_timeout_ms: 300 },
  } as const
  assert.is(await codeOf(openFeatureStore(down, { baseDirectory })), 'MILLRACE_STORE_UNAVAILABLE')
  const bad = { project: 'p', online_store: { type: 'redis', connection_string: 'host:port' } } as const
  assert.is(await codeOf(openFeatureStore(bad, { baseDirectory })), 'MILLRACE_INVALID_ARGUMENT')
  const store = await openFeatureStore({ project: 'p' }, { baseDirectory })
  await store.close()
})

test.run()
