import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  Bool,
  Entity,
  FeatureStore,
  FeatureView,
  Float32,
  Float64,
  Int64,
  MemoryOfflineStore,
  MemoryOnlineStore,
  MemoryRegistryStore,
  type MillraceError,
  OnDemandFeatureView,
  PushSource,
  RequestSource,
  rowsFromTable,
  StreamFeatureView,
  tableFromRows,
} from '../../src/index.js'
import { compileAssemblyScript } from '../../src/transform/compile-assemblyscript.js'

const driver = new Entity({ name: 'driver', joinKey: 'driver_id', type: Int64 })
const stats = new FeatureView({
  name: 'stats',
  entities: [driver],
  schema: { rate: Float32, trips: Int64, active: Bool },
  source: new PushSource({ name: 'stats_push' }),
})
const trip = new RequestSource({ name: 'trip', schema: { km: { type: Float64, default: 2 } } })
const sources = [stats, trip] as const
const schema = { score: Float64, busy: Bool } as const

const inExpressions = new OnDemandFeatureView({
  name: 'in_expressions',
  sources,
  offline: true,
  transform: ({ rate, trips, km, active }) => ({
    score: rate.cast(Float64).mul(trips.cast(Float64)).mul(km),
    busy: active.and(trips.gt(5)),
  }),
})
const inText = new OnDemandFeatureView({
  name: 'in_text',
  sources,
  offline: true,
  transform: { score: 'cast(rate as float64) * cast(trips as float64) * km', busy: 'active and trips > 5' },
})
const inRows = new OnDemandFeatureView({
  name: 'in_rows',
  sources,
  offline: true,
  mode: 'rows',
  schema,
  transform: ({ rate, trips, km, active }) => ({
    score: rate === null || trips === null || km === null ? null : rate * Number(trips) * km,
    // Kleene's and, as expressions have it.
    busy: active === false || (trips !== null && trips <= 5n) ? false : active === null || trips === null ? null : true,
  }),
})
const inArrow = new OnDemandFeatureView({
  name: 'in_arrow',
  sources,
  offline: true,
  mode: 'arrow',
  schema,
  transform: (table) =>
    tableFromRows(
      schema,
      rowsFromTable(table).map(({ rate, trips, km, active }) => ({
        score: rate === null || trips === null ? null : (rate as number) * Number(trips) * (km as number),
        busy:
          active === false || (trips !== null && (trips as bigint) <= 5n)
            ? false
            : active === null || trips === null
              ? null
              : true,
      })),
    ),
})
const compiled = await compileAssemblyScript({
  source: `
    export function score(rate: f32, trips: i64, km: f64): f64 { return <f64>rate * <f64>trips * km }
    export function isBusy(active: bool, trips: i64): bool { return active && trips > 5 }
  `,
  inputs: { rate: Float32, trips: Int64, km: Float64, active: Bool },
  outputs: {
    score: { type: Float64, args: ['rate', 'trips', 'km'] },
    busy: { type: Bool, args: ['active', 'trips'], function: 'isBusy' },
  },
})
const inAssemblyScript = new OnDemandFeatureView({
  name: 'in_assemblyscript',
  sources,
  offline: true,
  schema,
  transform: compiled,
})

const modes = [inExpressions, inText, inRows, inArrow, inAssemblyScript]

async function open(definitions: readonly FeatureView[], backend: string) {
  const store = await FeatureStore.open<readonly FeatureView[]>({
    project: 'modes',
    registry: new MemoryRegistryStore(),
    onlineStore: new MemoryOnlineStore(),
    offlineStore: new MemoryOfflineStore(),
    backend,
    definitions: [stats, ...definitions],
    clock: () => new Date('2024-01-02'),
    onWarning: () => undefined,
  })
  await store.apply()
  return store
}

const event_timestamp = new Date('2024-01-01')
const pushed = [
  { driver_id: 1, rate: 0.1, trips: 7, active: true, event_timestamp },
  { driver_id: 2, rate: null, trips: 3, active: null, event_timestamp },
  { driver_id: 3, rate: 0.7, trips: 123456789012345n, active: false, event_timestamp },
  { driver_id: 4, rate: 0.7, trips: null, active: true, event_timestamp },
]

async function codeOf(work: () => unknown): Promise<string> {
  try {
    await work()
  } catch (error) {
    return (error as MillraceError).code
  }
  return 'nothing thrown'
}

