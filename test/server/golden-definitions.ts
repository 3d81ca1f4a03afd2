import {
  ArrayOf,
  Bool,
  coalesce,
  days,
  Entity,
  FeatureService,
  FeatureView,
  FileSource,
  Float32,
  Float64,
  Int32,
  Int64,
  OnDemandFeatureView,
  PushSource,
  RequestSource,
  String as Text,
  UnixTimestamp,
} from '../../src/index.js'

/** The definitions that Feast's answers in golden/http.json were captured with. */
const driver = new Entity({ name: 'driver', joinKey: 'driver_id', type: Int64 })
const customer = new Entity({ name: 'customer', joinKey: 'customer_id', type: Text })

const driverStats = new FeatureView({
  name: 'driver_stats',
  entities: [driver],
  ttl: days(1),
  schema: {
    conv_rate: Float32,
    acc_rate: Float64,
    trips: Int64,
    city: Text,
    active: Bool,
    vec: ArrayOf(Float32),
    seen: UnixTimestamp,
  },
  source: new PushSource({
    name: 'driver_stats_push',
    batchSource: new FileSource({
      path: 'driver_stats.parquet',
      timestampField: 'event_timestamp',
      createdTimestampColumn: 'created',
    }),
  }),
})

const custStats = new FeatureView({
  name: 'cust_stats',
  entities: [driver, customer],
  schema: { rides: Int32 },
  source: new FileSource({ path: 'cust.parquet', timestampField: 'event_timestamp' }),
})

const vals = new RequestSource({ name: 'vals', schema: { x: Int64, y: Float64 } })

const odfvPandas = new OnDemandFeatureView({
  name: 'odfv_pandas',
  sources: [driverStats.select('conv_rate', 'acc_rate'), vals],
  transform: ({ conv_rate, acc_rate, x }) => ({
    sum_pd: conv_rate.cast(Float64).add(x.cast(Float64)),
    isbig: acc_rate.gt(0.5),
  }),
})

const odfvPython = new OnDemandFeatureView({
  name: 'odfv_python',
  sources: [driverStats, vals],
  transform: ({ trips, x }) => ({ sum_py: coalesce(trips, 0).add(x) }),
})

const odfvSingle = new OnDemandFeatureView({
  name: 'odfv_single',
  sources: [driverStats, vals],
  transform: ({ trips, x }) => ({ sum_sg: coalesce(trips, 0).mul(x) }),
})

const odfvWritten = new OnDemandFeatureView({
  name: 'odfv_written',
  sources: [driverStats],
  transform: ({ trips }) => ({ trips2: coalesce(trips, 0).mul(2) }),
})

const svc = new FeatureService({ name: 'svc', features: [driverStats.select('conv_rate', 'trips'), odfvPandas] })

export const goldenDefinitions = [
  driver,
  customer,
  driverStats,
  custStats,
  odfvPandas,
  odfvPython,
  odfvSingle,
  odfvWritten,
  svc,
]
