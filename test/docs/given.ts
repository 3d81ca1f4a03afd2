/**
 * What documentation takes as given, by name: the code that gives it. An example is compiled with those it uses and does
 * not declare itself. Code here may use other names of this table and everything that the package exports.
 */
export const given: Readonly<Record<string, string>> = {
  driver: "const driver = new Entity({ name: 'driver', joinKey: 'driver_id', type: Int64 })",
  hourly: "const hourly = new FileSource({ path: 'driver_stats.parquet', timestampField: 'event_timestamp' })",
  stats: `const stats = new FeatureView({
    name: 'driver_stats', entities: [driver], ttl: days(1),
    schema: { conv_rate: Float32, acc_rate: Float32, trips: Int64 },
    source: new PushSource({ name: 'driver_stats_push' }),
  })`,
  trip: "const trip = new RequestSource({ name: 'trip', schema: { distance_km: Float64 } })",
  quality: `const quality = new OnDemandFeatureView({
    name: 'driver_quality', sources: [stats, trip],
    transform: ({ conv_rate, distance_km }) => ({ score: distance_km.mul(conv_rate) }),
  })`,
  registry: 'const registry = new MemoryRegistryStore()',
  onlineStore: 'const onlineStore = new MemoryOnlineStore()',
  offlineStore: 'const offlineStore = new MemoryOfflineStore()',
  store: `const store = await FeatureStore.open({
    project: 'drivers', registry, onlineStore, offlineStore, definitions: [driver, stats, trip, quality],
  })
  await store.apply()`,
  conv_rate: "const conv_rate = col('conv_rate', Float32)",
  acc_rate: "const acc_rate = col('acc_rate', Float32)",
  city: "const city = col('city', String)",
  country: "const country = col('country', String)",
  hour: "const hour = col('hour', Int32)",
  lat: "const lat = col('lat', Float64)",
  lon: "const lon = col('lon', Float64)",
  weight: 'const weight = 0.5',
  table: `const table = tableFromRows({ driver_id: Int64, conv_rate: Float32, distance_km: Float64 }, [
    { driver_id: 1002, conv_rate: 0.25, distance_km: 120 },
    { driver_id: 1001, conv_rate: 0.75, distance_km: 80 },
  ])`,
  column: "const column = columnFromValues('int64', [1, 2], 'id')",
  MyBackend: 'class MyBackend extends JsBackend {}',
  MyStore: 'class MyStore extends MemoryOnlineStore {}',
  backend: 'const backend = new WasmBackend()',
  wasm: 'const wasm = new WasmBackend()',
  js: 'const js = new JsBackend()',
  frame: 'const frame = backend.fromArrow(table)',
  journal: 'const journal = new MemoryJournal()\nawait journal.open()',
  record: 'const record = new Uint8Array(4)',
  writeBothStores: 'const writeBothStores = async (_record: Uint8Array, _id: string) => {}',
  registerLoaders: "import { registerLoaders } from '@loaders.gl/core'",
  test: "import { test } from 'node:test'",
  text: 'const text = \'{"format": 0, "project": "drivers", "featureViews": []}\'',
  plan: 'const plan = new ExecutionPlan([])',
}

