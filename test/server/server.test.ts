import { tableFromIPC } from 'apache-arrow'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { columnsFromTable } from '../../src/arrow/table-from-columns.js'
import { valuesOf } from '../../src/arrow/value-at.js'
import { createServer } from '../../src/server/create-server.js'
import type { ServerOptions } from '../../src/server/server-options.js'
import { at, openDriverStore, row } from '../support/driver-store.js'

const server = suite('server')

async function open(options: ServerOptions = {}, history: readonly ReturnType<typeof row>[] = []) {
  const errors: unknown[] = []
  const opened = await openDriverStore({ history })
  const app = createServer(opened.store, { onError: (error) => errors.push(error), ...options })
  const post = async (url: string, body: unknown, headers: Record<string, string> = {}) => {
    const payload = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)
    const reply = await app.inject({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json', ...headers },
      payload,
    })
    return {
      status: reply.statusCode,
      body: reply.body,
      headers: reply.headers,
      bytes: reply.rawPayload,
      json: () => JSON.parse(reply.body),
    }
  }
  return { ...opened, app, post, errors }
}

const stats = (over: Record<string, unknown[]> = {}) => ({
  push_source_name: 'driver_stats_push',
  df: {
    driver_id: [1001],
    conv_rate: [0.5],
    acc_rate: [0.9],
    avg_daily_trips: [12],
    event_timestamp: ['2024-01-02T12:00:00'],
    ...over,
  },
})
const read = (over: Record<string, unknown> = {}) => ({
  features: ['driver_hourly_stats:conv_rate', 'driver_hourly_stats:avg_daily_trips'],
  entities: { driver_id: [1001] },
  ...over,
})

/** The body of an error in Feast's form. */
const feastError = (body: string) => JSON.parse(JSON.parse(body)) as { module: string; class: string; message: string }

server('a push is read back, with statuses and times', async () => {
  const { post } = await open()
  const pushed = await post('/push', stats())
  assert.is(pushed.status, 200)
  assert.is(pushed.body, '')
  const { status, body, headers } = await post('/get-online-features', read({ entities: { driver_id: [1001, 5] } }))
  assert.is(status, 200)
  assert.match(String(headers['content-type']), /^application\/json/)
  assert.is(
    body,
    '{"results":[' +
      '{"values":[1001,5],"statuses":["PRESENT","PRESENT"],"event_timestamps":["1970-01-01T00:00:00Z","1970-01-01T00:00:00Z"]},' +
      '{"values":[0.5,null],"statuses":["PRESENT","NOT_FOUND"],"event_timestamps":["2024-01-02T12:00:00Z","1970-01-01T00:00:00Z"]},' +
      '{"values":[12,null],"statuses":["PRESENT","NOT_FOUND"],"event_timestamps":["2024-01-02T12:00:00Z","1970-01-01T00:00:00Z"]}],' +
      '"metadata":{"feature_names":["driver_id","conv_rate","avg_daily_trips"]}}',
  )
})

server('int64 goes in and out with every digit, as a number or as digits in a string', async () => {
  const { post } = await open()
  await fc.assert(
    fc.asyncProperty(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.boolean(), async (id, text) => {
      const value = text ? `"${id}"` : String(id)
      const push = JSON.stringify(stats({ driver_id: ['ID'], avg_daily_trips: ['ID'] })).replaceAll('"ID"', value)
      assert.is((await post('/push', push)).status, 200)
      const { body } = await post(
        '/get-online-features',
        `{"features":["driver_hourly_stats:avg_daily_trips"],"entities":{"driver_id":[${value}]}}`,
      )
      assert.is([...body.matchAll(new RegExp(`"values":\\[${id}\\]`, 'g'))].length, 2, body)
    }),
    { numRuns: 25 },
  )
})

server('the entity’s name stands for its join key', async () => {
  const { post } = await open()
  await post('/push', stats())
  const { json } = await post('/get-online-features', read({ entities: { driver: ['1001'] } }))
  assert.equal(json().metadata.feature_names, ['driver_id', 'conv_rate', 'avg_daily_trips'])
  assert.equal(json().results[2].values, [12])
})

