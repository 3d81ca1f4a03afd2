import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  count,
  countDistinct,
  first,
  last,
  max,
  mean,
  min,
  std,
  sum,
  variance,
} from '../../src/definitions/aggregation.js'
import { BatchFeatureView } from '../../src/definitions/batch-feature-view.js'
import { FeatureView } from '../../src/definitions/feature-view.js'
import { FileSource } from '../../src/definitions/file-source.js'
import { PushSource } from '../../src/definitions/push-source.js'
import { printExpression } from '../../src/expr/print.js'
import { driver, hourly, stats, zone, zones } from './fixtures.js'
import { rejects } from './rejects.js'

/** Rides, whose zone is a feature: the zones can be joined on it. */
const rides = new FeatureView({
  name: 'rides',
  entities: [driver],
  schema: { zone_id: 'string', metres: 'int32', rating: 'float32' },
  source: new FileSource({ name: 'rides', path: 'rides', timestampField: 'ts' }),
})

const totals = new BatchFeatureView({
  name: 'totals',
  entities: [driver],
  sources: [rides, zones],
  transform: ({ metres, density }) => ({ weighted: metres.mul(density) }),
  filter: ({ weighted, rating }) => weighted.gt(0).and(rating.isNotNull()),
  aggregations: {
    total: sum('weighted'),
    far: max('metres'),
    rides: count(),
    rated: count('rating'),
    mean_rating: mean('rating'),
  },
})

const make = (options: object) => () =>
  new BatchFeatureView({ name: 'v', entities: [driver], sources: [rides, zones], ...options } as never)
const ofFile = (options: object) => () =>
  new BatchFeatureView({ name: 'v', entities: [driver], source: hourly, ...options } as never)

test('sources are joined, transformed, filtered, aggregated', () => {
  assert.equal(totals.sourceViews, [rides, zones])
  assert.equal(Object.entries(totals.inputSchema), [
    ['driver_id', 'int64'],
    ['rides__zone_id', 'string'],
    ['rides__metres', 'int32'],
    ['rides__rating', 'float32'],
    ['zones__trips', 'int64'],
    ['zones__density', 'float64'],
    ['zone_id', 'string'],
    ['metres', 'int32'],
    ['rating', 'float32'],
    ['trips', 'int64'],
    ['density', 'float64'],
  ])
  assert.equal({ ...totals.transformSchema }, { weighted: 'float64' })
  assert.is(printExpression(totals.filter!), 'weighted > 0 and rating is not null')
  assert.equal([...totals.aggregations!.keys()], ['total', 'far', 'rides', 'rated', 'mean_rating'])
  assert.equal(Object.entries(totals.schema), [
    ['total', 'float64'],
    ['far', 'int32'],
    ['rides', 'int64'],
    ['rated', 'int64'],
    ['mean_rating', 'float64'],
  ])
  assert.ok(Object.isFrozen(totals))
})

test('aggregations have the types that backends give them', () => {
  const aggregations = {
    a: sum('metres'),
    b: sum('rating'),
    c: min('zone_id'),
    d: max('rating'),
    e: std('metres'),
    f: variance('rating'),
    g: countDistinct('zone_id'),
    h: first('zone_id'),
    i: last('metres'),
  }
  const view = make({ aggregations })()
  assert.equal(
    { ...view.schema },
    {
      a: 'int64',
      b: 'float64',
      c: 'string',
      d: 'float32',
      e: 'float64',
      f: 'float64',
      g: 'int64',
      h: 'string',
      i: 'int32',
    },
  )
})

