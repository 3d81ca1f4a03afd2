import {
  days,
  Entity,
  FeatureStore,
  FeatureView,
  FileSource,
  Float32,
  Float64,
  hours,
  Int64,
  MemoryOfflineStore,
  MemoryOnlineStore,
  MemoryRegistryStore,
  OnDemandFeatureView,
  PushSource,
  RequestSource,
  String,
  tableFromRows,
  UnixTimestamp,
} from '../../src/index.js'

export const driver = new Entity({ name: 'driver', joinKey: 'driver_id', type: Int64 })

export const statsSource = new PushSource({
  name: 'driver_stats_push',
  batchSource: new FileSource({
    path: 'driver_stats.parquet',
    timestampField: 'event_timestamp',
    createdTimestampColumn: 'created',
  }),
})

export const stats = new FeatureView({
  name: 'driver_hourly_stats',
  entities: [driver],
  ttl: days(1),
  schema: { conv_rate: Float32, acc_rate: Float32, avg_daily_trips: Int64 },
  source: statsSource,
})

export const locationSource = new PushSource({ name: 'driver_location_push' })

export const location = new FeatureView({
  name: 'driver_location',
  entities: [driver],
  schema: { city: String, lat: Float64 },
  source: locationSource,
})

export const trip = new RequestSource({
  name: 'trip',
  schema: { distance_km: Float64, surge: { type: Float64, default: 1 } },
})

/** Needs request data. */
export const quality = new OnDemandFeatureView({
  name: 'driver_quality',
  sources: [stats, trip],
  ttl: hours(1),
  transform: ({ conv_rate, acc_rate, distance_km }) => ({
    score: conv_rate.mul(0.7).add(acc_rate.mul(0.3)),
    long_haul: distance_km.gt(100).and(acc_rate.gt(0.9)),
  }),
})

/** Needs nothing but its source. */
export const activity = new OnDemandFeatureView({
  name: 'driver_activity',
  sources: [stats],
  offline: true,
  transform: ({ avg_daily_trips, conv_rate }) => ({
    weekly_trips: avg_daily_trips.mul(7),
    engagement: avg_daily_trips.cast(Float64).mul(conv_rate).log1p(),
  }),
})

/** Two sources, one of them pushed apart, and an on-demand view below. */
export const placed = new OnDemandFeatureView({
  name: 'driver_placed',
  sources: [activity, location],
  transform: ({ engagement, lat, city }) => ({ reach: engagement.mul(lat), label: city.upper() }),
})

export const definitions = [driver, stats, location, quality, activity, placed] as const

/** Times of the tests, apart from the machine's clock. */
export const noon = new Date('2024-01-02T12:00:00Z')
export const at = (hours: number): Date => new Date(noon.getTime() + hours * 3_600_000)

export interface DriverRow {
  readonly driver_id: number
  readonly conv_rate: number | null
  readonly acc_rate: number | null
  readonly avg_daily_trips: number | null
  readonly event_timestamp: Date
  readonly created?: Date
}

export const row = (driver_id: number, time: number, values: Partial<DriverRow> = {}): DriverRow => ({
  driver_id,
  conv_rate: 0.5,
  acc_rate: 0.95,
  avg_daily_trips: 10,
  event_timestamp: at(time),
  created: at(time),
  ...values,
})

export interface DriverStoreOptions {
  readonly backend?: string
  readonly now?: Date
  /** The rows of driver_stats.parquet, in file order. */
  readonly history?: readonly DriverRow[]
}

function historyTable(rows: readonly DriverRow[]) {
  const schema = { driver_id: Int64, ...stats.schema, event_timestamp: UnixTimestamp, created: UnixTimestamp }
  return tableFromRows(schema, rows as readonly object[] as readonly Record<string, unknown>[])
}

/** A store of the driver definitions in memory, at `now`, on a backend, with its warnings. */
export async function openDriverStore({ backend = 'wasm', now = noon, history = [] }: DriverStoreOptions = {}) {
  const warnings: string[] = []
  const offlineStore = new MemoryOfflineStore({ files: { 'driver_stats.parquet': historyTable(history) } })
  const store = await FeatureStore.open({
    project: 'drivers',
    registry: new MemoryRegistryStore(),
    onlineStore: new MemoryOnlineStore(),
    offlineStore,
    backend,
    definitions,
    clock: () => now,
    onWarning: (message) => warnings.push(message),
  })
  await store.apply()
  return { store, warnings, offlineStore }
}
