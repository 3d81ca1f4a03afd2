import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { JsBackend } from '../../src/backends/js/js-backend.js'
import {
  BackendFactory,
  type Definition,
  days,
  Entity,
  FeatureService,
  FeatureStore,
  FeatureView,
  Float64,
  Int64,
  MemoryOfflineStore,
  MemoryOnlineStore,
  MemoryRegistryStore,
  type MillraceError,
  OnDemandFeatureView,
  PushSource,
} from '../../src/index.js'
import { definitions, noon, openDriverStore, row } from '../support/driver-store.js'

async function codeOf(work: () => unknown): Promise<string> {
  try {
    await work()
  } catch (error) {
    return (error as MillraceError).code
  }
  return 'nothing thrown'
}

const parts = () => ({
  project: 'drivers',
  registry: new MemoryRegistryStore(),
  onlineStore: new MemoryOnlineStore(),
  offlineStore: new MemoryOfflineStore(),
  clock: () => noon,
  onWarning: () => undefined,
})

const registry = suite('registry of a store')

registry('apply says what it changed, and the second time nothing', async () => {
  const store = await FeatureStore.open<readonly Definition[]>({ ...parts(), definitions })
  const planned = await store.plan()
  assert.equal(store.listFeatureViews(), [], 'a plan applies nothing')
  const first = await store.apply()
  assert.equal(first, planned)
  assert.ok(first.added.some(({ kind, name }) => kind === 'feature_view' && name === 'driver_quality'))
  const second = await store.apply()
  assert.equal([second.added, second.changed], [[], []])
  assert.is(second.unchanged.length, first.added.length)
  await store.close()
})

registry('a changed view is named with its fields, and is what requests then run', async () => {
  const shared = parts()
  const driver = new Entity({ name: 'driver', joinKey: 'driver_id', type: Int64 })
  const stats = new FeatureView({
    name: 'stats',
    entities: [driver],
    schema: { trips: Int64 },
    source: new PushSource({ name: 'stats_push' }),
  })
  const make = (factor: number) =>
    new OnDemandFeatureView({
      name: 'scaled',
      sources: [stats],
      transform: ({ trips }) => ({ value: trips.mul(factor) }),
    })
  const store = await FeatureStore.open<readonly Definition[]>({ ...shared, definitions: [driver, stats, make(2)] })
  await store.apply()
  await store.push('stats_push', [{ driver_id: 1, trips: 5, event_timestamp: noon }])
  const ask = async () =>
    (await store.getOnlineFeatures({ features: ['scaled:value'], entities: { driver_id: [1] }, transform: true }))
      .rows[0]!.value
  assert.is(await ask(), 10n)
  const diff = await store.apply([make(3)])
  assert.equal(
    diff.changed.map(({ name }) => name),
    ['scaled'],
  )
  assert.is(await ask(), 15n)
  await store.close()
})

registry('a store opened from the registry alone knows and computes everything that is data', async () => {
  const shared = parts()
  const store = await FeatureStore.open<readonly Definition[]>({ ...shared, definitions })
  await store.apply()
  await store.close()
  const again = await FeatureStore.open(shared)
  await again.push('driver_stats_push', [{ ...row(1, -0.5), distance_km: 120 }])
  const answer = await again.getOnlineFeatures({ features: ['driver_quality:long_haul'], entities: { driver_id: [1] } })
  assert.is(answer.rows[0]!.long_haul, true)
  assert.equal(
    again.listEntities().map(({ name }) => name),
    ['driver'],
  )
  assert.is(again.getFeatureView('driver_quality').ttl, 3_600_000_000n)
  assert.is(await codeOf(() => again.getFeatureView('driver_qualty')), 'MILLRACE_FEATURE_VIEW_NOT_FOUND')
  assert.is(await codeOf(() => again.getEntity('drive')), 'MILLRACE_OBJECT_NOT_FOUND')
  assert.is(await codeOf(() => again.getFeatureService('none')), 'MILLRACE_FEATURE_SERVICE_NOT_FOUND')
  assert.ok(again.listDataSources().length >= 3)
  assert.equal(
    again
      .listOnDemandFeatureViews()
      .map(({ name }) => name)
      .sort(),
    ['driver_activity', 'driver_placed', 'driver_quality'],
  )
  await again.close()
})

registry('code that the registry does not hold is a typed error, and runs once it is loaded', async () => {
  const shared = parts()
  const driver = new Entity({ name: 'driver', joinKey: 'driver_id', type: Int64 })
  const stats = new FeatureView({
    name: 'stats',
    entities: [driver],
    schema: { trips: Int64 },
    source: new PushSource({ name: 'stats_push' }),
  })
  const coded = new OnDemandFeatureView({
    name: 'coded',
    sources: [stats],
    online: false,
    mode: 'rows',
    schema: { half: Float64 },
    transform: ({ trips }) => ({ half: trips === null ? null : Number(trips) / 2 }),
  })
  const store = await FeatureStore.open<readonly Definition[]>({ ...shared, definitions: [driver, stats, coded] })
  await store.apply()
  await store.push('stats_push', [{ driver_id: 1, trips: 5, event_timestamp: noon }])
  const ask = (from: FeatureStore<readonly Definition[]>) =>
    from.getOnlineFeatures({ features: ['coded:half'], entities: { driver_id: [1] }, transform: true })
  assert.is((await ask(store)).rows[0]!.half, 2.5)
  const alone = await FeatureStore.open<readonly Definition[]>(shared)
  assert.is(await codeOf(() => ask(alone)), 'MILLRACE_TRANSFORM_NOT_LOADED')
  const loaded = await FeatureStore.open<readonly Definition[]>({ ...shared, definitions: [coded] })
  assert.is((await ask(loaded)).rows[0]!.half, 2.5)
  await alone.close()
})

