import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { OnDemandFeatureView } from '../../src/definitions/on-demand-feature-view.js'
import { applyDefinitions } from '../../src/registry/apply-definitions.js'
import { decodeRegistry, encodeRegistry } from '../../src/registry/codec.js'
import { migrateRegistry } from '../../src/registry/migrate.js'
import { buildRegistry, emptyRegistryData } from '../../src/registry/registry.js'
import { TransformCode } from '../../src/registry/transform-code.js'
import { stats, trip } from '../definitions/fixtures.js'
import { rejects } from '../definitions/rejects.js'

const score = new OnDemandFeatureView({ name: 'score', sources: [stats, trip], transform: { score: 'conv_rate' } })
const { state } = applyDefinitions(buildRegistry(emptyRegistryData('demo'), new TransformCode()), [stats, score])
const present = JSON.parse(new TextDecoder().decode(encodeRegistry(state)))

/** The registry as format 0 had it: an on-demand view knew no ttl and no flags. */
function older() {
  const data = structuredClone(present)
  data.format = 0
  for (const view of data.featureViews) {
    if (view.kind !== 'on_demand_feature_view') continue
    for (const field of ['ttl', 'online', 'offline']) delete view[field]
  }
  return data
}

test('format 0: on-demand views get the ttl and flags of the specification', () => {
  const migration = migrateRegistry(older())
  assert.is(migration.from, 0)
  assert.is(migration.to, 1)
  assert.equal(migration.changes, [
    { view: 'score', field: 'ttl', value: '0' },
    { view: 'score', field: 'online', value: true },
    { view: 'score', field: 'offline', value: false },
  ])
  assert.equal(migration.data, present)
})

test('what is there already stays', () => {
  const data = older()
  data.featureViews[1].online = false
  const { changes } = migrateRegistry(data)
  assert.equal(
    changes.map(({ field }) => field),
    ['ttl', 'offline'],
  )
  assert.is(decodeRegistry(new TextEncoder().encode(JSON.stringify(data))).featureViews.get('score')?.online, false)
})

test('a second migration changes nothing', () => {
  const once = migrateRegistry(older())
  const twice = migrateRegistry(once.data)
  assert.equal([twice.from, twice.to, twice.changes], [1, 1, []])
  assert.is(twice.data, once.data)
})

test('an older file is read as it is migrated', () => {
  const decoded = decodeRegistry(new TextEncoder().encode(JSON.stringify(older())))
  const view = decoded.featureViews.get('score')
  assert.equal([view?.ttl, view?.online, view?.offline], [0n, true, false])
  assert.is(decoded.data.format, 1)
})

test('what cannot be migrated is corrupt', () => {
  rejects('MILLRACE_REGISTRY_CORRUPT', () => migrateRegistry({ ...present, format: 7 }), /newer/, /upgrade/, /7/)
  for (const data of [
    null,
    [],
    'x',
    {},
    { format: '0' },
    { format: 0.5 },
    { format: 0 },
    { format: 0, featureViews: 5 },
  ]) {
    rejects('MILLRACE_REGISTRY_CORRUPT', () => migrateRegistry(data))
  }
})

test.run()