server('features keep the order of the request; unknown columns and unknown keys are ignored', async () => {
  const { post } = await open()
  await post('/push', { ...stats({ colour: ['red'] }), nonsense: { deep: [1] } })
  const features = [
    'driver_hourly_stats:avg_daily_trips',
    'driver_activity:weekly_trips',
    'driver_hourly_stats:conv_rate',
  ]
  const { json } = await post('/get-online-features', {
    features,
    entities: { colour: ['red'], driver_id: [1001] },
    tail: null,
  })
  assert.equal(json().metadata.feature_names, ['driver_id', 'avg_daily_trips', 'weekly_trips', 'conv_rate'])
  assert.equal(json().results[2].values, [84])
})

server('full names and feature lists without rows', async () => {
  const { post } = await open()
  const { json } = await post('/get-online-features', read({ entities: { driver_id: [] }, full_feature_names: true }))
  assert.equal(json().metadata.feature_names, [
    'driver_id',
    'driver_hourly_stats__conv_rate',
    'driver_hourly_stats__avg_daily_trips',
  ])
  assert.equal(json().results[0], { values: [], statuses: [] })
})

server('transform computes, and without it a view not materialized is null with one warning', async () => {
  const { post } = await open()
  await post('/push', stats())
  const features = ['driver_quality:score', 'driver_quality:long_haul']
  const cached = await post('/get-online-features', { features, entities: { driver_id: [1001, 1001] } })
  assert.equal(cached.json().results[1], {
    values: [null, null],
    statuses: ['NOT_FOUND', 'NOT_FOUND'],
    event_timestamps: ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00Z'],
  })
  assert.is(cached.json().metadata.warnings.length, 1)
  assert.match(cached.json().metadata.warnings[0], /transform: true/)
  const computed = await post('/get-online-features', {
    features,
    entities: { driver_id: [1001], distance_km: [120] },
    transform: true,
  })
  assert.equal(computed.json().metadata, { feature_names: ['driver_id', 'score', 'long_haul'] })
  assert.equal(computed.json().results[1].statuses, ['PRESENT'])
  assert.equal(computed.json().results[2].values, [false])
})

