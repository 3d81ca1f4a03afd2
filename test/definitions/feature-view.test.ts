import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { days } from '../../src/definitions/duration.js'
import { FeatureService } from '../../src/definitions/feature-service.js'
import { FeatureView } from '../../src/definitions/feature-view.js'
import { FileSource } from '../../src/definitions/file-source.js'
import { driver, hourly, stats, zone, zones } from './fixtures.js'
import { rejects } from './rejects.js'

const base = { name: 'v', entities: [driver], schema: { a: 'int64' } } as const

test("defaults are Feast's", () => {
  const view = new FeatureView(base)
  assert.is(view.ttl, 0n)
  assert.is(view.online, true)
  assert.is(view.offline, false)
  assert.is(view.source, null)
  assert.is(view.batchSource, null)
  assert.is(view.streamSource, null)
  assert.equal(view.sourceViews, [])
  assert.is(view.transformation, null)
  assert.equal(view.joinKeys, [{ name: 'driver_id', type: 'int64' }])
})

test('a push source gives a stream source, and its files the batch source', () => {
  assert.is(stats.streamSource?.name, 'stats_push')
  assert.is(stats.batchSource, hourly)
  assert.is(zones.streamSource, null)
  assert.is(zones.batchSource?.path, 'data/zones')
})

test('a view cannot be changed, nor by its options', () => {
  const schema = { a: 'int64' as const }
  const entities = [driver]
  const view = new FeatureView({ name: 'v', entities, schema })
  ;(schema as Record<string, string>).b = 'int64'
  entities.pop()
  assert.equal(Object.keys(view.schema), ['a'])
  assert.is(view.entities.length, 1)
  for (const part of [view, view.schema, view.entities, view.joinKeys, view.joinKeys[0], view.projection]) {
    assert.ok(Object.isFrozen(part))
  }
  assert.ok(Object.isFrozen(view.withName('w')))
  assert.is((view.schema as Record<string, unknown>).constructor, undefined)
})

test('wrong views are refused', () => {
  const make = (options: object) => () => new FeatureView({ ...base, ...options })
  rejects('MILLRACE_INVALID_NAME', make({ name: '../x' }), /feature view/, /\.\.\/x/)
  rejects('MILLRACE_INVALID_DEFINITION', make({ schema: {} }), /no features/)
  rejects('MILLRACE_INVALID_DEFINITION', make({ schema: ['a'] }), /array/)
  rejects('MILLRACE_UNSUPPORTED_TYPE', make({ schema: { a: 'int' } }), /a is one of/, /"int"/)
  rejects('MILLRACE_UNSUPPORTED_TYPE', make({ schema: { a: 'toString' } }))
  rejects('MILLRACE_INVALID_NAME', make({ schema: { 'a:b': 'int64' } }), /a:b/)
  rejects('MILLRACE_INVALID_NAME', make({ schema: JSON.parse('{"__proto__":"int64"}') }), /__proto__/)
  rejects('MILLRACE_INVALID_DEFINITION', make({ entities: driver }), /array/)
  rejects('MILLRACE_INVALID_DEFINITION', make({ entities: ['driver'] }), /"driver"/)
  rejects('MILLRACE_DUPLICATE_NAME', make({ entities: [driver, driver] }), /driver_id/)
  rejects('MILLRACE_INVALID_DEFINITION', make({ source: 'x.parquet' }), /"x\.parquet"/)
  rejects('MILLRACE_INVALID_DEFINITION', make({ ttl: 3600 }), /days\(1\)/, /3600/)
  rejects('MILLRACE_INVALID_DEFINITION', make({ ttl: -1n }), /-1n/)
  rejects('MILLRACE_INVALID_DEFINITION', make({ ttl: 2n ** 63n }))
  rejects('MILLRACE_INVALID_DEFINITION', make({ online: 'yes' }), /online/, /"yes"/)
  rejects('MILLRACE_INVALID_DEFINITION', make({ sources: [] }), /"sources"/, /"source"/)
  rejects('MILLRACE_INVALID_DEFINITION', make({ constructor: 1 }), /"constructor"/)
})

test('a feature may not have the name of a column that rows have anyway', () => {
  const source = new FileSource({ path: 'x', timestampField: 'ts', createdTimestampColumn: 'written' })
  for (const name of ['driver_id', 'event_timestamp', 'created', 'ts', 'written']) {
    const error = rejects(
      'MILLRACE_DUPLICATE_NAME',
      () => new FeatureView({ ...base, source, schema: { [name]: 'int64' } }),
    )
    assert.is(error.values.feature, name)
  }
})

