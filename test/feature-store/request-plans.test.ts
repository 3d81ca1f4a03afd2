import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { RequestPlans } from '../../src/engine/request-plans.js'
import { Entity, FeatureService, FeatureView, Float64, Int64, PushSource } from '../../src/index.js'

const driver = new Entity({ name: 'driver', joinKey: 'driver_id', type: Int64 })
const stats = new FeatureView({
  name: 'stats',
  entities: [driver],
  schema: { rate: Float64, trips: Int64 },
  source: new PushSource({ name: 'stats_push' }),
})
const registered = new FeatureService({ name: 'activity', features: [stats] })

test('a list, a name and a service passed as an object are planned once each, until definitions change', () => {
  let views = new Map([[stats.name, stats]])
  const plans = new RequestPlans({ view: () => stats, service: () => registered, views: () => views })
  const made: string[][] = []
  const plan = (features: unknown, transform = false) =>
    plans.plan(features, { kind: 'online', transform, fullFeatureNames: false }, (requested) => {
      made.push(requested.map(({ name }) => name))
      return made.length
    })
  // One of the registered one's name, with other features: it is itself that counts.
  const own = new FeatureService({ name: 'activity', features: [stats.select('rate')] })
  const asked = [['stats:trips'], { service: 'activity' }, own, registered]
  const first = asked.map((features) => plan(features))
  assert.equal(first, [1, 2, 3, 4])
  assert.equal(made, [['trips'], ['rate', 'trips'], ['rate'], ['rate', 'trips']])
  assert.equal(
    asked.map((features) => plan(features)),
    first,
  )
  assert.is(plan(own, true), 5)
  views = new Map(views)
  assert.equal(
    asked.map((features) => plan(features)),
    [6, 7, 8, 9],
  )
})

test('what names no features is refused, whether or not a plan is kept that reads alike', () => {
  const plans = new RequestPlans({ view: () => stats, service: () => registered, views: () => new Map() })
  const plan = (features: unknown) =>
    plans.plan(features, { kind: 'online', transform: false, fullFeatureNames: false }, () => 1)
  const codeOf = (features: unknown) => {
    try {
      return plan(features)
    } catch (error) {
      return (error as { code?: string }).code
    }
  }
  const circular: unknown[] = []
  circular.push(circular)
  for (let time = 0; time < 2; time++) {
    for (const item of [1n, 1, null, undefined, Symbol('x'), new String('stats:trips'), circular, Object.create(null)])
      assert.is(codeOf([item]), 'MILLRACE_INVALID_FEATURE_REFERENCE', typeof item)
    for (const service of [1n, null, new String('activity')])
      assert.is(codeOf({ service }), 'MILLRACE_INVALID_ARGUMENT', typeof service)
    plan(['stats:trips'])
    plan({ service: 'activity', other: 1n })
  }
})

test.run()
