// Checked by tsc, never run: what TypeScript knows of a feature store from its definitions.
import {
  Entity,
  FeatureStore,
  type FeatureStoreOptions,
  FeatureView,
  Float32,
  Int64,
  OnDemandFeatureView,
  PushSource,
  RequestSource,
  String,
} from '../../src/index.js'

declare const options: Omit<FeatureStoreOptions<readonly never[]>, 'definitions'>

const driver = new Entity({ name: 'driver', joinKey: 'driver_id', type: Int64 })
const stats = new FeatureView({
  name: 'stats',
  entities: [driver],
  schema: { rate: Float32, trips: Int64, city: String },
  source: new PushSource({ name: 'stats_push' }),
})
const trip = new RequestSource({ name: 'trip', schema: { km: Float32 } })
const quality = new OnDemandFeatureView({
  name: 'quality',
  sources: [stats, trip],
  transform: ({ rate, km, trips }) => ({ score: rate.mul(km), busy: trips.gt(5) }),
})

export async function typed(): Promise<void> {
  const store = await FeatureStore.open({ ...options, definitions: [driver, stats, quality] })
  const answer = await store.getOnlineFeatures({
    features: ['quality:score', 'quality:busy', 'stats:trips', 'stats:city'],
    entities: [{ driver_id: 1 }],
  })
  const [row] = answer.rows
  const score: number | null | undefined = row?.score
  const busy: boolean | null | undefined = row?.busy
  const trips: bigint | null | undefined = row?.trips
  const city: string | null | undefined = row?.city
  // @ts-expect-error an int64 is a bigint
  const wrong: number | null | undefined = row?.trips
  // @ts-expect-error the feature was not asked for
  row?.rate
  // @ts-expect-error a misspelt feature
  await store.getOnlineFeatures({ features: ['quality:scor'], entities: [] })
  // @ts-expect-error a misspelt view
  await store.getOnlineFeatures({ features: ['qualit:score'], entities: [] })
  // @ts-expect-error a misspelt feature of a training set
  await store.getHistoricalFeatures({ features: ['stats:trip'], entities: [] })

  const full = await store.getOnlineFeatures({ features: ['quality:score'], entities: [], fullFeatureNames: true })
  const fullScore: number | null | undefined = full.rows[0]?.quality__score
  // @ts-expect-error the name is the full one
  full.rows[0]?.score
  void [score, busy, trips, city, wrong, fullScore]
}

export async function untyped(): Promise<void> {
  const store = await FeatureStore.open(options)
  const reference: string = 'any:thing'
  const answer = await store.getOnlineFeatures({ features: [reference], entities: [] })
  void answer.rows[0]?.anything
}
