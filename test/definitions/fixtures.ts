import { days } from '../../src/definitions/duration.js'
import { Entity } from '../../src/definitions/entity.js'
import { FeatureView } from '../../src/definitions/feature-view.js'
import { FileSource } from '../../src/definitions/file-source.js'
import { PushSource } from '../../src/definitions/push-source.js'
import { RequestSource } from '../../src/definitions/request-source.js'
import { Float32, Float64, Int64, String as Text } from '../../src/types.js'

export const driver = new Entity({ name: 'driver', joinKey: 'driver_id', type: Int64 })
export const zone = new Entity({ name: 'zone', joinKey: 'zone_id', type: Text })

export const hourly = new FileSource({
  path: 'data/driver_stats.parquet',
  timestampField: 'ts',
  createdTimestampColumn: 'written',
  fieldMapping: { ConvRate: 'conv_rate' },
})

export const stats = new FeatureView({
  name: 'stats',
  entities: [driver],
  ttl: days(1),
  schema: { conv_rate: Float32, acc_rate: Float32, trips: Int64 },
  source: new PushSource({ name: 'stats_push', batchSource: hourly }),
})

export const zones = new FeatureView({
  name: 'zones',
  entities: [zone],
  schema: { trips: Int64, density: Float64 },
  source: new FileSource({ name: 'zone_files', path: 'data/zones', timestampField: 'ts' }),
})

export const trip = new RequestSource({
  name: 'trip',
  schema: { distance_km: Float64, tolls: { type: Int64, default: 3 } },
})
