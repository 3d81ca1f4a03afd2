import {
  concat,
  Entity,
  FeatureStore,
  FeatureView,
  Float32,
  Float64,
  Int64,
  MemoryOfflineStore,
  MemoryRegistryStore,
  OnDemandFeatureView,
  type OnlineStore,
  PushSource,
  RequestSource,
  String,
} from '../../src/index.js'

const driver = new Entity({ name: 'driver', joinKey: 'driver_id', type: Int64 })
const stats = new FeatureView({
  name: 'stats',
  entities: [driver],
  schema: { conv_rate: Float32, acc_rate: Float64, trips: Int64, city: String },
  source: new PushSource({ name: 'stats_push' }),
})
const trip = new RequestSource({ name: 'trip', schema: { distance_km: Float64 } })
const quality = new OnDemandFeatureView({
  name: 'quality',
  sources: [stats, trip],
  transform: ({ conv_rate, acc_rate, trips, city, distance_km }) => ({
    score: conv_rate.mul(0.7).add(acc_rate.sin().mul(distance_km).log1p()),
    growth: acc_rate.exp().pow(distance_km),
    weekly: trips.mul(7),
    label: concat(city.upper(), ' ', city),
    bucket: city.hashBucket(1000),
  }),
})
const definitions = [driver, stats, quality] as const

/** Numbers that show a difference in any bit, and rows that show one in any null. */
function rows() {
  return Array.from({ length: 300 }, (_, index) => ({
    driver_id: BigInt(index) * 30_024_000_000_000_001n,
    conv_rate: index % 7 === 0 ? null : Math.fround(Math.sqrt(index) / 17),
    acc_rate: index % 11 === 0 ? null : (index - 150) / 3.7,
    trips: index % 5 === 0 ? null : 2n ** 62n - BigInt(index) ** 5n,
    city: index % 13 === 0 ? null : ['são paulo', 'Zürich', 'ﬁ 東京', ''][index % 4]!,
    event_timestamp: new Date(Date.UTC(2024, 0, 1, 0, index)),
  }))
}

/**
 * Pushes rows, reads them back computed, and writes every value out with all its bits. Runs alike in Node and in a page.
 */
export async function scenario(onlineStore: OnlineStore): Promise<readonly string[]> {
  const store = await FeatureStore.open({
    project: 'browser',
    registry: new MemoryRegistryStore(),
    onlineStore,
    offlineStore: new MemoryOfflineStore(),
    definitions,
    clock: () => new Date('2024-01-02T00:00:00Z'),
    onWarning: () => undefined,
  })
  await store.apply()
  const input = rows()
  await store.push('stats_push', input)
  const answer = await store.getOnlineFeatures({
    features: [
      'stats:conv_rate',
      'stats:trips',
      'quality:score',
      'quality:growth',
      'quality:weekly',
      'quality:label',
      'quality:bucket',
    ],
    entities: input.map(({ driver_id }, index) => ({ driver_id, distance_km: index / 7 })),
    transform: true,
  })
  await store.close()
  return answer.rows.map((row) => Object.values(row).map(allBits).join(' '))
}

function allBits(value: unknown): string {
  return typeof value === 'number' ? [...new Uint8Array(Float64Array.of(value).buffer)].join('.') : `${value}`
}