server('a view that a push could not compute is told in a warning header', async () => {
  const { post } = await open()
  const { headers } = await post('/push', stats())
  assert.match(String(headers.warning), /^299 millrace "Feature view 'driver_quality' was not .*distance_km/)
  const { headers: none } = await post('/push', stats({ distance_km: [3] }))
  assert.is(none.warning, undefined)
})

server('materialize, materialize-incremental and write-to-online-store answer null', async () => {
  const { post } = await open({}, [row(1001, -1), row(1002, -2, { avg_daily_trips: 4 })])
  const views = ['driver_hourly_stats', 'driver_activity']
  const first = await post('/materialize', {
    start_ts: '2024-01-01T00:00:00',
    end_ts: '2024-01-02T12:00:00+00:00',
    feature_views: views,
  })
  assert.equal([first.status, first.body], [200, 'null'])
  const { json } = await post('/get-online-features', {
    features: ['driver_activity:weekly_trips'],
    entities: { driver_id: [1001, 1002] },
  })
  assert.equal(json().results[1].values, [70, 28])
  const second = await post('/materialize-incremental', { end_ts: '2024-01-03T00:00:00Z', feature_views: views })
  assert.equal([second.status, second.body], [200, 'null'])
  const write = await post('/write-to-online-store', {
    feature_view_name: 'driver_hourly_stats',
    df: {
      driver_id: [7],
      conv_rate: ['NaN'],
      acc_rate: [1],
      avg_daily_trips: [1],
      event_timestamp: [1704196800],
      created: [null],
    },
    allow_registry_cache: false,
  })
  assert.equal([write.status, write.body], [200, 'null'])
  const { json: seven } = await post('/get-online-features', read({ entities: { driver_id: [7] } }))
  assert.equal(seven().results[1], {
    values: ['NaN'],
    statuses: ['PRESENT'],
    event_timestamps: ['2024-01-02T12:00:00Z'],
  })
})

server('a window is exact to the microsecond, and disable_event_timestamp takes all there is', async () => {
  const { post } = await open({ clock: () => at(0) }, [row(1001, -1)])
  const features = ['driver_hourly_stats:avg_daily_trips']
  const materialize = (body: object) => post('/materialize', { feature_views: ['driver_hourly_stats'], ...body })
  const statusOf = async () =>
    (await post('/get-online-features', { features, entities: { driver_id: [1001] } })).json().results[1].statuses[0]
  await materialize({ start_ts: '2024-01-02T10:00:00', end_ts: '2024-01-02T10:59:59.999999' })
  assert.is(await statusOf(), 'NOT_FOUND')
  await materialize({ start_ts: '2024-01-02T11:00:00.000001', end_ts: '2024-01-02T12:00:00' })
  assert.is(await statusOf(), 'NOT_FOUND')
  await materialize({ disable_event_timestamp: true })
  assert.is(await statusOf(), 'PRESENT')
})

server('async materialization is accepted, refused while it runs, and finished before the server closes', async () => {
  const { post, app, store, errors } = await open({}, [row(1001, -1)])
  const body = { start_ts: '2024-01-01', end_ts: '2024-01-03', feature_views: ['driver_hourly_stats'] }
  let begin = () => {}
  const begun = new Promise<void>((resolve) => {
    begin = resolve
  })
  const materialize = store.materialize.bind(store)
  store.materialize = async (options) => begun.then(() => materialize(options))
  const accepted = await post('/materialize?async=true', body)
  const refused = await post('/materialize-incremental?async=true', {
    end_ts: '2024-01-03',
    feature_views: ['driver_hourly_stats'],
  })
  const forced = await post('/materialize?async=true&force=true', body)
  assert.equal(
    [accepted.status, accepted.json()],
    [202, { status: 'accepted', feature_views: ['driver_hourly_stats'] }],
  )
  assert.is(refused.status, 409)
  assert.match(refused.json().error, /^Cannot start async materialization — /)
  assert.equal(refused.json().feature_views, ['driver_hourly_stats'])
  assert.is(forced.status, 202)
  const other = await post('/materialize?async=true', { ...body, feature_views: ['driver_activity'] })
  assert.is(other.status, 202)
  const closed = app.close()
  begin()
  await closed
  const { rows } = await store.getOnlineFeatures({
    features: ['driver_activity:weekly_trips'],
    entities: [{ driver_id: 1001 }],
  })
  assert.equal(rows[0]!.weekly_trips, 70n)
  assert.equal(errors, [])
})

server('what is wrong with an async request is said at once, and a failing job is told to onError', async () => {
  const { post, errors, offlineStore } = await open()
  const unknown = await post('/materialize?async=true', {
    start_ts: '2024-01-01',
    end_ts: '2024-01-03',
    feature_views: ['nope'],
  })
  assert.is(unknown.status, 404)
  await offlineStore.close()
  const accepted = await post('/materialize?async=true', {
    start_ts: '2024-01-01',
    end_ts: '2024-01-03',
    feature_views: ['driver_hourly_stats'],
  })
  assert.is(accepted.status, 202)
  for (let wait = 0; errors.length === 0 && wait < 100; wait++) await new Promise((resolve) => setTimeout(resolve, 10))
  assert.is(errors.length, 1)
})

server('Arrow by Accept, with statuses and times', async () => {
  const { post } = await open()
  await post('/push', stats({ avg_daily_trips: [2 ** 53] }))
  const { status, headers, bytes } = await post('/get-online-features', read({ entities: { driver_id: [1001, 5] } }), {
    accept: 'application/vnd.apache.arrow.stream',
  })
  assert.is(status, 200)
  assert.is(headers['content-type'], 'application/vnd.apache.arrow.stream')
  const table = tableFromIPC(bytes)
  const columns = columnsFromTable(table)
  assert.equal(valuesOf(columns.get('avg_daily_trips')!), [9007199254740992n, null])
  assert.equal(valuesOf(columns.get('avg_daily_trips:status')!), [0, 2])
  assert.equal(valuesOf(columns.get('avg_daily_trips:event_timestamp')!), [1704196800000000n, 0n])
  assert.equal(JSON.parse(table.schema.metadata.get('millrace.statuses')!)[2], 'NOT_FOUND')
})

server('errors have Feast’s classes and never a 5xx for a mistake of the client', async () => {
  const { post, errors } = await open()
  const entities = { driver_id: [1001] }
  const online = '/get-online-features'
  const cases: readonly (readonly [string, unknown, number, string, string?])[] = [
    [
      online,
      { features: ['nope:x'], entities },
      404,
      'MILLRACE_FEATURE_VIEW_NOT_FOUND',
      'FeatureViewNotFoundException',
    ],
    [
      online,
      { feature_service: 'nope', entities },
      404,
      'MILLRACE_FEATURE_SERVICE_NOT_FOUND',
      'FeatureServiceNotFoundException',
    ],
    [
      online,
      { features: ['driver_activity:nope'], entities },
      404,
      'MILLRACE_FEATURE_NOT_FOUND',
      'FeastObjectNotFoundException',
    ],
    [
      online,
      { features: ['driver_quality:score'], entities, transform: true },
      404,
      'MILLRACE_MISSING_REQUEST_DATA',
      'RequestDataNotFoundInEntityRowsException',
    ],
    [
      online,
      { features: ['driver_activity:weekly_trips', 'driver_activity:weekly_trips'], entities },
      400,
      'MILLRACE_FEATURE_NAME_COLLISION',
      'FeatureNameCollisionError',
    ],
    [online, { features: ['driver_activity'], entities }, 400, 'MILLRACE_INVALID_FEATURE_REFERENCE'],
    [online, { features: [], entities }, 400, 'MILLRACE_INVALID_ARGUMENT'],
    [online, { entities }, 400, 'MILLRACE_INVALID_ARGUMENT'],
    [online, read({ entities: {} }), 422, 'MILLRACE_MISSING_KEY'],
    [online, read({ entities: { driver_id: [null] } }), 422, 'MILLRACE_MISSING_KEY'],
    [online, read({ entities: { driver_id: ['x'] } }), 422, 'MILLRACE_INVALID_VALUE'],
    [online, read({ entities: { driver_id: [1.5] } }), 422, 'MILLRACE_INVALID_VALUE'],
    [online, read({ entities: { driver_id: [{}] } }), 422, 'MILLRACE_INVALID_VALUE'],
    [
      online,
      '{"features":["driver_hourly_stats:conv_rate"],"entities":{"driver_id":[9223372036854775808]}}',
      422,
      'MILLRACE_VALUE_OUT_OF_RANGE',
    ],
    [online, read({ entities: { driver_id: [1, 2], x: [1] } }), 400, 'MILLRACE_RAGGED_COLUMNS'],
    [
      '/push',
      { push_source_name: 'nope', df: {} },
      422,
      'MILLRACE_PUSH_SOURCE_NOT_FOUND',
      'PushSourceNotFoundException',
    ],
    ['/push', { ...stats(), to: 'weird' }, 400, 'MILLRACE_INVALID_ARGUMENT'],
    ['/push', { ...stats(), df: { driver_id: [1] } }, 422, 'MILLRACE_MISSING_COLUMN'],
    ['/push', stats({ conv_rate: [1e300] }), 422, 'MILLRACE_VALUE_OUT_OF_RANGE'],
    ['/push', stats({ conv_rate: ['high'] }), 422, 'MILLRACE_INVALID_VALUE'],
    ['/push', stats({ event_timestamp: ['yesterday'] }), 422, 'MILLRACE_INVALID_VALUE'],
    ['/push', stats({ event_timestamp: [1e300] }), 422, 'MILLRACE_VALUE_OUT_OF_RANGE'],
    [
      '/write-to-online-store',
      { feature_view_name: 'nope', df: {} },
      404,
      'MILLRACE_FEATURE_VIEW_NOT_FOUND',
      'FeatureViewNotFoundException',
    ],
    ['/materialize', {}, 400, 'MILLRACE_INVALID_ARGUMENT'],
    ['/materialize', { start_ts: '2024-01-03', end_ts: '2024-01-01' }, 400, 'MILLRACE_INVALID_ARGUMENT'],
    ['/materialize', { start_ts: 'x', end_ts: '2024-01-01' }, 400, 'MILLRACE_INVALID_ARGUMENT'],
    ['/materialize', { start_ts: '2024-01-01', end_ts: '2024-01-02', version: 'v2' }, 400, 'MILLRACE_INVALID_ARGUMENT'],
    [
      '/materialize',
      { start_ts: '2024-01-01', end_ts: '2024-01-02', feature_views: ['nope'] },
      404,
      'MILLRACE_FEATURE_VIEW_NOT_FOUND',
      'FeatureViewNotFoundException',
    ],
    [
      '/materialize',
      { start_ts: '2024-01-01', end_ts: '2024-01-02', feature_views: ['driver_quality'] },
      404,
      'MILLRACE_MISSING_REQUEST_DATA',
      'RequestDataNotFoundInEntityRowsException',
    ],
  ]
  for (const [url, body, status, code, feastClass] of cases) {
    const reply = await post(url, body)
    const about = `${url} ${JSON.stringify(body)} -> ${reply.body}`
    assert.is(reply.status, status, about)
    assert.is(reply.headers['millrace-error'], code, about)
    if (feastClass === undefined) assert.type(reply.json(), 'string', about)
    else
      assert.equal([feastError(reply.body).module, feastError(reply.body).class], ['feast.errors', feastClass], about)
  }
  assert.equal(errors, [])
  const { json } = await post(online, read())
  assert.equal(json().results[1].statuses, ['NOT_FOUND'], 'nothing was written by any of them')
})

server('bodies of a wrong form get 422 with every complaint', async () => {
  const { post } = await open()
  const detail = async (url: string, body: unknown) => {
    const reply = await post(url, body)
    assert.is(reply.status, 422, reply.body)
    return reply.json().detail as readonly { type: string; loc: unknown[]; msg: string; input: unknown }[]
  }
  assert.equal(await detail('/get-online-features', { features: ['a:b'] }), [
    { type: 'missing', loc: ['body', 'entities'], msg: 'Field required', input: { features: ['a:b'] } },
  ])
  const two = await detail('/get-online-features', { features: 5, entities: [] })
  assert.equal(
    two.map(({ type, loc }) => [type, loc.join('.')]),
    [
      ['dict_type', 'body.entities'],
      ['list_type', 'body.features'],
    ],
  )
  assert.is((await detail('/push', { push_source_name: 1, df: { a: 1 } })).length, 2)
  assert.is(
    (await detail('/get-online-features', { entities: {}, features: ['a', 1] }))[0]!.loc.join('.'),
    'body.features.1',
  )
  assert.is((await detail('/get-online-features', { entities: {}, transform: 'yes' }))[0]!.type, 'bool_type')
  for (const body of ['{', '[1,', '"', '', Buffer.from([0x22, 0xff, 0x22])]) await detail('/push', body)
  for (const body of ['5', 'null', '[]', '"text"'])
    assert.is((await detail('/push', body))[0]!.type, 'model_attributes_type')
  const [big] = await detail('/get-online-features', { features: [], padding: 'x'.repeat(10_000) })
  assert.is(big!.input, null, 'a large body is not sent back')
  const [exact] = (await post('/push', '{"push_source_name":12345678901234567890,"df":{}}')).body.match(/"input":\d+/)!
  assert.is(exact, '"input":12345678901234567890')
})

server('paths, methods and media types', async () => {
  const { app, post } = await open()
  assert.equal((await app.inject({ method: 'GET', url: '/nope?x=1' })).json(), { detail: 'Not Found' })
  const wrong = await app.inject({ method: 'GET', url: '/get-online-features?x=1' })
  assert.equal([wrong.statusCode, wrong.json(), wrong.headers.allow], [405, { detail: 'Method Not Allowed' }, 'POST'])
  assert.is((await app.inject({ method: 'DELETE', url: '/health' })).statusCode, 405)
  for (const type of ['text/plain', 'application/x-www-form-urlencoded'])
    assert.is((await post('/push', stats(), { 'content-type': type })).status, 415)
  assert.is((await post('/push', stats(), { 'content-type': 'application/json; charset=utf-8' })).status, 200)
  assert.is((await app.inject({ method: 'GET', url: '/__proto__' })).statusCode, 404)
  const undecodable = await app.inject({ method: 'GET', url: '/%zz' })
  assert.equal([undecodable.statusCode, Object.keys(undecodable.json())], [400, ['detail']])
})

server('limits', async () => {
  const { post } = await open({ bodyLimit: 2000, maxRows: 10, maxValues: 12, maxJsonDepth: 4 })
  const large = await post('/push', stats({ note: ['x'.repeat(3000)] }))
  assert.equal([large.status, large.headers['millrace-error']], [413, 'MILLRACE_REQUEST_TOO_LARGE'])
  const rows = await post('/get-online-features', read({ entities: { driver_id: Array(11).fill(1) } }))
  assert.is(rows.status, 413)
  const values = await post('/get-online-features', read({ entities: { driver_id: Array(7).fill(1) } }))
  assert.is(values.status, 413)
  assert.is((await post('/get-online-features', read({ entities: { driver_id: Array(6).fill(1) } }))).status, 200)
  const deep = await post('/push', stats({ note: [[[[1]]]] }))
  assert.is(deep.status, 413)
  assert.is((await post('/push', `${'['.repeat(1900)}`)).status, 413)
})

server('hostile keys harm nothing', async () => {
  const { post } = await open()
  const push = JSON.stringify(stats()).replace(
    '"df":{',
    '"df":{"__proto__":[{"polluted":1}],"constructor":[1],"hasOwnProperty":[1],"toString":[null],',
  )
  assert.is((await post('/push', push)).status, 200)
  const body = JSON.stringify(read()).replace(
    '"entities":{',
    '"__proto__":{"features":[]},"entities":{"__proto__":[1],"constructor":[2],',
  )
  const { status, json } = await post('/get-online-features', body)
  assert.is(status, 200)
  assert.equal(json().results[2].values, [12])
  assert.is(({} as { polluted?: number }).polluted, undefined)
  const missing = await post(
    '/get-online-features',
    '{"__proto__":{"entities":{"driver_id":[1]}},"features":["driver_activity:weekly_trips"]}',
  )
  assert.is(missing.status, 422, 'a key of a prototype is no key of the body')
  for (const name of ['__proto__:x', 'constructor:name', 'driver_activity:__proto__', 'driver_activity:constructor'])
    assert.is((await post('/get-online-features', read({ features: [name] }))).status, 404, name)
})

server('any JSON is answered with 200 or 4xx', async () => {
  const { post } = await open()
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(
        '/push',
        '/get-online-features',
        '/materialize',
        '/materialize-incremental',
        '/write-to-online-store',
      ),
      fc.oneof(
        fc.json(),
        fc
          .record({
            entities: fc.dictionary(fc.constantFrom('driver_id', 'driver', '__proto__', 'x'), fc.array(fc.jsonValue())),
            features: fc.array(
              fc.oneof(fc.string(), fc.constantFrom('driver_activity:weekly_trips', 'driver_quality:score')),
            ),
            transform: fc.boolean(),
            push_source_name: fc.constantFrom('driver_stats_push', 'x'),
            feature_view_name: fc.constantFrom('driver_hourly_stats', 'driver_activity', 'x'),
            df: fc.dictionary(
              fc.constantFrom(
                'driver_id',
                'conv_rate',
                'acc_rate',
                'avg_daily_trips',
                'event_timestamp',
                'created',
                '__proto__',
              ),
              fc.array(fc.jsonValue(), { maxLength: 3 }),
            ),
          })
          .map((body) => JSON.stringify(body)),
      ),
      async (url, body) => {
        const { status, body: answer } = await post(url, body)
        assert.ok(status === 200 || (status >= 400 && status < 500), `${status} ${answer}`)
      },
    ),
    { numRuns: 300 },
  )
})

server('faults are 5xx, tell nothing but their code, and are told to onError', async () => {
  const { post, app, store, errors } = await open()
  await store.close()
  const down = await post('/get-online-features', read())
  assert.equal([down.status, down.headers['millrace-error']], [503, 'MILLRACE_STORE_CLOSED'])
  assert.is((await app.inject('/health')).statusCode, 503)
  assert.is((await app.inject('/health')).body, '')
  assert.ok(errors.length >= 3)
})

server('health is 200 with no body while the store answers', async () => {
  const { app } = await open()
  const reply = await app.inject('/health')
  assert.equal([reply.statusCode, reply.body], [200, ''])
})

server.run()
