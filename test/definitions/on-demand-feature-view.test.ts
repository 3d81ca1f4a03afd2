import { tableFromArrays } from 'apache-arrow'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { hours } from '../../src/definitions/duration.js'
import { FeatureView } from '../../src/definitions/feature-view.js'
import { fingerprint } from '../../src/definitions/fingerprint.js'
import { OnDemandFeatureView } from '../../src/definitions/on-demand-feature-view.js'
import { RequestSource } from '../../src/definitions/request-source.js'
import type { AssemblyScriptTransformation } from '../../src/definitions/transformation.js'
import { col, lit } from '../../src/expr/builder.js'
import { expr } from '../../src/expr/expr.js'
import { printExpression } from '../../src/expr/print.js'
import { driver, stats, trip, zone, zones } from './fixtures.js'
import { rejects } from './rejects.js'

const quality = new OnDemandFeatureView({
  name: 'quality',
  sources: [stats, trip],
  transform: ({ conv_rate, stats__acc_rate, distance_km }) => ({
    score: conv_rate.mul(0.7).add(stats__acc_rate.mul(0.3)),
    long_haul: distance_km.gt(100),
  }),
})

/** Options that a caller without TypeScript might write. */
const make = (options: object) => () =>
  new OnDemandFeatureView({ name: 'v', sources: [stats, trip], ...options } as never)

test('defaults are those of the specification', () => {
  assert.is(quality.ttl, 0n)
  assert.is(quality.online, true)
  assert.is(quality.offline, false)
  assert.is(quality.source, null)
  assert.is(make({ transform: { a: 'trips' }, ttl: hours(1), online: false, offline: true })().ttl, hours(1))
})

test('sources split into views and request sources', () => {
  assert.equal(quality.sources, [stats, trip])
  assert.equal(quality.sourceViews, [stats])
  assert.equal(quality.requestSources, [trip])
  assert.equal(quality.entities, [driver])
  assert.equal(quality.joinKeys, [{ name: 'driver_id', type: 'int64' }])
  assert.ok(Object.isFrozen(quality))
})

test('the transform is traced once, and its schema inferred', () => {
  assert.equal(Object.entries(quality.schema), [
    ['score', 'float32'],
    ['long_haul', 'bool'],
  ])
  const { transformation } = quality
  assert.is(transformation.mode, 'expr')
  if (transformation.mode !== 'expr') return
  assert.is(printExpression(transformation.outputs.get('long_haul')!), 'distance_km > 100')
})

test('a transform may read keys, request fields, and features by their short and full names', () => {
  assert.equal(Object.entries(quality.inputSchema), [
    ['driver_id', 'int64'],
    ['distance_km', 'float64'],
    ['tolls', 'int64'],
    ['stats__conv_rate', 'float32'],
    ['stats__acc_rate', 'float32'],
    ['stats__trips', 'int64'],
    ['conv_rate', 'float32'],
    ['acc_rate', 'float32'],
    ['trips', 'int64'],
  ])
})

test('inputs are what the expressions read, with where it comes from', () => {
  const inputs = quality.inputs.map((input) => ({ ...input, view: undefined, source: undefined }))
  assert.equal(inputs, [
    {
      input: 'distance_km',
      kind: 'request',
      type: 'float64',
      field: 'distance_km',
      view: undefined,
      source: undefined,
    },
    {
      input: 'stats__acc_rate',
      kind: 'feature',
      type: 'float32',
      feature: 'acc_rate',
      view: undefined,
      source: undefined,
    },
    { input: 'conv_rate', kind: 'feature', type: 'float32', feature: 'conv_rate', view: undefined, source: undefined },
  ])
  const [request, feature] = quality.inputs
  assert.is(request?.kind === 'request' && request.source, trip)
  assert.is(feature?.kind === 'feature' && feature.view, stats)
})

test('a short name that two sources have is left out, so that none is taken for the other', () => {
  const view = new OnDemandFeatureView({
    name: 'v',
    sources: [stats, zones],
    transform: (f) => ({ ratio: f.stats__trips.div(f.zones__trips) }),
  })
  assert.not.ok('trips' in view.inputSchema)
  assert.ok('density' in view.inputSchema)
  assert.equal(
    view.joinKeys.map(({ name }) => name),
    ['driver_id', 'zone_id'],
  )
  rejects(
    'MILLRACE_FEATURE_NOT_FOUND',
    make({ sources: [stats, zones], transform: { a: 'trips + 1' } }),
    /output a of/,
    /"trips"/,
  )
})

