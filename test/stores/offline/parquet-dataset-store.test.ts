import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { Table } from 'apache-arrow'
import { test } from 'uvu'
import { LoadersGlCodec } from '../../../src/stores/offline/codec/loaders-gl-codec.js'
import type { ParquetCodec } from '../../../src/stores/offline/codec/parquet-codec.js'
import { ParquetWasmCodec } from '../../../src/stores/offline/codec/parquet-wasm-codec.js'
import { ParquetDatasetStore } from '../../../src/stores/offline/parquet-dataset-store.js'
import { assertCode, assertSame } from '../../../src/testing/assertion.js'
import {
  manyRows,
  microsecondsPerHour,
  newYear,
  readAll,
  readFiles,
  sampleRows,
  sampleView,
  valuesOf,
} from '../../../src/testing/offline-store-suite/sample-rows.js'
import { offlineStoreSuite } from '../../../src/testing/offline-store-suite.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const wasm = new ParquetWasmCodec()
const loadersGl = new LoadersGlCodec()
const roots = new WeakMap<ParquetDatasetStore, string>()

function openAt(root: string, codec: ParquetCodec = wasm): ParquetDatasetStore {
  const store = new ParquetDatasetStore(join(root, 'offline'), { codec })
  roots.set(store, root)
  return store
}

async function makeStore(files: ReadonlyMap<string, Table>, codec: ParquetCodec = wasm): Promise<ParquetDatasetStore> {
  const root = temporaryFolder()
  for (const [path, table] of files) writeFileSync(join(root, path), await wasm.write(table, { rowGroupRows: 1_000 }))
  return openAt(root, codec)
}

const rootOf = (store: object) => roots.get(store as ParquetDatasetStore)!
const pathOf = (store: object, path: string) => join(rootOf(store), path)

offlineStoreSuite({ test, makeStore, pathOf, reopen: (store) => openAt(rootOf(store)) })

// The same store over the other codec, with fewer random histories: it is slower.
offlineStoreSuite({
  test,
  makeStore: (files) => makeStore(files, loadersGl),
  pathOf,
  reopen: (store) => openAt(rootOf(store), loadersGl),
  randomHistories: 3,
})

const table = sampleView()

async function withStore(run: (store: ParquetDatasetStore, root: string) => Promise<void>): Promise<void> {
  const store = await makeStore(new Map())
  await store.open()
  try {
    await run(store, rootOf(store))
  } finally {
    await store.close()
  }
}

const below = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()

test('the layout is one folder a day, parts and a manifest, and nothing else', () =>
  withStore(async (store, root) => {
    await store.append([{ table, rows: sampleRows([1, 1, 0], [2, 2, 30], [3, 3, 1]) }])
    const files = below(join(root, 'offline'))
    const [first, second, manifest] = files
    assertSame(files.length, 3, files.join(', '))
    assertSame(/^shop\/stats\/date=2024-01-01\/part-000001-[0-9a-f-]+\.parquet$/.test(first!), true, first!)
    assertSame(/^shop\/stats\/date=2024-01-02\/part-000002-[0-9a-f-]+\.parquet$/.test(second!), true, second!)
    assertSame(manifest, 'shop/stats/manifest-000000000001.json', 'manifest')
    const { manifest: listed } = JSON.parse(readFileSync(join(root, 'offline', manifest!), 'utf8'))
    assertSame(
      listed.parts.map((part: { rows: number; min: string; max: string; sorted: boolean }) => [
        part.rows,
        part.min,
        part.max,
        part.sorted,
      ]),
      [
        [2, String(newYear), String(newYear + microsecondsPerHour), true],
        [1, String(newYear + 30n * microsecondsPerHour), String(newYear + 30n * microsecondsPerHour), true],
      ],
      'rows and ranges',
    )
  }))