test('a projection chooses, renames, and leaves the view as it is', () => {
  const chosen = stats.withProjection({ features: ['trips', 'conv_rate'], alias: 'recent' })
  assert.instance(chosen, FeatureView)
  assert.equal(chosen.projection, { name: 'stats', alias: 'recent', features: ['trips', 'conv_rate'] })
  assert.is(chosen.resultName, 'recent')
  assert.is(chosen.name, 'stats')
  assert.equal(Object.entries(chosen.projectedSchema), [
    ['trips', 'int64'],
    ['conv_rate', 'float32'],
  ])
  assert.equal(Object.keys(chosen.schema), ['conv_rate', 'acc_rate', 'trips'])
  assert.equal(stats.projection, { name: 'stats', features: ['conv_rate', 'acc_rate', 'trips'] })
  assert.is(stats.resultName, 'stats')
  assert.is(chosen.ttl, days(1))
})

test('a projection of a projection narrows it', () => {
  const once = stats.withProjection({ features: ['trips', 'conv_rate'], alias: 'recent' })
  const twice = once.select('conv_rate')
  assert.equal(twice.projection, { name: 'stats', alias: 'recent', features: ['conv_rate'] })
  const error = rejects('MILLRACE_FEATURE_NOT_FOUND', () => once.select('acc_rate' as never), /recent/, /acc_rate/)
  assert.is(error.values.feature, 'acc_rate')
  assert.is(twice.withName('other').resultName, 'other')
})

test('a joinKeyMap renames the key columns that rows which ask have, not the stored keys', () => {
  const origin = zones.withProjection({ alias: 'origin', joinKeyMap: { zone_id: 'origin_zone_id' } })
  assert.equal(origin.joinKeys, [{ name: 'zone_id', type: 'string' }])
  assert.equal(origin.keyColumns, [{ name: 'origin_zone_id', type: 'string' }])
  assert.equal({ ...origin.projection.joinKeyMap }, { zone_id: 'origin_zone_id' })
  const again = origin.withProjection({ joinKeyMap: { origin_zone_id: 'zone_id' } })
  assert.is(again.projection.joinKeyMap, undefined)
  assert.equal(again.keyColumns, zones.joinKeys)
})

test('wrong projections are refused with the nearest name', () => {
  rejects('MILLRACE_FEATURE_NOT_FOUND', () => stats.select('conv_rat' as never), /"conv_rat"/, /"conv_rate"/)
  rejects('MILLRACE_INVALID_DEFINITION', () => stats.select(), /at least one/)
  rejects('MILLRACE_DUPLICATE_NAME', () => stats.select('trips', 'trips'), /trips twice/)
  rejects('MILLRACE_INVALID_NAME', () => stats.withName('a:b'), /a:b/)
  rejects('MILLRACE_INVALID_DEFINITION', () => stats.withProjection({ feature: ['trips'] } as never), /"features"/)
  rejects('MILLRACE_INVALID_DEFINITION', () => zones.withProjection({ joinKeyMap: { zone: 'x' } }), /"zone"/, /zone_id/)
  rejects('MILLRACE_INVALID_NAME', () => zones.withProjection({ joinKeyMap: { zone_id: 'x y' } }), /x y/)
  const two = new FeatureView({ ...base, entities: [driver, zone] })
  rejects('MILLRACE_DUPLICATE_NAME', () => two.withProjection({ joinKeyMap: { driver_id: 'zone_id' } }), /zone_id/)
  const swapped = two.withProjection({ joinKeyMap: { driver_id: 'zone_id', zone_id: 'driver_id' } })
  assert.equal(
    swapped.keyColumns.map(({ name }) => name),
    ['zone_id', 'driver_id'],
  )
})

test('a feature service names views and projections', () => {
  const service = new FeatureService({ name: 's', features: [stats.select('trips'), zones], tags: { a: 'b' } })
  assert.is(service.features[0].projection.features.length, 1)
  assert.ok(Object.isFrozen(service) && Object.isFrozen(service.features))
  rejects('MILLRACE_INVALID_DEFINITION', () => new FeatureService({ name: 's', features: [] }), /at least one/)
  rejects(
    'MILLRACE_INVALID_DEFINITION',
    () => new FeatureService({ name: 's', features: ['stats:trips'] as never }),
    /stats:trips/,
  )
  rejects('MILLRACE_INVALID_NAME', () => new FeatureService({ name: 'my service', features: [stats] }), /my service/)
})

test.run()