test('one view under two aliases and keys', () => {
  const from = zones.withProjection({ alias: 'origin', joinKeyMap: { zone_id: 'origin_id' } })
  const to = zones.withProjection({
    alias: 'destination',
    features: ['density'],
    joinKeyMap: { zone_id: 'destination_id' },
  })
  const view = new OnDemandFeatureView({
    name: 'v',
    sources: [from, to],
    transform: (f) => ({
      gradient: f.destination__density.sub(f.origin__density),
      same: f.origin_id.eq(f.destination_id),
    }),
  })
  assert.equal(view.joinKeys, [
    { name: 'origin_id', type: 'string' },
    { name: 'destination_id', type: 'string' },
  ])
  assert.equal(view.entities, [zone])
})

test('a join key has one type', () => {
  const numbered = new FeatureView({
    name: 'numbered',
    entities: [driver],
    schema: { a: 'int64' },
  }).withProjection({ joinKeyMap: { driver_id: 'zone_id' } })
  const error = rejects(
    'MILLRACE_INVALID_DEFINITION',
    make({ sources: [zones, numbered], transform: { b: 'a' } }),
    /zone_id/,
  )
  assert.equal(error.values.types, ['string', 'int64'])
})

test('names that would stand for two things are refused', () => {
  const clash = new RequestSource({ name: 'clash', schema: { trips: 'int64' } })
  rejects('MILLRACE_DUPLICATE_NAME', make({ sources: [stats, clash], transform: { a: 'trips' } }), /stats/, /trips/)
  const key = new RequestSource({ name: 'key', schema: { driver_id: 'int64' } })
  rejects('MILLRACE_DUPLICATE_NAME', make({ sources: [stats, key], transform: { a: 'trips' } }), /driver_id/)
  const again = new RequestSource({ name: 'again', schema: { tolls: 'int64' } })
  rejects('MILLRACE_DUPLICATE_NAME', make({ sources: [trip, again], transform: { a: 'tolls' } }), /tolls/)
  rejects(
    'MILLRACE_DUPLICATE_NAME',
    make({ sources: [stats, stats.select('trips')], transform: { a: 'trips' } }),
    /alias/,
  )
  const a = new FeatureView({ name: 'a', entities: [driver], schema: { b__c: 'int64' } })
  const ab = new FeatureView({ name: 'a__b', entities: [driver], schema: { c: 'int64' } })
  rejects('MILLRACE_DUPLICATE_NAME', make({ sources: [a, ab], transform: { x: 'c' } }), /a__b__c/)
  rejects('MILLRACE_DUPLICATE_NAME', make({ transform: { driver_id: 'trips' } }), /driver_id/)
})

test('on-demand views may be sources of on-demand views', () => {
  const view = new OnDemandFeatureView({
    name: 'ranked',
    sources: [quality.withProjection({ alias: 'q', features: ['score'] }), zones],
    transform: ({ q__score, density }) => ({ rank: q__score.mul(density) }),
  })
  assert.equal(
    view.joinKeys.map(({ name }) => name),
    ['driver_id', 'zone_id'],
  )
  assert.equal({ ...view.schema }, { rank: 'float64' })
  assert.is(view.sourceViews[0], view.sources[0])
  rejects(
    'MILLRACE_FEATURE_NOT_FOUND',
    make({ sources: [quality.select('score')], transform: { a: 'long_haul' } }),
    /long_haul/,
  )
})

test('request data alone is enough', () => {
  const view = new OnDemandFeatureView({
    name: 'v',
    sources: [trip],
    transform: ({ tolls }) => ({ twice: tolls.mul(2) }),
  })
  assert.equal(view.joinKeys, [])
  assert.equal(view.entities, [])
})

