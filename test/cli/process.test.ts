import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { temporaryFolder } from '../support/temporary-folder.js'
import { collect, runCli, runHere, startCli, takenPort, waitFor } from './run-cli.js'

/** What is about the process: its exit code, its signals, other processes. */
const processes = suite('cli: processes')

processes('exit codes: 0 done, 1 failed, 2 called wrongly', async () => {
  const directory = temporaryFolder()
  const [done, failed, wrong] = await Promise.all(
    [['--help'], ['apply'], ['nope']].map((args) => runCli(directory, args)),
  )
  assert.is(done!.code, 0)
  assert.match(done!.stdout, /get-historical-features/)
  assert.is(failed!.code, 1)
  assert.match(failed!.stderr, /^error \[MILLRACE_FILE_NOT_FOUND\] /m)
  assert.is(wrong!.code, 2)
  assert.match(wrong!.stderr, /unknown command 'nope'/)
})

processes('serve answers until SIGTERM, holds its LevelDB, and then ends with 0', async () => {
  const directory = temporaryFolder()
  await runHere(directory, ['init', '.'])
  await runHere(directory, ['apply'])
  const child = startCli(directory, ['serve', '--port', '0', '--json'])
  const output = collect(child)
  const [, url] = await waitFor(child, output, /"url":"(.*?)"/)
  assert.is((await fetch(`${url}/health`)).status, 200)
  const push = {
    push_source_name: 'driver_stats_push',
    df: {
      driver_id: [1],
      conv_rate: [1],
      acc_rate: [1],
      avg_daily_trips: [600],
      event_timestamp: [new Date().toISOString()],
    },
  }
  const headers = { 'content-type': 'application/json' }
  assert.is((await fetch(`${url}/push`, { method: 'POST', headers, body: JSON.stringify(push) })).status, 200)
  const read = await fetch(`${url}/get-online-features`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ features: ['driver_score:busy'], entities: { driver_id: [1] } }),
  })
  assert.equal(((await read.json()) as { results: { values: unknown[] }[] }).results[1]!.values, [true])

  const second = await runHere(directory, ['get-online-features', '-f', 'driver_score:busy', '-e', 'driver_id=1'])
  assert.is(second.code, 1)
  assert.match(second.stderr, /^error \[MILLRACE_STORE_LOCKED\]/m)

  child.kill('SIGTERM')
  const [code] = (await once(child, 'close')) as [number | null]
  assert.is(code, 0, output.stderr)
  const after = await runHere(directory, [
    'get-online-features',
    '-f',
    'driver_score:busy',
    '-e',
    'driver_id=1',
    '--json',
  ])
  assert.equal(JSON.parse(after.stdout).results[1].values, [true])
})

processes('a taken port ends with 1 and gives the stores back', async () => {
  const directory = temporaryFolder()
  await runHere(directory, ['init', '.'])
  const { port, server } = await takenPort()
  for (let attempt = 0; attempt < 2; attempt++) {
    const { code, stderr } = await runHere(directory, ['serve', '--port', String(port)])
    assert.is(code, 1)
    assert.match(stderr, new RegExp(`^error \\[MILLRACE_PORT_IN_USE\\] .*127\\.0\\.0\\.1:${port}$`, 'm'))
  }
  server.close()
})

processes('demo shows every step, keeps its project with --dir, and ends with 0', async () => {
  const directory = join(temporaryFolder(), 'shown')
  const { code, stdout, stderr } = await runHere('.', ['demo', '--no-serve', '--dir', directory])
  assert.is(code, 0, stderr)
  const steps = [...stdout.matchAll(/^(\d+)\. .*\(\d+(?:\.\d+)? ms\)$/gm)].map((match) => Number(match[1]))
  assert.equal(steps, [1, 2, 3, 4, 5, 6, 7, 8, 9])
  assert.match(stdout, /1001 +67 +0\.6782 +false +\(NOT_FOUND\)/, 'cached: null where nothing was stored')
  assert.match(stdout, /! On-demand feature view 'trip_quality' is not materialized.*transform: true/)
  assert.match(stdout, /1001 +67 +0\.6782 +false +2\.91101/, 'transformed')
  assert.match(stdout, /1001 +640 +0\.87 +true +4\.0935/, 'pushed')
  assert.ok(existsSync(join(directory, 'features.ts')))
  const again = await runHere(directory, [
    'get-online-features',
    '-f',
    'driver_score:score',
    '-e',
    'driver_id=1001',
    '--json',
  ])
  assert.equal(JSON.parse(again.stdout).results[1].values, [Math.fround(0.87)])
})