test('a group may be of a key that the spine has as a feature, or that the transform makes', () => {
  const byZone = make({ entities: [zone], aggregations: { rides: count() } })()
  assert.equal(byZone.joinKeys, [{ name: 'zone_id', type: 'string' }])
  const made = make({
    entities: [zone],
    sources: [stats],
    transform: { zone_id: 'cast(trips as string)' },
    aggregations: { n: count() },
  })()
  assert.equal({ ...made.schema }, { n: 'int64' })
  rejects(
    'MILLRACE_INVALID_DEFINITION',
    make({ entities: [zone], sources: [stats], aggregations: { n: count() } }),
    /zone_id/,
  )
  const mistyped = make({
    entities: [zone],
    sources: [stats],
    transform: { zone_id: 'trips' },
    aggregations: { n: count() },
  })
  rejects('MILLRACE_INVALID_DEFINITION', mistyped, /zone_id/, /int64/)
})

test("without a transform the features are the sources' own", () => {
  assert.equal({ ...make({ sources: [rides] })().schema }, { zone_id: 'string', metres: 'int32', rating: 'float32' })
  const chosen = make({ schema: { density: 'float64', metres: 'int32', zones__trips: 'int64' } })()
  assert.equal(Object.keys(chosen.schema), ['density', 'metres', 'zones__trips'])
  rejects('MILLRACE_FEATURE_NOT_FOUND', make({ schema: { densty: 'float64' } }), /densty/, /"density"/)
  rejects('MILLRACE_EXPRESSION_TYPE', make({ schema: { density: 'float32' } }), /float32/, /float64/, /cast/)
})

test('a source is joined on columns that the first one has', () => {
  rejects('MILLRACE_INVALID_DEFINITION', make({ sources: [stats, zones] }), /zone_id/, /stats does not have/)
  const mapped = zones.withProjection({ joinKeyMap: { zone_id: 'metres' } })
  rejects('MILLRACE_INVALID_DEFINITION', make({ sources: [rides, mapped] }), /metres/, /int32/)
})

test('a file has the columns that sourceSchema says', () => {
  const plain = ofFile({ schema: { conv_rate: 'float32' } })()
  assert.equal({ ...plain.inputSchema }, { driver_id: 'int64', conv_rate: 'float32' })
  assert.equal(
    plain.inputs.map(({ kind }) => kind),
    ['joinKey', 'column'],
  )
  const filtered = ofFile({ schema: { conv_rate: 'float32' }, filter: 'conv_rate > 0' })()
  assert.is(printExpression(filtered.filter!), 'conv_rate > 0')
  const computed = ofFile({
    sourceSchema: { a: 'int32', b: 'int32' },
    transform: { c: 'a / b' },
    aggregations: { d: max('c') },
  })()
  assert.equal({ ...computed.schema }, { d: 'float64' })
  assert.is(computed.batchSource, hourly)
  rejects('MILLRACE_INVALID_DEFINITION', ofFile({ transform: { c: 'a' } }), /sourceSchema/)
  rejects('MILLRACE_INVALID_DEFINITION', ofFile({}), /sourceSchema/)
  rejects(
    'MILLRACE_DUPLICATE_NAME',
    ofFile({ sourceSchema: { driver_id: 'int64' }, transform: { c: 'driver_id' } }),
    /driver_id/,
  )
  rejects('MILLRACE_DUPLICATE_NAME', ofFile({ sourceSchema: { event_timestamp: 'timestamp' } }), /event_timestamp/)
  rejects('MILLRACE_INVALID_DEFINITION', make({ sourceSchema: { a: 'int64' } }), /sourceSchema/)
  rejects('MILLRACE_UNSUPPORTED_TYPE', ofFile({ sourceSchema: { a: 'int' } }), /"int"/)
})

test('it is computed from views, or from a file', () => {
  rejects('MILLRACE_INVALID_DEFINITION', make({ source: hourly }), /one of the two/)
  rejects('MILLRACE_INVALID_DEFINITION', make({ sources: undefined }), /one of the two/)
  rejects('MILLRACE_INVALID_DEFINITION', make({ sources: [] }), /at least one/)
  rejects('MILLRACE_INVALID_DEFINITION', make({ sources: [hourly] }), /feature views/)
  rejects(
    'MILLRACE_INVALID_DEFINITION',
    ofFile({ source: new PushSource({ name: 'p' }), schema: { a: 'int64' } }),
    /FileSource/,
  )
})