test('expressions may be text, built, or data', () => {
  const view = make({ transform: { a: 'conv_rate * 2', b: expr`trips + 1`, c: col('acc_rate').ir, d: lit(0.5) } })()
  assert.equal(Object.entries(view.schema), [
    ['a', 'float32'],
    ['b', 'int64'],
    ['c', 'float32'],
    ['d', 'float64'],
  ])
  assert.equal(
    view.inputs.map(({ input }) => input),
    ['conv_rate', 'acc_rate', 'trips'],
  )
})

test('a declared schema gives the order, and must agree with the expressions', () => {
  const view = make({ schema: { b: 'int64', a: 'float32' }, transform: { a: 'conv_rate', b: 'trips' } })()
  assert.equal(Object.keys(view.schema), ['b', 'a'])
  assert.equal(view.transformation.mode === 'expr' && [...view.transformation.outputs.keys()], ['b', 'a'])
  const mistyped = make({ schema: { a: 'float64' }, transform: { a: 'conv_rate' } })
  const error = rejects('MILLRACE_EXPRESSION_TYPE', mistyped, /float64/, /float32/, /\.cast\('float64'\)/)
  assert.is(error.values.feature, 'a')
  const lacking = make({ schema: { a: 'float32', b: 'int64' }, transform: { a: 'conv_rate' } })
  rejects('MILLRACE_INVALID_DEFINITION', lacking, /feature b/)
  rejects(
    'MILLRACE_INVALID_DEFINITION',
    make({ schema: { a: 'float32' }, transform: { a: 'conv_rate', b: 'trips' } }),
    /gives b/,
  )
})

test('a wrong expression fails where it is written, and says which', () => {
  rejects(
    'MILLRACE_EXPRESSION_TYPE',
    make({ transform: { a: 'lower(trips)' } }),
    /output a of on-demand feature view v/,
    /lower/,
  )
  const syntax = rejects('MILLRACE_EXPRESSION_SYNTAX', make({ transform: { a: 'trips +' } }), /output a/)
  assert.type(syntax.values.position, 'number')
  rejects('MILLRACE_UNKNOWN_FUNCTION', make({ transform: { a: 'lowwer(trips)' } }), /lower/)
  rejects(
    'MILLRACE_FEATURE_NOT_FOUND',
    make({ transform: (f: Record<string, never>) => ({ a: f.conv_rat }) }),
    /conv_rat/,
    /"conv_rate"/,
  )
  rejects('MILLRACE_TRANSFORM_FAILED', make({ transform: () => ({ a: 1 }) }), /lit\(value\)/)
  rejects('MILLRACE_TRANSFORM_FAILED', make({ transform: () => Promise.resolve({}) }))
  const broken = make({
    transform: () => {
      throw new RangeError('boom')
    },
  })
  assert.instance(rejects('MILLRACE_TRANSFORM_FAILED', broken, /boom/, /view v/).cause, Error)
  rejects('MILLRACE_INVALID_DEFINITION', make({ transform: () => ({}) }), /no outputs/)
  rejects('MILLRACE_INVALID_DEFINITION', make({ transform: { a: 5 } }), /output a/, /5/)
  rejects('MILLRACE_INVALID_DEFINITION', make({ transform: 'trips' }), /"trips"/)
  rejects('MILLRACE_INVALID_DEFINITION', make({}), /undefined/)
  rejects('MILLRACE_EXPRESSION_TYPE', make({ transform: { a: { kind: 'call', fn: 'add', args: null } } }), /add/)
  rejects('MILLRACE_INVALID_NAME', make({ transform: { 'a b': 'trips' } }), /a b/)
  rejects('MILLRACE_INVALID_NAME', make({ transform: JSON.parse('{"__proto__": "trips"}') }), /__proto__/)
})