test('DuckDB reads the parts, with their days as partitions', () =>
  withStore(async (store, root) => {
    await store.append([{ table, rows: manyRows(0, 5_000, 60) }])
    const duckdb = await (await DuckDBInstance.create(':memory:')).connect()
    const query = `select count(*) as rows, sum(value)::bigint as total, count(distinct date) as days,
      count(*) filter (where event_timestamp::date = date) as in_place
      from read_parquet('${root}/offline/shop/stats/*/*.parquet', hive_partitioning = true)`
    const [row] = (await duckdb.runAndReadAll(query)).getRowObjects()
    assertSame(row, { rows: 5_000n, total: 12_497_500n, days: 4n, in_place: 5_000n }, 'what DuckDB sees')
  }))

test('clear leaves no files', () =>
  withStore(async (store, root) => {
    await store.append([{ table, rows: sampleRows([1, 1, 0], [2, 2, 30]) }])
    await store.clear('shop')
    assertSame(readdirSync(join(root, 'offline')), [], 'files')
  }))

test('compaction joins the parts of a day and leaves no others', () =>
  withStore(async (store, root) => {
    for (let id = 0; id < 30; id++) await store.append([{ table, rows: sampleRows([id, id, id]) }])
    assertSame(below(join(root, 'offline')).filter((path) => path.endsWith('.parquet')).length, 30, 'parts before')
    const before = await valuesOf(store, table)
    await store.compact(table)
    assertSame(below(join(root, 'offline')).filter((path) => path.endsWith('.parquet')).length, 2, 'parts after')
    assertSame(await valuesOf(store, table), before, 'rows')
  }))

test('few manifests stay, however many appends there are', () =>
  withStore(async (store, root) => {
    for (let id = 0; id < 25; id++) await store.append([{ table, rows: sampleRows([id, id, 0]) }])
    const manifests = readdirSync(join(root, 'offline/shop/stats')).filter((name) => name.startsWith('manifest-'))
    assertSame([manifests.length, manifests.at(-1)], [8, 'manifest-000000000025.json'], 'manifests')
  }))

test('a large append is split into parts that are read one row group at a time', () =>
  withStore(async (store, root) => {
    await store.append([{ table, rows: manyRows(0, 1_200_000, 1_000_000) }])
    assertSame(below(join(root, 'offline')).filter((path) => path.endsWith('.parquet')).length, 2, 'parts')
    let rows = 0
    let largest = 0
    for await (const chunk of store.read(table, { columns: ['id'] })) {
      rows += chunk.numRows
      largest = Math.max(largest, chunk.numRows)
    }
    assertSame([rows, largest], [1_200_000, 131_072], 'rows, and those of the largest chunk')
    const late = newYear + microsecondsPerHour + 3_600n
    assertSame(
      (await valuesOf(store, table, 'id', { start: late, columns: ['id'] })).length,
      199_999,
      'rows of a range',
    )
  }))

test('two stores on one folder append without losing anything', async () => {
  const root = temporaryFolder()
  const stores = [openAt(root), openAt(root), openAt(root)]
  for (const store of stores) await store.open()
  await Promise.all(
    Array.from({ length: 30 }, (_, id) => stores[id % 3]!.append([{ table, rows: sampleRows([id, id, 0]) }])),
  )
  for (const store of stores) {
    const seen = (await valuesOf(store, table)) as bigint[]
    assertSame(
      seen.map(Number).sort((a, b) => a - b),
      Array.from({ length: 30 }, (_, id) => id),
      'rows',
    )
    await store.close()
  }
})

test('the same transaction through two stores is taken once', async () => {
  const root = temporaryFolder()
  const stores = [openAt(root), openAt(root)]
  for (const store of stores) await store.open()
  const write = { table, rows: sampleRows([1, 1, 0]) }
  const results = await Promise.all(stores.map((store) => store.append([write], { transaction: 'a' })))
  assertSame(results.flat().filter(({ skipped }) => skipped).length, 1, 'skipped')
  assertSame(await valuesOf(stores[0]!, table), [1n], 'rows')
  assertSame(below(join(root, 'offline')).length, 2, 'files: a part and a manifest')
  for (const store of stores) await store.close()
})