for (const backend of ['js', 'wasm']) {
  const transforms = suite(`transforms, ${backend}`)

  for (const view of modes)
    transforms(`${view.name}: the same values from push, transform and a training set`, async () => {
      const store = await open([view], backend)
      await store.push('stats_push', pushed, { to: 'online_and_offline' })
      const features = [`${view.name}:score`, `${view.name}:busy`]
      const entities = [1, 2, 3, 4].map((driver_id) => ({ driver_id }))
      const expected = [
        { driver_id: 1n, score: Math.fround(0.1) * 7 * 2, busy: true },
        // An AssemblyScript function runs where no argument is null: active is null, so is busy.
        { driver_id: 2n, score: null, busy: view === inAssemblyScript ? null : false },
        { driver_id: 3n, score: Math.fround(0.7) * 123456789012345 * 2, busy: false },
        { driver_id: 4n, score: null, busy: null },
      ]
      assert.equal((await store.getOnlineFeatures({ features, entities })).rows, expected)
      assert.equal((await store.getOnlineFeatures({ features, entities, transform: true })).rows, expected)
      const dated = entities.map((row) => ({ ...row, event_timestamp }))
      for (const transform of [true, false]) {
        const table = await store.getHistoricalFeatures({ features, entities: dated, transform })
        assert.equal(
          rowsFromTable(table).map(({ event_timestamp: _, ...row }) => row),
          expected,
        )
      }
      await store.close()
    })

  transforms('an on-demand view over views of other modes', async () => {
    const top = new OnDemandFeatureView({
      name: 'top',
      sources: [inRows, inAssemblyScript, inExpressions],
      transform: ({ in_rows__score, in_assemblyscript__score, in_expressions__busy }) => ({
        same: in_rows__score.eq(in_assemblyscript__score),
        busy: in_expressions__busy,
      }),
    })
    const store = await open([inRows, inAssemblyScript, inExpressions, top], backend)
    await store.push('stats_push', pushed)
    const answer = await store.getOnlineFeatures({
      features: ['top:same', 'top:busy'],
      entities: { driver_id: [1, 3] },
    })
    assert.equal(answer.rows, [
      { driver_id: 1n, same: true, busy: true },
      { driver_id: 3n, same: true, busy: false },
    ])
    await store.close()
  })

  transforms('a stream view transforms what is pushed', async () => {
    const rides = new StreamFeatureView({
      name: 'rides',
      entities: [driver],
      source: new PushSource({ name: 'ride_events' }),
      sourceSchema: { metres: Float64 },
      transform: ({ metres }) => ({ km: metres.div(1000) }),
    })
    const far = new OnDemandFeatureView({
      name: 'far',
      sources: [rides],
      transform: ({ km }) => ({ is_far: km.gt(100) }),
    })
    const store = await open([rides, far], backend)
    await store.push('ride_events', [{ driver_id: 1, metres: 250_000, event_timestamp }], { to: 'online_and_offline' })
    const answer = await store.getOnlineFeatures({ features: ['rides:km', 'far:is_far'], entities: { driver_id: [1] } })
    assert.equal(answer.rows, [{ driver_id: 1n, km: 250, is_far: true }])
    const training = await store.getHistoricalFeatures({
      features: ['rides:km', 'far:is_far'],
      entities: [{ driver_id: 1, event_timestamp }],
    })
    assert.equal(rowsFromTable(training)[0]!.km, 250)
    assert.is(
      await codeOf(() => store.push('ride_events', [{ driver_id: 1, km: 3, event_timestamp }])),
      'MILLRACE_MISSING_COLUMN',
    )
    await store.close()
  })

  transforms('a transform that throws or lies is a typed error, and nothing is written', async () => {
    const throws = new OnDemandFeatureView({
      name: 'throws',
      sources,
      mode: 'rows',
      schema,
      transform: () => {
        throw new Error('boom')
      },
    })
    const mistypes = new OnDemandFeatureView({
      name: 'mistypes',
      sources,
      mode: 'rows',
      schema,
      transform: () => ({ score: 'high' as never, busy: true }),
    })
    const shortens = new OnDemandFeatureView({
      name: 'shortens',
      sources,
      mode: 'arrow',
      schema,
      transform: (table) => table.slice(0, 1),
    })
    for (const view of [throws, mistypes, shortens]) {
      const store = await open([view], backend)
      assert.is(await codeOf(() => store.push('stats_push', pushed)), 'MILLRACE_TRANSFORM_FAILED', view.name)
      const answer = await store.getOnlineFeatures({ features: ['stats:trips'], entities: { driver_id: [1] } })
      assert.is(answer.rows[0]!.trips, null)
      await store.close()
    }
  })

  transforms.run()
}

const compiling = suite('compileAssemblyScript')

compiling('says what does not compile', async () => {
  const options = { inputs: { a: Float64 }, outputs: { b: { type: Float64, args: ['a'] } } } as const
  assert.is(
    await codeOf(() => compileAssemblyScript({ source: 'export function b(a: f64): f64 { return c }', ...options })),
    'MILLRACE_COMPILE_FAILED',
  )
  assert.is(
    await codeOf(() =>
      compileAssemblyScript({ source: '', inputs: {}, outputs: { b: { type: Float64, args: ['a'] } } }),
    ),
    'MILLRACE_FEATURE_NOT_FOUND',
  )
  assert.is(
    await codeOf(() =>
      compileAssemblyScript({ source: '', inputs: { a: 'string' }, outputs: { b: { type: Float64, args: ['a'] } } }),
    ),
    'MILLRACE_UNSUPPORTED_TYPE',
  )
})

compiling('a module compiled for other types is refused', async () => {
  const transform = await compileAssemblyScript({
    source:
      'export function score(rate: f64): f64 { return rate }\nexport function busy(rate: f64): bool { return rate > 1 }',
    inputs: { rate: Float64 },
    outputs: { score: { type: Float64, args: ['rate'] }, busy: { type: Bool, args: ['rate'] } },
  })
  assert.is(
    await codeOf(async () => {
      const store = await open([new OnDemandFeatureView({ name: 'wrong', sources, schema, transform })], 'wasm')
      await store.push('stats_push', pushed)
    }),
    'MILLRACE_TRANSFORM_FAILED',
  )
})

compiling.run()