/** What is given in one place only, or means something else there: by the export's name, or the file and the block's number. */
export const givenIn: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  columnsFromTable: { table: 'const table = tableFromRows({ id: Int64 }, [{ id: 1 }])' },
  rowsFromTable: { table: 'const table = tableFromRows({ id: Int64, score: Float32 }, [{ id: 1, score: 0.5 }])' },
  compareBits: {
    a: 'const a = wasm.fromArrow(tableFromRows({ x: Float64 }, [1, 2, 3, 0].map((x) => ({ x }))))',
    b: 'const b = js.fromArrow(tableFromRows({ x: Float64 }, [1, 2, 3, -0].map((x) => ({ x }))))',
  },
  when: { trips: "const trips = col('trips', Int64)" },
  FeatureStore: {
    stats: `const stats = new FeatureView({
      name: 'driver_stats', entities: [driver], schema: { conv_rate: Float32 },
      source: new PushSource({ name: 'driver_stats_push' }),
    })`,
  },
  BatchFeatureView: {
    trips: `const trips = new FeatureView({
      name: 'trips', entities: [driver], schema: { distance_km: Float64 },
      source: new FileSource({ path: 'trips.parquet', timestampField: 'event_timestamp' }),
    })`,
  },
  'FeatureView.withProjection': {
    stats: `const stats = new FeatureView({
      name: 'zone_stats', schema: { conv_rate: Float32 },
      entities: [new Entity({ name: 'zone', joinKey: 'zone_id', type: Int64 })],
    })`,
  },
  'DataFrameBackend.join': {
    trips: 'const trips = backend.fromArrow(table)',
    drivers: 'const drivers = backend.fromArrow(tableFromRows({ driver_id: Int64, city: String }, []))',
  },
  'DataFrameBackend.asofJoin': {
    entityRows: 'const entityRows = backend.fromArrow(tableFromRows({ driver_id: Int64, at: UnixTimestamp }, []))',
    stats: 'const stats = backend.fromArrow(tableFromRows({ driver_id: Int64, event_timestamp: UnixTimestamp }, []))',
  },
  'DataFrameBackend.groupbyAgg': {
    trips: 'const trips = backend.fromArrow(tableFromRows({ driver_id: Int64, fare: Float64 }, []))',
  },
  OnlineStore: {
    table: `const table: OnlineTable = {
      project: 'drivers', view: 'quality', joinKeys: [{ name: 'driver_id', type: Int64 }],
      fields: [{ name: 'score', type: Float32 }],
    }`,
    ids: "const ids = columnFromValues(Int64, [1001], 'driver_id')",
    scores: "const scores = columnFromValues(Float32, [0.5], 'score')",
    eventTimestamps: 'const eventTimestamps = BigInt64Array.of(1_700_000_000_000_000n)',
  },
  OfflineStore: {
    table: `const table: OfflineTable = {
      project: 'drivers', view: 'quality', timestampField: 'event_timestamp',
      schema: { driver_id: Int64, score: Float32, event_timestamp: UnixTimestamp },
    }`,
    rows: "const rows = tableFromRows(table.schema, [{ driver_id: 1001, score: 0.5, event_timestamp: '2024-01-01' }])",
    start: 'const start = 0n',
    end: 'const end = 2n ** 62n',
    use: 'const use = (chunk: { readonly numRows: number }) => chunk.numRows',
  },
  'docs/stores.md-1': {
    offlineStore: 'const offlineStore = new MemoryOfflineStore()\nawait offlineStore.open()',
    table: `const table: OfflineTable = {
      project: 'drivers', view: 'quality', timestampField: 'event_timestamp',
      schema: { driver_id: Int64, score: Float32, event_timestamp: UnixTimestamp },
    }`,
  },
}

/** What a page's program must print, by the page and the block's number; and what closes what it leaves open. */
export const programs: Readonly<Record<string, { readonly prints: RegExp; readonly afterwards?: string }>> = {
  'README.md-1': { prints: /^0\.8[67]\d*\n$/ },
  'README.md-2': { prints: /^$/, afterwards: 'await store.close()' },
  'README.md-3': { prints: /1002\D+120/ },
  'README.md-4': { prints: /^\S pass [1-9]\d*$[\s\S]*^\S fail 0$/m },
  'docs/errors.md-1': { prints: /^driver_stats_push\n$/ },
  'docs/stores.md-1': { prints: /^$/ },
}

/** Examples that are compiled and not run, and why. */
export const notRun: Readonly<Record<string, string>> = {
  RedisOnlineStore: 'it needs a server, which its own tests start',
  backendSuite: 'it defines tests, which run in test/backends',
  differentialSuite: 'it defines tests, which run in test/backends',
  offlineStoreSuite: 'it defines tests, which run in test/stores',
  onlineStoreSuite: 'it defines tests, which run in test/stores',
  parquetCodecSuite: 'it defines tests, which run in test/stores',
}
