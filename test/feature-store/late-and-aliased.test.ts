import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type Definition,
  Entity,
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
  rowsFromTable,
} from '../../src/index.js'

const driver = new Entity({ name: 'driver', joinKey: 'driver_id', type: Int64 })
const rider = new Entity({ name: 'rider', joinKey: 'rider_id', type: Int64 })
const feature = <const Name extends string, const Field extends string, E extends Entity>(
  name: Name,
  field: Field,
  entity: E,
) =>
  new FeatureView({
    name,
    entities: [entity],
    schema: { [field]: Int64 } as { readonly [K in Field]: 'int64' },
    source: new PushSource({ name: `${name}_push` }),
  })
const v = feature('v', 'a', driver)
const w = feature('w', 'b', driver)

async function open(definitions: readonly Definition[], backend: string) {
  const warnings: string[] = []
  const store = await FeatureStore.open<readonly Definition[]>({
    project: 'late',
    registry: new MemoryRegistryStore(),
    onlineStore: new MemoryOnlineStore(),
    offlineStore: new MemoryOfflineStore(),
    backend,
    definitions,
    clock: () => new Date(1000),
    onWarning: (message) => warnings.push(message),
  })
  await store.apply()
  return { store, warnings }
}

/** A store of `margin`, the difference of two aliases of `v`, with a value of each of two drivers. */
async function openMargin(backend: string) {
  const origin = v.withProjection({ alias: 'o', joinKeyMap: { driver_id: 'o_id' } })
  const target = v.withProjection({ alias: 'd', joinKeyMap: { driver_id: 'd_id' } })
  const margin = new OnDemandFeatureView({
    name: 'margin',
    sources: [origin, target],
    offline: true,
    transform: ({ o__a, d__a }) => ({ m: o__a.sub(d__a) }),
  })
  const { store } = await open([driver, v, margin], backend)
  await store.push('v_push', [
    { driver_id: 1, a: 5, event_timestamp: 1n },
    { driver_id: 2, a: 7, event_timestamp: 1n },
  ])
  return store
}

async function codeOf(work: () => unknown): Promise<string> {
  try {
    await work()
  } catch (error) {
    return (error as MillraceError).code
  }
  return 'nothing thrown'
}

const both = { to: 'online_and_offline' } as const