test('modes that are code declare what they give', () => {
  const rows = make({ mode: 'rows', transform: () => ({ a: 1 }), schema: { a: 'int32' } })()
  assert.equal({ ...rows.transformSchema }, { a: 'int32' })
  const options = { mode: 'rows', transform: () => ({ a: 1 }), aggregations: { total: sum('a') } }
  const grouped = make({ ...options, transformSchema: { a: 'int32' } })()
  assert.equal({ ...grouped.schema }, { total: 'int64' })
  assert.equal({ ...grouped.transformSchema }, { a: 'int32' })
  rejects('MILLRACE_INVALID_DEFINITION', make({ ...options, schema: { total: 'int64' } }), /schema/)
  rejects(
    'MILLRACE_INVALID_DEFINITION',
    make({ transform: { a: 'trips' }, transformSchema: { a: 'int64' } }),
    /transformSchema/,
  )
  rejects('MILLRACE_INVALID_DEFINITION', make({ mode: 'rows' }), /no transform/)
})

test('wrong filters and aggregations are refused', () => {
  rejects('MILLRACE_EXPRESSION_TYPE', make({ filter: 'metres + 1' }), /filter/, /bool/)
  rejects('MILLRACE_EXPRESSION_SYNTAX', make({ filter: 'metres >' }), /filter/)
  rejects('MILLRACE_FEATURE_NOT_FOUND', make({ filter: ({ metre }: Record<string, never>) => metre }), /metres/)
  rejects('MILLRACE_FEATURE_NOT_FOUND', make({ aggregations: { a: sum('metre') } }), /"metre"/, /"metres"/)
  rejects('MILLRACE_UNSUPPORTED_TYPE', make({ aggregations: { a: sum('zone_id') } }), /aggregation a/, /string/)
  rejects('MILLRACE_INVALID_DEFINITION', make({ aggregations: {} }), /none/)
  rejects('MILLRACE_INVALID_DEFINITION', make({ aggregations: [] }), /array/)
  rejects(
    'MILLRACE_INVALID_DEFINITION',
    make({ aggregations: { a: { fn: 'summ', column: 'metres' } } }),
    /sum/,
    /"summ"/,
  )
  rejects('MILLRACE_INVALID_DEFINITION', make({ aggregations: { a: { fn: 'sum' } } }), /column/)
  rejects('MILLRACE_INVALID_DEFINITION', make({ aggregations: { a: null } }), /null/)
  rejects('MILLRACE_INVALID_DEFINITION', make({ aggregations: { a: { fn: 'count', colum: 'x' } } }), /"column"/)
  rejects('MILLRACE_INVALID_NAME', make({ aggregations: { 'a b': count() } }), /a b/)
  rejects('MILLRACE_DUPLICATE_NAME', make({ aggregations: { driver_id: count() } }), /driver_id/)
})

test('a declared schema agrees with the aggregations', () => {
  const aggregations = { a: sum('metres'), b: count() }
  assert.equal(Object.keys(make({ aggregations, schema: { b: 'int64', a: 'int64' } })().schema), ['b', 'a'])
  rejects('MILLRACE_EXPRESSION_TYPE', make({ aggregations, schema: { a: 'int32', b: 'int64' } }), /int32/, /int64/)
  rejects('MILLRACE_INVALID_DEFINITION', make({ aggregations, schema: { a: 'int64' } }), /aggregates b/)
  rejects('MILLRACE_FEATURE_NOT_FOUND', make({ aggregations, schema: { a: 'int64', b: 'int64', c: 'int64' } }), /c/)
})

test('a projection of a batch view is one too', () => {
  const chosen = totals.withProjection({ features: ['total'], alias: 't', joinKeyMap: { driver_id: 'who' } })
  assert.instance(chosen, BatchFeatureView)
  assert.is(chosen.filter, totals.filter)
  assert.equal(chosen.keyColumns, [{ name: 'who', type: 'int64' }])
})

test.run()
