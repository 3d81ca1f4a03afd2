import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { PushSource } from '../../src/definitions/push-source.js'
import { StreamFeatureView } from '../../src/definitions/stream-feature-view.js'
import { driver, hourly } from './fixtures.js'
import { rejects } from './rejects.js'

const source = new PushSource({ name: 'ride_events' })
const make = (options: object) => () =>
  new StreamFeatureView({ name: 'v', entities: [driver], source, ...options } as never)

test('pushed rows are kept as they are, or transformed', () => {
  const plain = new StreamFeatureView({ name: 'v', entities: [driver], source, schema: { metres: 'float64' } })
  assert.is(plain.transformation, null)
  assert.equal(plain.inputs, [])
  const view = new StreamFeatureView({
    name: 'v',
    entities: [driver],
    source,
    sourceSchema: { metres: 'float64', note: 'string' },
    transform: ({ metres }) => ({ km: metres.div(1000) }),
  })
  assert.equal({ ...view.schema }, { km: 'float64' })
  assert.equal({ ...view.inputSchema }, { driver_id: 'int64', metres: 'float64', note: 'string' })
  assert.equal(view.inputs, [{ input: 'metres', kind: 'column', type: 'float64', name: 'metres' }])
  assert.is(view.streamSource, source)
  assert.ok(Object.isFrozen(view))
  assert.instance(view.withName('w'), StreamFeatureView)
})

test('wrong stream views are refused', () => {
  const schema = { km: 'float64' }
  rejects('MILLRACE_INVALID_DEFINITION', make({ source: hourly, schema }), /PushSource/)
  rejects('MILLRACE_INVALID_DEFINITION', make({}), /schema/)
  rejects('MILLRACE_INVALID_DEFINITION', make({ transform: { km: 'metres' } }), /sourceSchema/)
  rejects('MILLRACE_INVALID_DEFINITION', make({ schema, sourceSchema: { metres: 'float64' } }), /transform/)
  rejects('MILLRACE_INVALID_DEFINITION', make({ schema, mode: 'rows' }), /mode/)
  rejects(
    'MILLRACE_FEATURE_NOT_FOUND',
    make({ sourceSchema: { metres: 'float64' }, transform: { km: 'meters / 1000' } }),
    /"metres"/,
  )
  rejects(
    'MILLRACE_DUPLICATE_NAME',
    make({ sourceSchema: { driver_id: 'int64' }, transform: { km: 'driver_id' } }),
    /driver_id/,
  )
  rejects('MILLRACE_UNSUPPORTED_TYPE', make({ schema: { km: 'double' } }), /"double"/)
  rejects('MILLRACE_INVALID_DEFINITION', make({ schema: 'km' }), /"km"/)
})

test.run()