processes('demo serves in the end until SIGINT, and leaves nothing behind', async () => {
  const folder = temporaryFolder()
  const child = startCli(folder, ['demo', '--port', '0'], { TMPDIR: folder })
  const output = collect(child)
  const [, url] = await waitFor(child, output, /serving shown|at (http:\S+)/)
  const body = JSON.stringify({
    features: ['trip_quality:long_haul'],
    entities: { driver_id: [1004], distance_km: [142] },
    transform: true,
  })
  const reply = await fetch(`${url}/get-online-features`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  assert.equal(((await reply.json()) as { results: { values: unknown[] }[] }).results[1]!.values, [true])
  assert.is(output.stderr, '')
  child.kill('SIGINT')
  const [code] = (await once(child, 'close')) as [number | null]
  assert.is(code, 0, output.stderr)
  const [, directory] = /drivers, in (\S+) /.exec(output.stdout)!
  assert.ok(directory!.startsWith(folder))
  assert.not.ok(existsSync(directory!))
})

processes('a reader that goes away early is no failure, and the command still cleans up', async () => {
  const folder = temporaryFolder()
  const child = startCli(folder, ['demo', '--no-serve'], { TMPDIR: folder })
  const output = collect(child)
  child.stdout!.once('data', () => child.stdout!.destroy())
  const [code] = (await once(child, 'close')) as [number | null]
  assert.is(code, 0, output.stderr)
  assert.equal(
    readdirSync(folder).filter((name) => name.startsWith('millrace-demo')),
    [],
  )
})

processes('code of a view runs from the definitions, never from the registry', async () => {
  const directory = temporaryFolder()
  writeFileSync(join(directory, 'feature_store.yaml'), 'project: coded\n')
  const features = `
    import { Entity, FeatureView, Int64, OnDemandFeatureView, PushSource } from 'millrace'
    const driver = new Entity({ name: 'driver', joinKey: 'driver_id', type: Int64 })
    export const stats = new FeatureView({ name: 'stats', entities: [driver], schema: { trips: Int64 }, source: new PushSource({ name: 'stats_push' }) })
    export const coded = new OnDemandFeatureView({
      name: 'coded', sources: [stats], mode: 'rows', schema: { doubled: Int64 },
      transform: ({ trips }) => ({ doubled: trips === null ? null : trips * 2n }),
    })
  `
  writeFileSync(join(directory, 'features.ts'), features)
  const applied = await runHere(directory, ['apply'])
  assert.is(applied.code, 0, applied.stderr)
  assert.not.match(readFileSync(join(directory, 'data/registry.json'), 'utf8'), /=>/)
  const pushed = await runCli(directory, ['push', 'stats_push', '--json'], {
    input: `{"driver_id":1,"trips":4503599627370497,"event_timestamp":"${new Date().toISOString()}"}`,
  })
  assert.is(pushed.code, 0, pushed.stderr)
  const read = await runHere(directory, ['get-online-features', '-f', 'coded:doubled', '-e', 'driver_id=1', '--json'])
  assert.match(read.stdout, /"values":\[9007199254740994\]/)
  writeFileSync(
    join(directory, 'nothing.ts'),
    "import { Entity, Int64 } from 'millrace'\nexport const other = new Entity({ name: 'other', type: Int64 })\n",
  )
  const without = await runHere(directory, [
    '--definitions',
    'nothing.ts',
    'get-online-features',
    '-f',
    'coded:doubled',
    '-e',
    'driver_id=1',
    '--transform',
  ])
  assert.is(without.code, 1)
  assert.match(without.stderr, /^error \[MILLRACE_TRANSFORM_NOT_LOADED\]/m)
})

processes.run()