test('modes rows and arrow keep the function and its fingerprint, and read all inputs', () => {
  const fn = (row: { trips: bigint | null }) => ({ label: String(row.trips) })
  const rows = new OnDemandFeatureView({
    name: 'v',
    mode: 'rows',
    sources: [stats],
    schema: { label: 'string' },
    transform: fn,
  })
  assert.is(rows.transformation.mode === 'rows' && rows.transformation.fn, fn)
  assert.is(rows.transformation.mode === 'rows' && rows.transformation.fingerprint, fingerprint(fn))
  assert.is(rows.inputs.length, Object.keys(rows.inputSchema).length)
  const arrow = make({ mode: 'arrow', schema: { a: 'int64' }, transform: () => tableFromArrays({}) })()
  assert.is(arrow.transformation.mode, 'arrow')
  rejects('MILLRACE_INVALID_DEFINITION', make({ mode: 'rows', transform: fn }), /schema/, /rows/)
  rejects(
    'MILLRACE_INVALID_DEFINITION',
    make({ mode: 'rows', schema: { a: 'int64' }, transform: { a: 'trips' } }),
    /function/,
  )
  rejects('MILLRACE_INVALID_DEFINITION', make({ mode: 'python', transform: fn }), /"python"/, /expr, rows/)
})

test('a fingerprint tells code from code, or version from version', () => {
  const one = (row: { a: number }) => ({ b: row.a })
  const other = (row: { a: number }) => ({ b: row.a + 1 })
  assert.match(fingerprint(one), /^[0-9a-f]{16}$/)
  assert.is(fingerprint(one), fingerprint(one))
  assert.is.not(fingerprint(one), fingerprint(other))
  assert.is(fingerprint(one, '1'), fingerprint(other, '1'))
  assert.is.not(fingerprint(one, '1'), fingerprint(one, '2'))
  const schema = { a: 'int64' }
  const view = make({ mode: 'rows', schema, transform: one, version: '1' })()
  assert.is(view.transformation.mode === 'rows' && view.transformation.fingerprint, fingerprint(other, '1'))
  rejects('MILLRACE_INVALID_DEFINITION', make({ mode: 'rows', schema, transform: one, version: '' }), /version/)
  rejects('MILLRACE_INVALID_DEFINITION', make({ transform: { a: 'trips' }, version: '1' }), /version/)
})

test('mode assemblyscript checks what the functions take and give', () => {
  const transform: AssemblyScriptTransformation = {
    mode: 'assemblyscript',
    module: new Uint8Array([0, 97, 115, 109]),
    functions: new Map([['score', { export: 'score', args: ['trips', 'stats__conv_rate'] }]]),
  }
  const view = make({ schema: { score: 'float64' }, transform })()
  assert.is(view.transformation, transform)
  assert.equal(
    view.inputs.map(({ input }) => input),
    ['stats__conv_rate', 'trips'],
  )
  rejects('MILLRACE_INVALID_DEFINITION', make({ transform }), /schema/)
  rejects('MILLRACE_INVALID_DEFINITION', make({ schema: { other: 'float64' }, transform }), /other/)
  rejects(
    'MILLRACE_FEATURE_NOT_FOUND',
    make({ sources: [zones], schema: { score: 'float64' }, transform }),
    /stats__conv_rate/,
  )
  rejects(
    'MILLRACE_INVALID_DEFINITION',
    make({ mode: 'rows', schema: { score: 'float64' }, transform }),
    /assemblyscript/,
  )
  rejects(
    'MILLRACE_INVALID_DEFINITION',
    make({ mode: 'assemblyscript', schema: { a: 'int64' }, transform: { a: 'trips' } }),
    /compile/,
  )
})

test('wrong sources are refused', () => {
  const transform = { a: 'trips' }
  rejects('MILLRACE_INVALID_DEFINITION', make({ sources: [], transform }), /at least one/)
  rejects('MILLRACE_INVALID_DEFINITION', make({ sources: ['stats'], transform }), /"stats"/)
  rejects('MILLRACE_INVALID_DEFINITION', make({ sources: [driver], transform }), /object/)
  rejects('MILLRACE_INVALID_DEFINITION', make({ sources: undefined, transform }), /undefined/)
  rejects('MILLRACE_INVALID_DEFINITION', make({ entities: [driver], transform }), /"entities"/)
})

test('a projection of an on-demand view is one too', () => {
  const chosen = quality.withProjection({ features: ['score'], alias: 'q' })
  assert.instance(chosen, OnDemandFeatureView)
  assert.is(chosen.transformation, quality.transformation)
  assert.equal(chosen.requestSources, [trip])
  assert.equal(quality.select('score').projection.features, ['score'])
  assert.is(quality.withName('w').resultName, 'w')
})

test.run()
