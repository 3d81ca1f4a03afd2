import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Definition } from '../../src/definitions/definition.js'
import { days, hours } from '../../src/definitions/duration.js'
import { Entity } from '../../src/definitions/entity.js'
import { FeatureService } from '../../src/definitions/feature-service.js'
import { FeatureView } from '../../src/definitions/feature-view.js'
import { FileSource } from '../../src/definitions/file-source.js'
import { OnDemandFeatureView } from '../../src/definitions/on-demand-feature-view.js'
import { PushSource } from '../../src/definitions/push-source.js'
import { RequestSource } from '../../src/definitions/request-source.js'
import { applyDefinitions, diffRegistry } from '../../src/registry/apply-definitions.js'
import { recordMaterialization } from '../../src/registry/record-materialization.js'
import { buildRegistry, emptyRegistryData, type RegistryState } from '../../src/registry/registry.js'
import { TransformCode } from '../../src/registry/transform-code.js'
import { driver, stats, trip, zones } from '../definitions/fixtures.js'
import { rejects } from '../definitions/rejects.js'
import { arbitraryDefinitions } from './arbitrary-definitions.js'

const empty = buildRegistry(emptyRegistryData('demo'), new TransformCode())
const apply = (state: RegistryState, ...definitions: readonly Definition[]) => applyDefinitions(state, definitions)
const names = (objects: readonly { readonly kind: string; readonly name: string }[]) =>
  objects.map(({ kind, name }) => `${kind} ${name}`)

const score = new OnDemandFeatureView({
  name: 'score',
  sources: [stats, trip],
  transform: { score: 'conv_rate * distance_km' },
})

/** `stats`, changed. */
const statsWith = (options: object) =>
  new FeatureView({
    name: 'stats',
    entities: [driver],
    ttl: days(1),
    schema: stats.schema,
    source: stats.source,
    ...options,
  } as never)

/** `score`, over another view. */
const scoreOver = (view: FeatureView) =>
  new OnDemandFeatureView({
    name: 'score',
    sources: [view, trip],
    transform: { score: 'conv_rate * distance_km' },
  } as never)

test('applying a view applies all that it is made of, and says so', () => {
  const service = new FeatureService({ name: 'activity', features: [score] })
  const { state, diff } = apply(empty, service)
  assert.equal(names(diff.added), [
    'entity driver',
    'data_source data/driver_stats.parquet',
    'data_source stats_push',
    'data_source trip',
    'feature_view stats',
    'feature_view score',
    'feature_service activity',
  ])
  assert.equal([diff.changed, diff.unchanged], [[], []])
  assert.is(state.version, 1)
  assert.is(state.project, 'demo')
  assert.equal([...state.featureViews.keys()], ['stats', 'score'])
  assert.is(empty.featureViews.size, 0)
})

test('applying the same again changes nothing', () => {
  fc.assert(
    fc.property(arbitraryDefinitions, (definitions) => {
      const once = applyDefinitions(empty, definitions)
      const twice = applyDefinitions(once.state, definitions)
      assert.is(twice.state, once.state)
      assert.equal([twice.diff.added, twice.diff.changed], [[], []])
      assert.equal(names(twice.diff.unchanged).sort(), names(once.diff.added).sort())
    }),
    { numRuns: 100 },
  )
})

test('a change is told field by field', () => {
  const { state } = apply(empty, stats)
  const changed = statsWith({ ttl: hours(1), description: 'hourly' })
  const { diff, state: after } = apply(state, changed)
  assert.equal(diff.changed, [
    {
      kind: 'feature_view',
      name: 'stats',
      fields: [
        { field: 'description', before: '', after: 'hourly' },
        { field: 'ttl', before: String(days(1)), after: String(hours(1)) },
      ],
    },
  ])
  assert.is(after.version, 2)
  assert.is(after.featureViews.get('stats')?.ttl, hours(1))
  assert.equal(diffRegistry(state, [changed]), diff)
  assert.is(state.featureViews.get('stats')?.ttl, days(1))
})

test('what is registered and not named stays', () => {
  const { state } = apply(apply(empty, stats).state, zones)
  assert.equal([...state.featureViews.keys()], ['stats', 'zones'])
})

test('a source that changed is in every view that has it', () => {
  const { state } = apply(empty, score)
  const moved = new FileSource({ path: 'elsewhere', timestampField: 'ts', name: 'files' })
  const { state: after } = apply(
    state,
    statsWith({ source: new PushSource({ name: 'stats_push', batchSource: moved }) }),
  )
  assert.is(after.featureViews.get('score')?.sourceViews[0]?.batchSource?.path, 'elsewhere')
})

test('a view is typed again when its source changes', () => {
  const { state } = apply(empty, score)
  const without = statsWith({ schema: { acc_rate: 'float32', trips: 'int64' } })
  rejects('MILLRACE_FEATURE_NOT_FOUND', () => apply(state, without), /conv_rate/)
  const text = statsWith({ schema: { conv_rate: 'string', acc_rate: 'float32', trips: 'int64' } })
  rejects('MILLRACE_EXPRESSION_TYPE', () => apply(state, text), /score/)
  const wider = statsWith({ schema: { conv_rate: 'float64', acc_rate: 'float32', trips: 'int64' } })
  assert.is(apply(state, wider, scoreOver(wider)).state.featureViews.get('score')?.schema.score, 'float64')
})

