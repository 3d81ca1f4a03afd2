import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readRows } from '../../src/cli/read-rows.js'
import { columnsFromTable, tableFromRows } from '../../src/index.js'
import { ParquetWasmCodec } from '../../src/node.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { runCli, runHere } from './run-cli.js'

/** A project from `init` to a training set. */
const project = suite('cli: a project')

const directory = join(temporaryFolder(), 'my-project')
const cli = (args: readonly string[], input?: string | Uint8Array) =>
  input === undefined ? runHere(directory, args) : runCli(directory, args, { input })

async function succeed(args: readonly string[], input?: string | Uint8Array) {
  const result = await cli(args, input)
  assert.is(result.code, 0, result.stderr)
  return result
}
const json = async (args: readonly string[], input?: string | Uint8Array) =>
  JSON.parse((await succeed([...args, '--json'], input)).stdout)

project('init writes a project, and never over another', async () => {
  const { code, stdout } = await runHere(join(directory, '..'), ['init', 'my-project'])
  assert.is(code, 0)
  assert.match(stdout, /millrace apply/)
  for (const file of ['feature_store.yaml', 'features.ts', 'training_rows.ndjson', 'data/driver_stats.parquet'])
    assert.ok(existsSync(join(directory, file)), file)
  assert.match(readFileSync(join(directory, 'feature_store.yaml'), 'utf8'), /^project: my_project$/m)
  const again = await runHere(join(directory, '..'), ['init', 'my-project'])
  assert.is(again.code, 1)
  assert.match(again.stderr, /^error \[MILLRACE_INVALID_ARGUMENT\] The file cannot be made \(EEXIST\)/m)
})

project('plan says what apply will do, apply does it, once', async () => {
  const planned = await json(['plan'])
  assert.equal(await json(['plan']), planned, 'a plan changes nothing')
  const applied = await json(['apply'])
  assert.equal(applied, planned)
  assert.ok(applied.added.some((object: { name: string }) => object.name === 'trip_quality'))
  const again = await succeed(['apply'])
  assert.match(again.stdout, /^= \d+ unchanged\n$/)
})

project('list shows what is registered', async () => {
  assert.equal((await json(['list', 'entities']))[0], {
    name: 'driver',
    joinKey: 'driver_id',
    type: 'int64',
    description: '',
  })
  const { stdout } = await succeed(['list', 'feature-views'])
  assert.match(stdout, /driver_score +OnDemandFeatureView +driver +score float32, busy bool/)
})

project('materialize-incremental, then a read from the store', async () => {
  const { views } = await json(['materialize-incremental'])
  assert.equal(
    views.map(({ view, outcome, online }: { view: string; outcome: string; online: number }) => [
      view,
      outcome,
      online,
    ]),
    [
      ['driver_hourly_stats', 'written', 5],
      ['driver_score', 'written', 5],
      ['trip_quality', 'skipped', 0],
    ],
  )
  const answer = await json([
    'get-online-features',
    '-f',
    'driver_hourly_stats:avg_daily_trips',
    'driver_score:busy',
    '-e',
    'driver_id=1001',
    '-e',
    'driver_id=1002',
  ])
  assert.equal(answer.metadata.feature_names, ['driver_id', 'avg_daily_trips', 'busy'])
  assert.equal(
    answer.results.map(({ values }: { values: unknown[] }) => values),
    [
      [1001, 1002],
      [67, 882],
      [false, true],
    ],
  )
})

project('the same as a table, with why a value is missing and a warning on the other output', async () => {
  const { stdout, stderr } = await succeed([
    'get-online-features',
    '-f',
    'trip_quality:long_haul',
    '-e',
    'driver_id=1001',
  ])
  assert.match(stdout, /^driver_id {2}long_haul\n-+ {2}-+\n +1001 {2}\(NOT_FOUND\)\n$/)
  assert.match(stderr, /^warning: .*transform: true/m)
  const computed = await succeed([
    'get-online-features',
    '-f',
    'trip_quality:long_haul',
    '-e',
    'driver_id=1001',
    '-e',
    'distance_km=120',
    '--transform',
  ])
  assert.match(computed.stdout, /1001 {2}true\n$/)
})

