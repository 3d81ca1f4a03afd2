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

/** Features of all of the store's views, of every kind. */
export const requested = ['stats:trips', 'first:load', 'first:town', 'second:share', 'second:many'] as const
/** Drivers have the ids below. */
export const drivers = 150

/** A store in memory with a view and two that are computed, one from the other; values and rows are missing here and there. */
export async function openRequestStore(backend?: string) {
  const definitions = [driver, stats, first, second] as const
  const store = await FeatureStore.open({
    project: 'sizes',
    definitions,
    registry: new MemoryRegistryStore(),
    onlineStore: new MemoryOnlineStore(),
    offlineStore: new MemoryOfflineStore(),
    clock: () => new Date('2024-01-02'),
    ...(backend !== undefined && { backend }),
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