test('an old copy inside another definition changes nothing', () => {
  const { state } = apply(empty, statsWith({ ttl: hours(1) }))
  const error = rejects('MILLRACE_INVALID_DEFINITION', () => apply(state, score), /view stats/, /ttl/, /apply it too/)
  assert.equal(error.values.fields, ['ttl'])
  assert.is(apply(state, score, stats).state.featureViews.get('stats')?.ttl, days(1))
  const other = new Entity({ name: 'driver', joinKey: 'driver_id', type: 'int64', description: 'changed' })
  rejects(
    'MILLRACE_INVALID_DEFINITION',
    () => apply(state, statsWith({ ttl: hours(1), entities: [other] })),
    /entity driver/,
  )
  assert.is(apply(state, statsWith({ ttl: hours(1), entities: [other] }), other).diff.changed[0]?.name, 'driver')
})

test('two definitions of one name are refused', () => {
  const duplicates: readonly (readonly [RegExp, ...Definition[]])[] = [
    [/feature view.*stats/, stats, statsWith({ ttl: 0n })],
    [/feature view.*stats/, scoreOver(statsWith({ ttl: 0n })), stats],
    [/case only/, stats, new FeatureView({ name: 'Stats', entities: [driver], schema: { a: 'int64' } })],
    [/feature view.*score/, score, new FeatureView({ name: 'score', entities: [driver], schema: { a: 'int64' } })],
    [/entity.*driver/, driver, new Entity({ name: 'driver', type: 'string' })],
    [/data source.*trip/, trip as RequestSource, new PushSource({ name: 'trip' })],
    [
      /another name.*data/,
      new FileSource({ path: 'data', timestampField: 'a' }),
      new FileSource({ path: 'data', timestampField: 'b' }),
    ],
  ]
  for (const [pattern, ...definitions] of duplicates) {
    rejects('MILLRACE_DUPLICATE_NAME', () => apply(empty, ...definitions), pattern)
  }
  const { state } = apply(empty, stats)
  rejects(
    'MILLRACE_DUPLICATE_NAME',
    () => apply(state, new FeatureView({ name: 'STATS', entities: [driver], schema: { a: 'int64' } })),
    /STATS and stats/,
  )
})

test('equal definitions of one name are one', () => {
  const again = statsWith({})
  assert.equal(
    names(apply(empty, stats, again, scoreOver(again)).diff.added).filter((name) => name.includes('view')),
    ['feature_view stats', 'feature_view score'],
  )
  const { state } = apply(empty, score)
  const registered = state.featureViews.get('score')!
  assert.is(apply(state, registered, ...registered.sourceViews).state, state)
})

test('a projection is applied as its view', () => {
  const { state } = apply(empty, stats.withProjection({ features: ['trips'], alias: 'recent' }))
  assert.equal(state.featureViews.get('stats')?.projection, stats.projection)
})

test('a circle by names is refused, and its path named', () => {
  const over = new OnDemandFeatureView({ name: 'over', sources: [score], transform: { twice: 'score * 2' } })
  const turned = new OnDemandFeatureView({ name: 'score', sources: [over], transform: { score: 'twice' } })
  const { state } = apply(empty, over)
  const error = rejects('MILLRACE_CYCLE', () => apply(state, turned), / -> /)
  assert.equal(
    [...(error.values.path as string[])].sort().filter((name, index, all) => all.indexOf(name) === index),
    ['over', 'score'],
  )
  assert.is((error.values.path as string[]).length, 3)
})

test('what is no definition is refused', () => {
  for (const value of [null, 5, 'stats', {}, { name: 'stats' }]) {
    rejects('MILLRACE_INVALID_DEFINITION', () => apply(empty, value as never), /of this package/)
  }
  rejects('MILLRACE_INVALID_DEFINITION', () => applyDefinitions(empty, stats as never), /array/)
})

test('a function that is loaded comes with its view, also to views over it', () => {
  const transform = (row: { trips: bigint | null }) => ({ out: row.trips })
  const rows = new OnDemandFeatureView({
    name: 'rows',
    mode: 'rows',
    sources: [stats],
    schema: { out: 'int64' },
    transform,
  })
  const over = new OnDemandFeatureView({ name: 'over', sources: [rows], transform: { more: 'out + 1' } })
  const { state } = apply(empty, over)
  const source = state.featureViews.get('over')?.sourceViews[0]?.transformation
  assert.is(source?.mode === 'rows' && source.fn, transform)
})

const window = { start: 10n, end: 20n }

test('materializations stay while values stay what they are', () => {
  const state = recordMaterialization(
    recordMaterialization(apply(empty, score, zones).state, 'stats', window),
    'score',
    window,
  )
  const kept = (...definitions: readonly Definition[]) => [
    ...apply(state, ...definitions).state.materializations.keys(),
  ]
  const changedSource = new FileSource({ path: 'elsewhere', timestampField: 'ts' })
  const wider = statsWith({ schema: { ...stats.schema, more: 'int64' } })
  assert.equal(kept(new FeatureView({ name: 'new', entities: [driver], schema: { a: 'int64' } })), ['stats', 'score'])
  assert.equal(kept(statsWith({ ttl: hours(1), description: 'x', tags: { a: 'b' } })), ['stats', 'score'])
  assert.equal(kept(statsWith({ offline: true })), [])
  assert.equal(kept(wider, scoreOver(wider)), [])
  assert.equal(kept(statsWith({ source: new PushSource({ name: 'stats_push', batchSource: changedSource }) })), [])
  const tolls = new RequestSource({
    name: 'trip',
    schema: { distance_km: 'float64', tolls: { type: 'int64', default: 9 } },
  })
  assert.equal(kept(tolls as RequestSource), ['stats'])
  const other = new OnDemandFeatureView({
    name: 'score',
    sources: [stats, trip],
    transform: { score: 'conv_rate + distance_km' },
  })
  assert.equal(kept(other), ['stats'])
})

test.run()
