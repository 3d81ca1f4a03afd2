/** The `feature_store.yaml` of a new project. */
export function configTemplate(project: string): string {
  return `project: ${project}
provider: local
registry: data/registry.json
realtime_engine:
  type: local
  backend: wasm
online_store:
  type: level          # or redis, with connection_string: localhost:6379
  path: data/online
offline_store:
  type: file
  path: data/offline
`
}

/** The definitions of a new project. */
export const featuresTemplate = `import {
  days, Entity, FeatureService, FeatureView, FileSource, Float32, Float64, hours, Int64, OnDemandFeatureView, PushSource, RequestSource,
} from 'millrace'

export const driver = new Entity({ name: 'driver', joinKey: 'driver_id', type: Int64 })

// Where history is read from, and under which name new rows are pushed.
const hourly = new FileSource({
  path: 'data/driver_stats.parquet',
  timestampField: 'event_timestamp',
  createdTimestampColumn: 'created',
})
const pushed = new PushSource({ name: 'driver_stats_push', batchSource: hourly })

export const stats = new FeatureView({
  name: 'driver_hourly_stats',
  entities: [driver],
  ttl: days(1),
  schema: { conv_rate: Float32, acc_rate: Float32, avg_daily_trips: Int64 },
  source: pushed,
})

// Computed when rows are pushed or materialized, and stored: a read finds it ready.
export const score = new OnDemandFeatureView({
  name: 'driver_score',
  sources: [stats],
  ttl: hours(6),
  transform: ({ conv_rate, acc_rate, avg_daily_trips }) => ({
    score: conv_rate.mul(0.7).add(acc_rate.mul(0.3)),
    busy: avg_daily_trips.gt(500),
  }),
})

// Needs to know the trip, so it is computed for the request that asks for it.
const trip = new RequestSource({ name: 'trip', schema: { distance_km: Float64 } })
export const tripQuality = new OnDemandFeatureView({
  name: 'trip_quality',
  sources: [score, trip],
  transform: ({ score, distance_km }) => ({
    expected_rating: score.mul(5).sub(distance_km.log1p().mul(0.1)).clamp(0, 5),
    long_haul: distance_km.gt(100),
  }),
})

export const tripModel = new FeatureService({
  name: 'trip_model',
  features: [stats.select('conv_rate', 'acc_rate'), score, tripQuality],
})
`

/** What a new project does not commit. */
export const ignoreTemplate = `data/
node_modules/
`