project('push takes NDJSON, JSON and Parquet, from a file or the standard input', async () => {
  const time = new Date().toISOString()
  const row = (driver_id: string, trips: string) =>
    `{"driver_id":${driver_id},"conv_rate":0.5,"acc_rate":1,"avg_daily_trips":${trips},"distance_km":3,"event_timestamp":"${time}"}`
  const written = await json(
    ['push', 'driver_stats_push'],
    `${row('9223372036854775807', '1')}\n${row('7', '9007199254740993')}\n`,
  )
  assert.equal(
    written.views.map(({ online }: { online: number }) => online),
    [2, 2, 2],
  )
  writeFileSync(join(directory, 'rows.json'), `[${row('8', '8')}]`)
  assert.match(
    (await succeed(['push', 'driver_stats_push', 'rows.json', '--to', 'online_and_offline'])).stdout,
    /driver_hourly_stats +1 +0 +1 +written/,
  )
  const schema = {
    driver_id: 'int64',
    conv_rate: 'float32',
    acc_rate: 'float32',
    avg_daily_trips: 'int64',
    event_timestamp: 'timestamp',
  } as const
  const table = tableFromRows(schema, [
    { driver_id: 9, conv_rate: 1, acc_rate: 0, avg_daily_trips: 9, event_timestamp: time },
  ])
  const { stderr } = await succeed(['push', 'driver_stats_push', '-'], await new ParquetWasmCodec().write(table))
  assert.match(stderr, /'trip_quality' was not .*distance_km/)

  const { stdout } = await succeed(
    ['get-online-features', '--json', '-f', 'driver_hourly_stats:avg_daily_trips', '--entities', '-'],
    '{"driver_id":[9223372036854775807,"7",8,9]}',
  )
  assert.match(stdout, /"values":\[9223372036854775807,7,8,9\]/)
  assert.match(stdout, /"values":\[1,9007199254740993,8,9\]/)
})

project('a training set on the screen, as JSON and as a Parquet file', async () => {
  const args = ['get-historical-features', '--service', 'trip_model', '--entities', 'training_rows.ndjson']
  assert.is((await succeed(args)).stdout.trim().split('\n').length, 12)
  const lines = (await succeed([...args, '--json'])).stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  assert.is(lines.length, 10)
  assert.equal(Object.keys(lines[0]), [
    'driver_id',
    'event_timestamp',
    'distance_km',
    'trip_completed',
    'conv_rate',
    'acc_rate',
    'score',
    'busy',
    'expected_rating',
    'long_haul',
  ])
  await succeed([...args, '--out', 'training.parquet', '--full-feature-names'])
  const table = await readRows(join(directory, 'training.parquet'))
  assert.ok('numRows' in table && table.numRows === 10)
  assert.ok('numRows' in table && columnsFromTable(table).has('driver_score__score'))
})

project('explain prints the plan', async () => {
  const { stdout } = await succeed(['explain', '-f', 'trip_quality:long_haul'])
  assert.match(stdout, /transform driver_score/)
  assert.match(stdout, /transform trip_quality/)
})

project('mistakes end with 1 and a code, wrong calls with 2', async () => {
  const failures: readonly (readonly [readonly string[], RegExp])[] = [
    [['push', 'nope', 'rows.json'], /^error \[MILLRACE_PUSH_SOURCE_NOT_FOUND\]/m],
    [
      ['push', 'driver_stats_push', 'nope.json'],
      /^error \[MILLRACE_FILE_NOT_FOUND\] The rows cannot be read \(ENOENT\)/m,
    ],
    [['push', 'driver_stats_push', 'feature_store.yaml'], /^error \[MILLRACE_INVALID_ARGUMENT\] This is not JSON/m],
    [
      ['get-online-features', '-f', 'driver_scor:busy', '-e', 'driver_id=1'],
      /^error \[MILLRACE_FEATURE_VIEW_NOT_FOUND\] .*driver_score/m,
    ],
    [['get-online-features', '-e', 'driver_id=1'], /^error \[MILLRACE_INVALID_ARGUMENT\] Name features/m],
    [['materialize', '2024-01-02', '2024-01-01'], /^error \[MILLRACE_INVALID_ARGUMENT\] start/m],
    [['apply', '--definitions', 'nope.ts'], /^error \[MILLRACE_FILE_NOT_FOUND\]/m],
    [['apply', '--config', 'nope.yaml'], /^error \[MILLRACE_FILE_NOT_FOUND\] There is no configuration/m],
  ]
  for (const [args, pattern] of failures) {
    const { code, stderr, stdout } = await cli(args)
    assert.is(code, 1, `${args.join(' ')}: ${stderr}`)
    assert.match(stderr, pattern)
    assert.is(stdout, '')
  }
  const machine = await cli(['push', 'nope', 'rows.json', '--json'])
  assert.is(JSON.parse(machine.stderr).error.code, 'MILLRACE_PUSH_SOURCE_NOT_FOUND')
  for (const args of [
    ['nope'],
    ['materialize', 'yesterday', '2024-01-01'],
    ['push'],
    ['serve', '--port', '99999'],
    ['apply', '--nope'],
    [],
  ])
    assert.is((await cli(args)).code, 2, args.join(' '))
  assert.is((await cli(['--help'])).code, 0)
  assert.match((await cli(['--version'])).stdout, /^\d+\.\d+\.\d+\n$/)
})

project.run()
