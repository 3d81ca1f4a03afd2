// What docs/semantics.md says and no other test holds.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  coalesce,
  Entity,
  FeatureStore,
  FeatureView,
  Float32,
  Int64,
  MemoryOfflineStore,
  MemoryOnlineStore,
  MemoryRegistryStore,
  MillraceError,
  OnDemandFeatureView,
  PushSource,
  RequestSource,
  type Schema,
  statusNames,
} from '../../src/index.js'

const driver = new Entity({ name: 'driver', joinKey: 'driver_id', type: Int64 })
const trip = new RequestSource({ name: 'trip', schema: { distance_km: Float32 } })

function stats<const S extends Schema>(schema: S) {
  return new FeatureView({ name: 'stats', entities: [driver], schema, source: new PushSource({ name: 'stats_push' }) })
}

async function openStore(definitions: readonly (FeatureView | Entity)[]) {
  const store = await FeatureStore.open({
    project: 'drivers',
    registry: new MemoryRegistryStore(),
    onlineStore: new MemoryOnlineStore(),
    offlineStore: new MemoryOfflineStore(),
    definitions,
    onWarning: () => {},
  })
  await store.apply()
  return store
}

test('a row that was stored under another schema of its view is INVALID until it is pushed again', async () => {
  const store = await openStore([stats({ rate: Float32 })])
  const row = { driver_id: 1, rate: 0.5, event_timestamp: new Date() }
  const read = async () => {
    const { columns, rows } = await store.getOnlineFeatures({ features: ['stats:rate'], entities: [{ driver_id: 1 }] })
    return [statusNames[columns[1]!.statuses[0]!], rows[0]!.rate]
  }
  await store.push('stats_push', [row])
  assert.equal(await read(), ['PRESENT', 0.5])
  await store.apply([stats({ rate: Float32, trips: Int64 })])
  assert.equal(await read(), ['INVALID', null])
  await store.push('stats_push', [{ ...row, trips: 3 }])
  assert.equal(await read(), ['PRESENT', 0.5])
  await store.close()
})

test('a computed null has the status of its sources, and a computed value is present however they were', async () => {
  const view = stats({ rate: Float32 })
  const computed = new OnDemandFeatureView({
    name: 'computed',
    sources: [view],
    transform: ({ rate }) => ({ plain: rate.mul(2), filled: coalesce(rate, 1) }),
  })
  const store = await openStore([view, computed])
  await store.push('stats_push', [{ driver_id: 1, rate: null, event_timestamp: new Date() }])
  const { columns } = await store.getOnlineFeatures({
    features: ['computed:plain', 'computed:filled'],
    entities: { driver_id: [1, 2] },
    transform: true,
  })
  const statuses = columns.map((column) => [...column.statuses].map((code) => statusNames[code]))
  assert.equal(statuses.slice(1), [
    ['NULL_VALUE', 'NOT_FOUND'],
    ['PRESENT', 'PRESENT'],
  ])
  await store.close()
})

test('a training set without its request data is an error that names the fields', async () => {
  const view = stats({ rate: Float32 })
  const computed = new OnDemandFeatureView({
    name: 'computed',
    sources: [view, trip],
    transform: ({ rate, distance_km }) => ({ x: rate.mul(distance_km) }),
  })
  const store = await openStore([view, computed])
  const entities = [{ driver_id: 1, event_timestamp: new Date() }]
  try {
    await store.getHistoricalFeatures({ features: ['computed:x'], entities })
    assert.unreachable('it answered')
  } catch (error) {
    assert.ok(error instanceof MillraceError)
    assert.is(error.code, 'MILLRACE_MISSING_REQUEST_DATA')
    assert.equal(error.values.fields, ['distance_km'])
  }
  await store.close()
})

test.run()
