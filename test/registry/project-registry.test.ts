import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Entity } from '../../src/definitions/entity.js'
import { OnDemandFeatureView } from '../../src/definitions/on-demand-feature-view.js'
import { MillraceError } from '../../src/errors.js'
import { FileRegistryStore } from '../../src/registry/file-registry-store.js'
import { MemoryRegistryStore } from '../../src/registry/memory-registry-store.js'
import { ProjectRegistry } from '../../src/registry/project-registry.js'
import { driver, stats, trip, zones } from '../definitions/fixtures.js'
import { temporaryFolder } from '../support/temporary-folder.js'

async function codeOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work()
    return 'none'
  } catch (error) {
    if (error instanceof MillraceError) return error.code
    throw error
  }
}

test('what one process applies another reads', async () => {
  const store = new MemoryRegistryStore()
  const writer = await ProjectRegistry.open(store, 'demo')
  assert.is(writer.state.featureViews.size, 0)
  const diff = await writer.apply([driver, stats])
  assert.equal(
    diff.added.map(({ name }) => name),
    ['driver', 'data/driver_stats.parquet', 'stats_push', 'stats'],
  )
  assert.is(writer.state.featureViews.get('stats')?.joinKeys[0]?.name, 'driver_id')
  const reader = await ProjectRegistry.open(store, 'demo')
  await writer.apply([zones])
  assert.equal([...reader.state.featureViews.keys()], ['stats'])
  await reader.refresh()
  assert.equal([...reader.state.featureViews.keys()], ['stats', 'zones'])
  assert.equal([...reader.state.dataSources.keys()], ['data/driver_stats.parquet', 'stats_push', 'zone_files'])
})

test('a plan changes nothing, applying the same again neither', async () => {
  const store = new MemoryRegistryStore()
  const registry = await ProjectRegistry.open(store, 'demo')
  assert.is((await registry.plan([stats])).added.length, 4)
  assert.is(await store.read(), null)
  await registry.apply([stats])
  const { version } = (await store.read())!
  assert.equal((await registry.plan([stats])).added, [])
  await registry.apply([stats])
  assert.is((await store.read())!.version, version)
})

test('changes are made to what the store has, not to what was last seen', async () => {
  const store = new MemoryRegistryStore()
  const [one, other] = [await ProjectRegistry.open(store, 'demo'), await ProjectRegistry.open(store, 'demo')]
  await one.apply([stats])
  await other.apply([zones])
  await one.recordMaterialization('zones', { start: 0n, end: 5n })
  assert.equal([...one.state.featureViews.keys()], ['stats', 'zones'])
  assert.is(one.lastMaterialized('zones'), 5n)
  assert.is(one.lastMaterialized('stats'), undefined)
})

test('a failed apply leaves all as it is', async () => {
  const store = new MemoryRegistryStore()
  const registry = await ProjectRegistry.open(store, 'demo')
  await registry.apply([stats])
  const before = await store.read()
  const clash = new Entity({ name: 'driver', type: 'string' })
  assert.is(await codeOf(() => registry.apply([zones, driver, clash])), 'MILLRACE_DUPLICATE_NAME')
  assert.equal(await store.read(), before)
  assert.equal([...registry.state.featureViews.keys()], ['stats'])
  await registry.apply([zones])
})

test('calls at once in one process wait for each other', async () => {
  const registry = await ProjectRegistry.open(new FileRegistryStore(join(temporaryFolder(), 'r.json')), 'demo')
  const entities = Array.from({ length: 12 }, (_, n) => new Entity({ name: `e${n}`, type: 'int64' }))
  await Promise.all([
    ...entities.map((entity) => registry.apply([entity])),
    ...entities.map((_, n) => registry.recordMaterialization('v', { start: BigInt(n * 10), end: BigInt(n * 10 + 1) })),
  ])
  assert.is(registry.state.entities.size, 12)
  assert.is(registry.state.materializations.get('v')?.length, 12)
})

test('functions come with the definitions, at open and at apply', async () => {
  const store = new MemoryRegistryStore()
  const rows = new OnDemandFeatureView({
    name: 'rows',
    mode: 'rows',
    sources: [stats, trip],
    schema: { out: 'float64' },
    transform: (row) => ({ out: row.distance_km }),
  })
  const fnOf = (registry: ProjectRegistry) => {
    const transformation = registry.state.featureViews.get('rows')?.transformation
    return transformation?.mode === 'rows' ? transformation.fn : undefined
  }
  const writer = await ProjectRegistry.open(store, 'demo')
  await writer.apply([rows])
  assert.type(fnOf(writer), 'function')
  await writer.apply([zones])
  assert.type(fnOf(writer), 'function')
  assert.is(fnOf(await ProjectRegistry.open(store, 'demo')), null)
  const later = await ProjectRegistry.open(store, 'demo')
  const before = (await store.read())!.version
  assert.equal((await later.apply([rows])).changed, [])
  assert.type(fnOf(later), 'function')
  assert.is((await store.read())!.version, before)
  const reader = await ProjectRegistry.open(store, 'demo', [rows])
  assert.type(fnOf(reader), 'function')
  await reader.refresh()
  assert.type(fnOf(reader), 'function')
})

