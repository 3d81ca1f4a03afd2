import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  BatchFeatureView,
  count,
  days,
  Entity,
  FeatureStore,
  FeatureView,
  FileSource,
  Float64,
  Int64,
  MemoryOfflineStore,
  MemoryOnlineStore,
  MemoryRegistryStore,
  type MillraceError,
  max,
  OnDemandFeatureView,
  PushSource,
  rowsFromTable,
  String,
  sum,
  tableFromRows,
  UnixTimestamp,
} from '../../src/index.js'

const driver = new Entity({ name: 'driver', joinKey: 'driver_id', type: Int64 })
const zone = new Entity({ name: 'zone', joinKey: 'zone_id', type: Int64 })

const file = (path: string) => new FileSource({ path, timestampField: 'event_timestamp' })
const trips = new FeatureView({
  name: 'trips',
  entities: [driver],
  schema: { km: Float64, zone_id: Int64 },
  source: file('trips.parquet'),
})
const ratings = new FeatureView({
  name: 'ratings',
  entities: [driver],
  ttl: days(2),
  schema: { stars: Int64 },
  source: file('ratings.parquet'),
})
const zones = new FeatureView({
  name: 'zones',
  entities: [zone],
  schema: { name: String },
  source: file('zones.parquet'),
})

const at = (day: number) => new Date(Date.UTC(2024, 0, day))
const tripRows = [
  { driver_id: 1, km: 10, zone_id: 7, event_timestamp: at(2) },
  { driver_id: 2, km: 20, zone_id: 8, event_timestamp: at(2) },
  { driver_id: 1, km: 30, zone_id: 8, event_timestamp: at(4) },
  { driver_id: 1, km: null, zone_id: null, event_timestamp: at(5) },
  { driver_id: 2, km: 5, zone_id: 9, event_timestamp: at(9) },
]
const ratingRows = [
  { driver_id: 1, stars: 3, event_timestamp: at(1) },
  { driver_id: 1, stars: 5, event_timestamp: at(3) },
  { driver_id: 2, stars: 4, event_timestamp: at(1) },
]
const zoneRows = [
  { zone_id: 7, name: 'north', event_timestamp: at(1) },
  { zone_id: 8, name: 'south', event_timestamp: at(1) },
]

const stamped = { event_timestamp: UnixTimestamp }
const files = {
  'trips.parquet': tableFromRows({ driver_id: Int64, ...trips.schema, ...stamped }, tripRows),
  'ratings.parquet': tableFromRows({ driver_id: Int64, ...ratings.schema, ...stamped }, ratingRows),
  'zones.parquet': tableFromRows({ zone_id: Int64, ...zones.schema, ...stamped }, zoneRows),
}

async function open(views: readonly FeatureView[], backend: string) {
  const store = await FeatureStore.open<readonly FeatureView[]>({
    project: 'batch',
    registry: new MemoryRegistryStore(),
    onlineStore: new MemoryOnlineStore(),
    offlineStore: new MemoryOfflineStore({ files }),
    backend,
    definitions: [trips, ratings, zones, ...views],
    clock: () => at(10),
    onWarning: () => undefined,
  })
  await store.apply()
  return store
}

const window = { start: at(1), end: at(9) }