test('a folder of files reads in the order of their paths, without what others left in it', async () => {
  const root = temporaryFolder()
  mkdirSync(join(root, 'rows/b'), { recursive: true })
  for (const [path, value] of [
    ['rows/b/1.parquet', 2],
    ['rows/a.parquet', 1],
    ['rows/c.parquet', 3],
    ['rows/_temporary.parquet', 9],
    ['rows/.x.parquet', 9],
  ] as const)
    writeFileSync(join(root, path), await wasm.write(sampleRows([value, value, 0])))
  writeFileSync(join(root, 'rows/readme.txt'), 'not Parquet')
  const store = openAt(root)
  await store.open()
  const location = { path: join(root, 'rows'), timestampField: 'event_timestamp' }
  assertSame(
    (await readFiles(store, location)).map(({ value }) => value),
    [1n, 2n, 3n],
    'values',
  )
  mkdirSync(join(root, 'nothing'))
  const nothing = { ...location, path: join(root, 'nothing') }
  await assertCode(() => readFiles(store, nothing), 'MILLRACE_FILE_NOT_FOUND', 'a folder without Parquet files')
  await assertCode(() => store.describeFile(nothing), 'MILLRACE_FILE_NOT_FOUND', 'described')
  writeFileSync(join(root, 'cut.parquet'), (await wasm.write(sampleRows([1, 1, 0]))).subarray(0, 300))
  const cut = await assertCode(
    () => readFiles(store, { ...location, path: join(root, 'cut.parquet') }),
    'MILLRACE_PARQUET_CORRUPT',
    'cut off',
  )
  assertSame(cut.message.includes('cut.parquet'), true, cut.message)
  await store.close()
})

test('a part or manifest changed anywhere is a typed error, whatever was changed', () =>
  withStore(async (store, root) => {
    await store.append([{ table, rows: manyRows(0, 400, 20) }])
    const good = await readAll(store, table)
    const folder = join(root, 'offline/shop/stats')
    const files = below(folder)
    let tried = 0
    for (const path of files) {
      const bytes = readFileSync(join(folder, path))
      const step = Math.max(1, Math.floor(bytes.length / 130))
      for (let at = 0; at < bytes.length; at += step) {
        const changed = Buffer.from(bytes)
        changed[at]! ^= 1 << (tried % 8)
        writeFileSync(join(folder, path), changed)
        await assertCode(() => readAll(store, table), 'MILLRACE_DATASET_CORRUPT', `byte ${at} of ${path}`)
        writeFileSync(join(folder, path), bytes.subarray(0, at))
        await assertCode(() => readAll(store, table), 'MILLRACE_DATASET_CORRUPT', `${path} cut at ${at}`)
        tried += 2
      }
      writeFileSync(join(folder, path), bytes)
    }
    assertSame(tried >= 400, true, `${tried} damaged files`)
    assertSame(await readAll(store, table), good, 'rows of the undamaged files')
    console.log(`# ${tried} damaged data sets read, each a typed error`)
  }))

test('a manifest of a newer format, and a part that is gone, are typed errors that say so', () =>
  withStore(async (store, root) => {
    await store.append([{ table, rows: sampleRows([1, 1, 0]) }])
    const [part] = below(join(root, 'offline'))
    const path = join(root, 'offline', part!)
    const bytes = readFileSync(path)
    writeFileSync(path, '')
    await assertCode(() => readAll(store, table), 'MILLRACE_DATASET_CORRUPT', 'an empty part')
    const { rmSync } = await import('node:fs')
    rmSync(path)
    const gone = await assertCode(() => readAll(store, table), 'MILLRACE_DATASET_CORRUPT', 'a part that is gone')
    assertSame(gone.message.includes(path), true, gone.message)
    writeFileSync(path, bytes)
    assertSame((await readAll(store, table)).length, 1, 'rows')
  }))

test.run()