registry('feature services, projections and aliases', async () => {
  const shared = parts()
  const zone = new Entity({ name: 'zone', joinKey: 'zone_id', type: Int64 })
  const heat = new FeatureView({
    name: 'heat',
    entities: [zone],
    ttl: days(1),
    schema: { level: Float64, trips: Int64 },
    source: new PushSource({ name: 'heat_push' }),
  })
  const origin = heat.withProjection({ features: ['level'], alias: 'origin', joinKeyMap: { zone_id: 'origin_id' } })
  const target = heat.withProjection({ features: ['level'], alias: 'target', joinKeyMap: { zone_id: 'target_id' } })
  const gradient = new OnDemandFeatureView({
    name: 'gradient',
    sources: [origin, target],
    transform: ({ origin__level, target__level }) => ({ difference: target__level.sub(origin__level) }),
  })
  const service = new FeatureService({ name: 'ride', features: [origin, target, gradient] })
  const store = await FeatureStore.open<readonly Definition[]>({
    ...shared,
    definitions: [zone, heat, gradient, service],
  })
  await store.apply()
  await store.push('heat_push', [
    { zone_id: 1, level: 2, trips: 1, event_timestamp: noon },
    { zone_id: 2, level: 7, trips: 1, event_timestamp: noon },
  ])
  const answer = await store.getOnlineFeatures({
    features: { service: 'ride' },
    entities: [
      { origin_id: 1, target_id: 2 },
      { origin_id: 2, target_id: 9 },
    ],
    transform: true,
    fullFeatureNames: true,
  })
  assert.equal(answer.rows, [
    { origin_id: 1n, target_id: 2n, origin__level: 2, target__level: 7, gradient__difference: 5 },
    { origin_id: 2n, target_id: 9n, origin__level: 7, target__level: null, gradient__difference: null },
  ])
  assert.is(
    await codeOf(() =>
      store.getOnlineFeatures({ features: { service: 'ride' }, entities: [{ origin_id: 1, target_id: 2 }] }),
    ),
    'MILLRACE_FEATURE_NAME_COLLISION',
  )
  await store.close()
})

registry('explain prints the plan, and with rows what each node did', async () => {
  const { store } = await openDriverStore()
  await store.push('driver_stats_push', [row(1, -1)])
  const features = ['driver_placed:reach', 'driver_hourly_stats:conv_rate'] as const
  const planned = await store.explain({ features })
  for (const part of [
    'validate',
    'read',
    'join',
    'transform driver_activity',
    'transform driver_placed',
    'collect',
    'wasm',
  ])
    assert.ok(planned.includes(part), `${part} in:\n${planned}`)
  assert.not.match(planned, /rows,/)
  const run = await store.explain({ features, entities: { driver_id: [1, 2, 3] } })
  assert.match(run, /transform driver_placed.*\[3 rows, \d+\.\d+ ms\]/)
  await store.close()
})

registry('a backend of somebody else runs the plans', async () => {
  let calls = 0
  class CountingBackend extends JsBackend {
    override readonly name: string = 'counting'
    protected override _withColumns(
      ...args: Parameters<JsBackend['_withColumns']>
    ): ReturnType<JsBackend['_withColumns']> {
      calls++
      return super._withColumns(...args)
    }
  }
  BackendFactory.register('counting', () => new CountingBackend())
  const { store } = await openDriverStore({ backend: 'counting' })
  await store.push('driver_stats_push', [row(1, -1)])
  const answer = await store.getOnlineFeatures({
    features: ['driver_activity:weekly_trips'],
    entities: { driver_id: [1] },
  })
  assert.is(answer.rows[0]!.weekly_trips, 70n)
  assert.ok(calls > 0)
  assert.match(await store.explain({ features: ['driver_activity:weekly_trips'] }), /counting/)
  await store.close()
  assert.is(await codeOf(() => openDriverStore({ backend: 'nobody' })), 'MILLRACE_BACKEND_NOT_FOUND')
})

registry('teardown leaves nothing of the project', async () => {
  const shared = parts()
  const store = await FeatureStore.open<readonly Definition[]>({ ...shared, definitions })
  await store.apply()
  await store.push('driver_stats_push', [row(1, -1)])
  await store.teardown()
  assert.equal(store.listFeatureViews(), [])
  await store.apply()
  const answer = await store.getOnlineFeatures({
    features: ['driver_hourly_stats:conv_rate'],
    entities: { driver_id: [1] },
  })
  assert.is(answer.rows[0]!.conv_rate, null)
  await store.close()
})

registry('explicit materialization of a view that needs request data fails before any work', async () => {
  const { store } = await openDriverStore({ history: [row(1, -1)] })
  assert.is(
    await codeOf(() =>
      store.materialize({ start: new Date(0), end: noon, views: ['driver_hourly_stats', 'driver_quality'] }),
    ),
    'MILLRACE_MISSING_REQUEST_DATA',
  )
  const answer = await store.getOnlineFeatures({
    features: ['driver_hourly_stats:conv_rate'],
    entities: { driver_id: [1] },
  })
  assert.is(answer.rows[0]!.conv_rate, null)
  assert.is(await codeOf(() => store.materialize({ start: noon, end: noon })), 'MILLRACE_INVALID_ARGUMENT')
  assert.is(
    await codeOf(() => store.materialize({ start: new Date(Number.NaN), end: noon })),
    'MILLRACE_INVALID_ARGUMENT',
  )
  assert.is(
    await codeOf(() => store.materialize({ start: new Date(0), end: noon, views: ['nope'] })),
    'MILLRACE_FEATURE_VIEW_NOT_FOUND',
  )
  await store.close()
})

registry.run()