test('clearing leaves an empty registry', async () => {
  const store = new MemoryRegistryStore()
  const registry = await ProjectRegistry.open(store, 'demo')
  await registry.apply([stats])
  await registry.recordMaterialization('stats', { start: 0n, end: 1n })
  await registry.clear()
  assert.is(registry.state.featureViews.size + registry.state.entities.size + registry.state.dataSources.size, 0)
  assert.is(registry.lastMaterialized('stats'), undefined)
  assert.is(registry.state.version, 3)
  assert.is((await ProjectRegistry.open(store, 'demo')).state.featureViews.size, 0)
})

test('a registry is of one project', async () => {
  const store = new MemoryRegistryStore()
  await (await ProjectRegistry.open(store, 'demo')).apply([stats])
  assert.is(await codeOf(() => ProjectRegistry.open(store, 'other')), 'MILLRACE_INVALID_CONFIG')
  assert.is(await codeOf(() => ProjectRegistry.open(store, '../x')), 'MILLRACE_INVALID_NAME')
})

test('a damaged file is refused at open', async () => {
  const path = join(temporaryFolder(), 'registry.json')
  writeFileSync(path, '{"format": 1, "project"')
  assert.is(await codeOf(() => ProjectRegistry.open(new FileRegistryStore(path), 'demo')), 'MILLRACE_REGISTRY_CORRUPT')
})

interface Writer {
  readonly child: ChildProcess
  readonly lines: string[]
  readonly ready: Promise<unknown>
}

function startWriter(path: string, prefix: string, count: number): Writer {
  const script = new URL('registry-writer.ts', import.meta.url).pathname
  const child = spawn(process.execPath, ['--import', 'tsx', script, path, prefix, String(count)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines: string[] = []
  let rest = ''
  const ready = new Promise((resolve) => {
    child.stdout!.on('data', (chunk) => {
      const parts = (rest + chunk).split('\n')
      rest = parts.pop()!
      lines.push(...parts)
      resolve(undefined)
    })
  })
  return { child, lines, ready }
}

async function race(path: string, count: number): Promise<readonly Writer[]> {
  const writers = ['a', 'b'].map((prefix) => startWriter(path, prefix, count))
  await Promise.all(writers.map(({ ready }) => ready))
  for (const { child } of writers) child.stdin!.write('go\n')
  return writers
}

test('two processes that apply at the same time lose nothing: of two one is told', async () => {
  const path = join(temporaryFolder(), 'registry.json')
  const writers = await race(path, 50)
  for (const { child } of writers) if (child.exitCode === null) assert.equal(await once(child, 'close'), [0, null])
  const { state } = await ProjectRegistry.open(new FileRegistryStore(path), 'race')
  assert.is(state.entities.size, 100)
  assert.is(state.version, 100)
  for (const prefix of ['a', 'b']) for (let n = 0; n < 50; n++) assert.ok(state.entities.has(`${prefix}${n}`))
  assert.equal(readdirSync(dirname(path)), ['registry.json'])
  console.log(`# ${writers.map(({ lines }) => lines.at(-1)).join(', ')} in a race of 2 x 50`)
})

test('processes killed at any moment leave a whole registry with all that they were told', async () => {
  const path = join(temporaryFolder(), 'registry.json')
  let acknowledged = 0
  for (let round = 0; round < 4; round++) {
    const writers = await race(path, 100_000)
    for (const [index, { child }] of writers.entries()) {
      await new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * 80 * (index + 1)))
      child.kill('SIGKILL')
    }
    for (const { child } of writers)
      if (child.exitCode === null && child.signalCode === null) await once(child, 'close')
    const registry = await ProjectRegistry.open(new FileRegistryStore(path), 'race')
    const told = writers.flatMap(({ lines }) => lines.filter((line) => /^[ab]\d+$/.test(line)))
    for (const name of told) assert.ok(registry.state.entities.has(name), `${name} was acknowledged`)
    acknowledged += told.length
    // A lock that the killed left is taken over.
    await registry.apply([new Entity({ name: `round${round}`, type: 'int64' })])
    await registry.clear()
  }
  assert.equal(readdirSync(dirname(path)), ['registry.json'])
  assert.ok(acknowledged > 0)
  console.log(`# ${acknowledged} applies acknowledged before 8 kills`)
})

test.run()