for (const backend of ['js', 'wasm']) {
  const late = suite(`late and aliased pushes, ${backend}`)

  late('a push that comes late leaves what is true at later times as it is, in both stores', async () => {
    const combined = new OnDemandFeatureView({
      name: 'combined',
      sources: [v, w],
      offline: true,
      transform: ({ a, b }) => ({ c: a.mul(100).add(b) }),
    })
    const { store, warnings } = await open([driver, v, w, combined], backend)
    await store.push('v_push', [{ driver_id: 1, a: 1, event_timestamp: 100n }], both)
    await store.push('w_push', [{ driver_id: 1, b: 2, event_timestamp: 95n }], both)
    await store.push('w_push', [{ driver_id: 1, b: 9, event_timestamp: 80n }], both)
    assert.is(warnings.length, 1)
    assert.match(warnings[0]!, /combined.*1 rows.*materialize/)
    const read = async (transform: boolean) => {
      const entities = [{ driver_id: 1, event_timestamp: 100n }]
      return rowsFromTable(await store.getHistoricalFeatures({ features: ['combined:c'], entities, transform }))[0]!.c
    }
    assert.is(await read(false), 102n)
    assert.is(await read(true), 102n)
    const online = await store.getOnlineFeatures({ features: ['combined:c'], entities: { driver_id: [1] } })
    assert.is(online.rows[0]!.c, 102n)
    await store.close()
  })

  late('of equal event timestamps the row created later is what the offline result is computed from', async () => {
    const doubled = new OnDemandFeatureView({
      name: 'doubled',
      sources: [v],
      offline: true,
      transform: ({ a }) => ({ twice: a.mul(2) }),
    })
    const { store } = await open([driver, v, doubled], backend)
    const rows = [
      { driver_id: 1, a: 5, event_timestamp: 10n, created: 7n },
      { driver_id: 1, a: 4, event_timestamp: 10n, created: 3n },
    ]
    await store.push('v_push', rows, both)
    await store.push('v_push', [{ driver_id: 1, a: 3, event_timestamp: 10n, created: 5n }], both)
    const entities = [{ driver_id: 1, event_timestamp: 10n }]
    for (const transform of [true, false]) {
      const table = await store.getHistoricalFeatures({ features: ['doubled:twice'], entities, transform })
      assert.is(rowsFromTable(table)[0]!.twice, 10n, `transform ${transform}`)
    }
    await store.close()
  })

  late('what is pushed is seen through aliases of its view', async () => {
    const store = await openMargin(backend)
    const ask = async (transform: boolean) =>
      (await store.getOnlineFeatures({ features: ['margin:m'], entities: [{ o_id: 1, d_id: 2 }], transform })).rows[0]!
        .m
    await store.push('v_push', [{ driver_id: 1, o_id: 1, d_id: 2, a: 50, event_timestamp: 2n }], both)
    assert.is(await ask(false), 43n)
    assert.is(await ask(true), 43n)
    const rows = [
      { driver_id: 1, o_id: 1, d_id: 2, a: 60, event_timestamp: 3n },
      { driver_id: 2, o_id: 1, d_id: 2, a: 70, event_timestamp: 4n },
    ]
    await store.push('v_push', rows, both)
    assert.is(await ask(false), -10n)
    assert.is(await ask(true), -10n)
    await store.close()
  })

  late('a pushed row that nothing dates does not take the offline row of another', async () => {
    const store = await openMargin(backend)
    const rows = [
      { driver_id: 3, o_id: 8, d_id: 9, a: 1, event_timestamp: 5n },
      { driver_id: 1, o_id: 1, d_id: 2, a: 60, event_timestamp: 6n },
    ]
    const { views } = await store.push('v_push', rows, both)
    assert.is(views.find(({ view }) => view === 'margin')!.offline, 1)
    const entities = [{ o_id: 1, d_id: 2, event_timestamp: 6n }]
    const table = await store.getHistoricalFeatures({ features: ['margin:m'], entities, transform: false })
    assert.is(rowsFromTable(table)[0]!.m, 53n)
    await store.close()
  })

  late('a view whose rows cannot be enumerated does not keep others from being materialized', async () => {
    const r = feature('r', 'c', rider)
    const across = new OnDemandFeatureView({
      name: 'across',
      sources: [v, r],
      transform: ({ a, c }) => ({ sum: a.add(c) }),
    })
    const after = new OnDemandFeatureView({
      name: 'zz_after',
      sources: [v],
      transform: ({ a }) => ({ next: a.add(1) }),
    })
    const { store } = await open([driver, rider, v, r, across, after], backend)
    await store.push('v_push', [{ driver_id: 1, a: 5, event_timestamp: 10n }], { to: 'offline' })
    const result = await store.materialize({ start: 0n, end: 100n })
    assert.is(result.views.find(({ view }) => view === 'across')!.outcome, 'skipped')
    assert.match(result.warnings[0]!, /across.*cannot be enumerated/)
    const answer = await store.getOnlineFeatures({ features: ['zz_after:next'], entities: { driver_id: [1] } })
    assert.is(answer.rows[0]!.next, 6n)
    assert.is(
      await codeOf(() => store.materialize({ start: 0n, end: 100n, views: ['across'] })),
      'MILLRACE_INVALID_ARGUMENT',
    )
    const again = await store.materializeIncremental({ end: 50n, views: ['v'] })
    assert.is(again.views[0]!.outcome, 'skipped', 'it is materialized up to a later time')
    await store.close()
  })

  late('rows that no store takes are reported as skipped', async () => {
    const offlineOnly = new FeatureView({
      name: 'offline_only',
      entities: [driver],
      online: false,
      schema: { a: Int64 },
      source: new PushSource({ name: 'p' }),
    })
    const { store } = await open([driver, offlineOnly], backend)
    const result = await store.push('p', [{ driver_id: 1, a: 1, event_timestamp: 1n }])
    assert.is(result.views[0]!.outcome, 'skipped')
    assert.match(result.warnings[0]!, /offline_only.*online: false/)
    await store.close()
  })

  late('a rows function that gives a promise, or not every output, is an error', async () => {
    const schema = { k: Float64 } as const
    for (const transform of [async () => ({ k: 1 }), () => ({})]) {
      const coded = new OnDemandFeatureView({
        name: 'coded',
        sources: [v],
        mode: 'rows',
        schema,
        transform: transform as never,
      })
      const { store } = await open([driver, v, coded], backend)
      const push = () => store.push('v_push', [{ driver_id: 1, a: 1, event_timestamp: 1n }])
      assert.is(await codeOf(push), 'MILLRACE_TRANSFORM_FAILED')
      await store.close()
    }
  })

  late('compaction changes nothing that is read', async () => {
    const { store } = await open([driver, v], backend)
    for (let time = 1n; time <= 5n; time++)
      await store.push('v_push', [{ driver_id: 1, a: time, event_timestamp: time }], both)
    const read = async () => {
      const entities = [1n, 3n, 5n].map((event_timestamp) => ({ driver_id: 1, event_timestamp }))
      return rowsFromTable(await store.getHistoricalFeatures({ features: ['v:a'], entities })).map(({ a }) => a)
    }
    assert.equal(await read(), [1n, 3n, 5n])
    await store.compact()
    assert.equal(await read(), [1n, 3n, 5n])
    assert.is(await codeOf(() => store.compact(['nope'])), 'MILLRACE_FEATURE_VIEW_NOT_FOUND')
    await store.close()
  })

  late('arguments of a caller without TypeScript are checked', async () => {
    const { store } = await open([driver, v], backend)
    const any = store as never as Record<string, (...args: readonly unknown[]) => Promise<unknown>>
    const entities = { driver_id: [1] }
    const cases: readonly (readonly [string, ...unknown[]])[] = [
      ['getOnlineFeatures'],
      ['getOnlineFeatures', { features: 'v:a', entities }],
      ['getOnlineFeatures', { features: null, entities }],
      ['getOnlineFeatures', { features: {}, entities }],
      ['getOnlineFeatures', { features: ['v:a'], entities, transfrom: true }],
      ['getOnlineFeatures', { features: ['v:a'] }],
      ['getHistoricalFeatures', null],
      ['materialize'],
      ['materialize', { start: 0n, end: 2n ** 70n }],
      ['materialize', { start: 0n, end: 9n, views: 'v' }],
      ['explain'],
      ['push', 'v_push', [], null],
      ['push', 'v_push', [], { too: 'offline' }],
      ['push', 'v_push', null],
    ]
    for (const [method, ...args] of cases)
      assert.is(await codeOf(() => any[method]!(...args)), 'MILLRACE_INVALID_ARGUMENT', `${method} ${args.length}`)
    assert.is(await codeOf(() => any.push!(null, [])), 'MILLRACE_PUSH_SOURCE_NOT_FOUND')
    assert.is(await codeOf(() => any.getFeatureView!(7)), 'MILLRACE_FEATURE_VIEW_NOT_FOUND')
    assert.is(
      await codeOf(() => any.materialize!({ start: 0n, end: 9n, views: [null] })),
      'MILLRACE_FEATURE_VIEW_NOT_FOUND',
    )
    assert.is(await codeOf(() => FeatureStore.open(undefined as never)), 'MILLRACE_INVALID_ARGUMENT')
    await store.close()
  })

  late.run()
}