for (const backend of ['js', 'wasm']) {
  const batch = suite(`batch views, ${backend}`)

  batch('two source views are joined point in time, on a key and on a feature, and transformed together', async () => {
    const joined = new BatchFeatureView({
      name: 'joined',
      entities: [driver],
      offline: true,
      sources: [trips, ratings, zones],
      transform: ({ km, stars, name }) => ({ weighted: km.mul(stars.cast(Float64)), place: name.upper() }),
    })
    const store = await open([joined], backend)
    const result = await store.materialize({ ...window, views: ['joined'] })
    assert.equal(result.views, [{ view: 'joined', outcome: 'written', online: 2, ignored: 0, offline: 5 }])
    const answer = await store.getOnlineFeatures({
      features: ['joined:weighted', 'joined:place'],
      entities: { driver_id: [1, 2, 3] },
    })
    assert.equal(answer.rows, [
      { driver_id: 1n, weighted: null, place: null },
      { driver_id: 2n, weighted: null, place: null },
      { driver_id: 3n, weighted: null, place: null },
    ])
    const training = await store.getHistoricalFeatures({
      features: ['joined:weighted', 'joined:place'],
      entities: [
        { driver_id: 1, event_timestamp: at(3) },
        { driver_id: 1, event_timestamp: at(4) },
        { driver_id: 2, event_timestamp: at(8) },
      ],
    })
    assert.equal(
      rowsFromTable(training).map(({ weighted, place }) => [weighted, place]),
      [
        [30, 'NORTH'],
        [150, 'SOUTH'],
        [80, 'SOUTH'],
      ],
    )
    await store.close()
  })

  batch('a filter and aggregations grouped by join key', async () => {
    const totals = new BatchFeatureView({
      name: 'totals',
      entities: [driver],
      sources: [trips, ratings],
      transform: ({ km, stars }) => ({ starred: km.mul(stars.cast(Float64)) }),
      filter: ({ km }) => km.gt(5),
      aggregations: { km: sum('km'), starred: sum('starred'), longest: max('km'), trips: count() },
    })
    const store = await open([totals], backend)
    await store.materialize({ ...window, views: ['totals'] })
    const answer = await store.getOnlineFeatures({
      features: ['totals:km', 'totals:starred', 'totals:longest', 'totals:trips'],
      entities: { driver_id: [1, 2] },
    })
    assert.equal(answer.rows, [
      { driver_id: 1n, km: 40, starred: 180, longest: 30, trips: 2n },
      { driver_id: 2n, km: 20, starred: 80, longest: 20, trips: 1n },
    ])
    assert.equal(
      [...answer.columns[1]!.eventTimestamps],
      [at(4), at(2)].map((date) => BigInt(date.getTime()) * 1000n),
    )
    await store.close()
  })

  batch('grouping by a join key that is a feature of the spine', async () => {
    const byZone = new BatchFeatureView({
      name: 'by_zone',
      entities: [zone],
      offline: true,
      sources: [trips],
      filter: ({ zone_id }) => zone_id.isNull().not(),
      aggregations: { km: sum('km'), trips: count() },
    })
    const store = await open([byZone], backend)
    await store.materialize({ ...window, views: ['by_zone'] })
    const answer = await store.getOnlineFeatures({
      features: ['by_zone:km', 'by_zone:trips'],
      entities: { zone_id: [7, 8, 9, 1] },
    })
    assert.equal(answer.rows, [
      { zone_id: 7n, km: 10, trips: 1n },
      { zone_id: 8n, km: 50, trips: 2n },
      { zone_id: 9n, km: 5, trips: 1n },
      { zone_id: 1n, km: null, trips: null },
    ])
    await store.close()
  })

  batch('a file as the source', async () => {
    const fromFile = new BatchFeatureView({
      name: 'from_file',
      entities: [driver],
      source: file('trips.parquet'),
      sourceSchema: { km: Float64 },
      transform: ({ km }) => ({ miles: km.div(1.609344) }),
      filter: 'km is not null',
    })
    const below = new OnDemandFeatureView({
      name: 'below',
      sources: [fromFile],
      transform: ({ miles }) => ({ feet: miles.mul(5280) }),
    })
    const store = await open([fromFile, below], backend)
    await store.materialize(window)
    const entities = [
      { driver_id: 1, event_timestamp: at(9) },
      { driver_id: 2, event_timestamp: at(8) },
    ]
    const answer = await store.getOnlineFeatures({
      features: ['from_file:miles', 'below:feet'],
      entities: { driver_id: [1, 2] },
    })
    assert.equal(answer.rows, [
      { driver_id: 1n, miles: 30 / 1.609344, feet: (30 / 1.609344) * 5280 },
      { driver_id: 2n, miles: 5 / 1.609344, feet: (5 / 1.609344) * 5280 },
    ])
    const training = await store.getHistoricalFeatures({ features: ['from_file:miles', 'below:feet'], entities })
    assert.equal(
      rowsFromTable(training).map(({ feet }) => feet),
      [(30 / 1.609344) * 5280, (20 / 1.609344) * 5280],
      'computed though it is not kept offline',
    )
    await store.close()
  })

  batch('an aggregate that is not kept offline has no history', async () => {
    const totals = new BatchFeatureView({
      name: 'totals',
      entities: [driver],
      sources: [trips],
      aggregations: { km: sum('km') },
    })
    const store = await open([totals], backend)
    try {
      await store.getHistoricalFeatures({
        features: ['totals:km'],
        entities: [{ driver_id: 1, event_timestamp: at(3) }],
      })
      assert.unreachable()
    } catch (error) {
      assert.is((error as MillraceError).code, 'MILLRACE_INVALID_ARGUMENT')
    }
    await store.close()
  })

  batch('an on-demand view over sources of different keys is materialized for the keys that are known', async () => {
    const tripped = new FeatureView({
      name: 'tripped',
      entities: [driver, zone],
      schema: { km: Float64 },
      source: file('trips.parquet'),
    })
    const placed = new OnDemandFeatureView({
      name: 'placed',
      sources: [tripped, ratings],
      offline: true,
      transform: ({ km, stars }) => ({ weighted: km.mul(stars.cast(Float64)) }),
    })
    const store = await open([tripped, placed], backend)
    await store.materialize({ ...window, views: ['placed'] })
    const answer = await store.getOnlineFeatures({
      features: ['placed:weighted'],
      entities: { driver_id: [1, 1, 2], zone_id: [7, 8, 9] },
    })
    assert.equal(
      answer.rows.map(({ weighted }) => weighted),
      [null, null, null],
      'the ratings have expired by the end of the window',
    )
    const early = await open([tripped, placed], backend)
    await early.materialize({ start: at(1), end: at(4), views: ['placed'] })
    const then = await early.getOnlineFeatures({
      features: ['placed:weighted'],
      entities: { driver_id: [1, 1], zone_id: [7, 8] },
    })
    assert.equal(
      then.rows.map(({ weighted }) => weighted),
      [50, 150],
    )
    const history = await early.getHistoricalFeatures({
      features: ['placed:weighted'],
      entities: [
        { driver_id: 1, zone_id: 7, event_timestamp: at(2) },
        { driver_id: 1, zone_id: 7, event_timestamp: at(3) },
      ],
      transform: false,
    })
    assert.equal(
      rowsFromTable(history).map(({ weighted }) => weighted),
      [30, 50],
      'a rating is an event of every trip of its driver',
    )
    await store.close()
    await early.close()
  })

  batch("a view without entities has one row, which is every entity's", async () => {
    const market = new FeatureView({
      name: 'market',
      entities: [],
      schema: { level: Float64 },
      source: new PushSource({ name: 'market_push' }),
    })
    const priced = new OnDemandFeatureView({
      name: 'priced',
      sources: [trips, market],
      offline: true,
      transform: ({ km, level }) => ({ price: km.mul(level) }),
    })
    const twice = new OnDemandFeatureView({
      name: 'twice',
      sources: [market],
      transform: ({ level }) => ({ doubled: level.mul(2) }),
    })
    const store = await open([market, priced, twice], backend)
    await store.push(
      'market_push',
      [
        { level: 9, event_timestamp: at(1) },
        { level: 3, event_timestamp: at(3) },
      ],
      { to: 'online_and_offline' },
    )
    const features = ['market:level', 'twice:doubled']
    const answer = await store.getOnlineFeatures({ features, entities: [{}, {}] })
    assert.equal(answer.rows, [
      { level: 3, doubled: 6 },
      { level: 3, doubled: 6 },
    ])
    await store.materialize({ ...window, views: ['priced'] })
    const prices = await store.getOnlineFeatures({ features: ['priced:price'], entities: { driver_id: [1, 2] } })
    assert.equal(
      prices.rows.map(({ price }) => price),
      [null, 15],
    )
    const entities = [2, 3, 4].map((day) => ({ driver_id: 1, event_timestamp: at(day) }))
    for (const transform of [true, false]) {
      const table = await store.getHistoricalFeatures({ features: ['priced:price'], entities, transform })
      assert.equal(
        rowsFromTable(table).map(({ price }) => price),
        [90, 30, 90],
        `transform ${transform}`,
      )
    }
    await store.close()
  })

  batch.run()
}
