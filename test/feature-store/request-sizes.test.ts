import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  Entity,
  FeatureStore,
  FeatureView,
  Float32,
  Float64,
  Int64,
  MemoryOfflineStore,
  MemoryOnlineStore,
  MemoryRegistryStore,
  OnDemandFeatureView,
  PushSource,
  String as Text,
} from '../../src/index.js'

const driver = new Entity({ name: 'driver', joinKey: 'driver_id', type: Int64 })
const stats = new FeatureView({
  name: 'stats',
  entities: [driver],
  schema: { rate: Float32, trips: Int64, city: Text },
  source: new PushSource({ name: 'stats_push' }),
})
const first = new OnDemandFeatureView({
  name: 'first',
  sources: [stats],
  transform: ({ rate, trips, city }) => ({
    load: rate.cast(Float64).log1p().mul(trips.cast(Float64)),
    town: city.upper(),
  }),
})
/** Computed from what is computed. */
const second = new OnDemandFeatureView({
  name: 'second',
  sources: [first, stats],
  transform: ({ load, trips }) => ({
    share: load.div(trips.cast(Float64).nullif(0)),
    many: trips.gt(3).or(load.gt(1)),
  }),
})

const features = ['stats:trips', 'first:load', 'first:town', 'second:share', 'second:many'] as const
const drivers = 150

async function openStore() {
  const definitions = [driver, stats, first, second] as const
  const store = await FeatureStore.open({
    project: 'sizes',
    definitions,
    registry: new MemoryRegistryStore(),
    onlineStore: new MemoryOnlineStore(),
    offlineStore: new MemoryOfflineStore(),
    clock: () => new Date('2024-01-02'),
  })
  await store.apply()
  const rows = Array.from({ length: drivers }, (_, id) => ({
    driver_id: id,
    rate: id % 5 === 0 ? null : id / 7,
    trips: id % 7 === 0 ? null : id % 6,
    city: id % 4 === 0 ? null : `ort ${id} é`,
    event_timestamp: new Date('2024-01-01'),
  }))
  // Every tenth driver is not there.
  await store.push(
    'stats_push',
    rows.filter(({ driver_id }) => driver_id % 10 !== 3),
  )
  return store
}

test('a request of few rows gives what one of many gives: values, statuses, times, warnings', async () => {
  const store = await openStore()
  const entities = Array.from({ length: drivers }, (_, driver_id) => ({ driver_id }))
  const read = (from: number, rows: number) =>
    store.getOnlineFeatures({ features, entities: entities.slice(from, from + rows), transform: true })
  const all = await read(0, drivers)
  assert.ok(all.rows.some(({ share }) => share !== null) && all.rows.some(({ share }) => share === null))
  const ones = entities.map(({ driver_id }): [number, number] => [driver_id, 1])
  for (const [from, rows] of ones.concat([
    [0, 64],
    [50, 64],
    [3, 65],
    [0, 2],
  ])) {
    const part = await read(from, rows)
    assert.equal(part.rows, all.rows.slice(from, from + rows))
    assert.equal(part.warnings, all.warnings)
    for (const [index, { name, column, statuses, eventTimestamps }] of part.columns.entries()) {
      const whole = all.columns[index]!
      assert.is(column.type, whole.column.type)
      assert.equal([...statuses], [...whole.statuses.slice(from, from + rows)], `${name} from ${from}`)
      assert.equal([...eventTimestamps], [...whole.eventTimestamps.slice(from, from + rows)])
    }
  }
  await store.close()
})

test.run()
