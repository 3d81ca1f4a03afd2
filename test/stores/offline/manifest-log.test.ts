import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import { nodeFileSystem } from '../../../src/stores/node-file-system.js'
import { decodeManifest, emptyManifest, encodeManifest, type Manifest } from '../../../src/stores/offline/manifest.js'
import { ManifestLog } from '../../../src/stores/offline/manifest-log.js'
import { ParquetDatasetStore } from '../../../src/stores/offline/parquet-dataset-store.js'
import { claimToken, releaseToken } from '../../../src/stores/writer-token.js'
import { assertCode, assertSame } from '../../../src/testing/assertion.js'
import { readAll, sampleRows, sampleView } from '../../../src/testing/offline-store-suite/sample-rows.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const adding = (transaction: string) => (manifest: Manifest) => ({
  ...manifest,
  transactions: [...manifest.transactions, transaction],
})

test('changes at the same time are all made', async () => {
  const folder = temporaryFolder()
  const logs = Array.from({ length: 4 }, () => new ManifestLog(nodeFileSystem, folder))
  const names = Array.from({ length: 24 }, (_, index) => `t${index}`)
  await Promise.all(names.map((name, index) => logs[index % 4]!.update(adding(name))))
  const { generation, transactions } = await logs[0]!.load()
  assertSame([generation, [...transactions].sort()], [24, [...names].sort()], 'transactions')
})

test('a change that gives null changes nothing', async () => {
  const folder = temporaryFolder()
  const log = new ManifestLog(nodeFileSystem, folder)
  assertSame(await log.update(() => null), false, 'not changed')
  assertSame(readdirSync(folder), [], 'files')
  assertSame(await log.load(), emptyManifest, 'the empty manifest')
})

test('a writer that slept while its number was used and removed makes its change again', async () => {
  const folder = temporaryFolder()
  const log = new ManifestLog(nodeFileSystem, folder)
  let isFirst = true
  const slow = new ManifestLog(
    {
      ...nodeFileSystem,
      // Between reading the manifest and linking the next one, others write more than are kept.
      link: async (path, name) => {
        if (isFirst) {
          isFirst = false
          for (let index = 0; index < 12; index++) await log.update(adding(`other ${index}`))
        }
        return nodeFileSystem.link(path, name)
      },
    },
    folder,
  )
  assertSame(await slow.update(adding('slow')), true, 'changed')
  const { generation, transactions } = await log.load()
  assertSame([generation, transactions.length, transactions.at(-1)], [13, 13, 'slow'], 'all changes')
  assertSame(
    readdirSync(folder).some((name) => name.includes('000000000001')),
    false,
    'the stale manifest is gone',
  )
})

test('a manifest says what was written', () => {
  const schema = Object.assign(Object.create(null), { id: 'int64', vector: 'array<float32>', at: 'timestamp' })
  const manifest: Manifest = {
    generation: 7,
    nextPart: 3,
    transactions: ['a', 'naïve "b"'],
    parts: [
      {
        path: 'date=2024-01-01/part-000002-abc-1-2.parquet',
        rows: 3,
        bytes: 900,
        min: -5n,
        max: 9_007_199_254_740_993n,
        sorted: false,
        schema: '0123456789abcdef',
        blocks: 'fedcba9876543210',
      },
    ],
    schemas: new Map([['0123456789abcdef', schema]]),
  }
  assertSame(decodeManifest('m', encodeManifest(manifest)), manifest, 'decoded')
})

test('hostile manifests are typed errors', async () => {
  const good = encodeManifest(emptyManifest)
  const change = (from: string, to: string) =>
    new TextEncoder().encode(new TextDecoder().decode(good).replace(from, to))
  const wrong = [
    new Uint8Array(0),
    Uint8Array.of(0xff, 0xfe),
    change('"parts":[]', '"parts":[1]'),
    good.slice(1),
    change('\n', '\n\n'),
  ]
  for (const bytes of wrong) await assertCode(() => decodeManifest('m', bytes), 'MILLRACE_DATASET_CORRUPT', `${bytes}`)
  const outside = { ...emptyManifest, parts: [{ path: '../../../etc/passwd' }] } as unknown as Manifest
  await assertCode(() => decodeManifest('m', encodeManifest(outside)), 'MILLRACE_DATASET_CORRUPT', 'a path outside')
})

test('opening removes what dead writers left, and nothing that may still be written', async () => {
  const root = temporaryFolder()
  const table = sampleView()
  const first = new ParquetDatasetStore(root)
  await first.open()
  await first.append([{ table, rows: sampleRows([1, 1, 0]) }])
  await first.close()
  const mine = claimToken()
  const [machine] = mine.split('-')
  const random = '0123456789abcdef'
  const alive = `${machine}-${process.ppid}-${random}`
  const dead = `${machine}-99999999-${random}`
  const elsewhere = `ffffff-99999999-${random}`
  const released = claimToken()
  releaseToken(released)
  const folder = join(root, 'shop/stats')
  for (const token of [mine, alive, dead, elsewhere, released]) {
    mkdirSync(join(folder, 'date=2024-02-02'), { recursive: true })
    writeFileSync(join(folder, `tmp-${token}`), '')
    writeFileSync(join(folder, 'date=2024-02-02', `tmp-${token}`), '')
    writeFileSync(join(folder, 'date=2024-02-02', `part-000009-${token}.parquet`), '')
  }
  writeFileSync(join(folder, 'notes.txt'), '')
  mkdirSync(join(folder, 'date=2024-03-03'))
  const store = new ParquetDatasetStore(root)
  await store.open()
  const left = [mine, alive, elsewhere].sort()
  assertSame(
    readdirSync(folder).sort(),
    [
      ...left.map((token) => `tmp-${token}`),
      'date=2024-01-01',
      'date=2024-02-02',
      'manifest-000000000001.json',
      'notes.txt',
    ].sort(),
    'in the folder',
  )
  assertSame(
    readdirSync(join(folder, 'date=2024-02-02')).sort(),
    left.flatMap((token) => [`part-000009-${token}.parquet`, `tmp-${token}`]).sort(),
    'in a day',
  )
  assertSame((await readAll(store, table)).length, 1, 'rows')
  await store.close()
  releaseToken(mine)
})

test('a part that another process compacted away says to read again', async () => {
  const root = temporaryFolder()
  const table = sampleView()
  const [reader, other] = [new ParquetDatasetStore(root), new ParquetDatasetStore(root)]
  await reader.open()
  await other.open()
  for (const id of [1, 2, 3]) await other.append([{ table, rows: sampleRows([id, id, 0]) }])
  const chunks = reader.read(table)[Symbol.asyncIterator]()
  await chunks.next()
  await other.compact(table)
  const error = await assertCode(() => chunks.next(), 'MILLRACE_STORE_UNAVAILABLE', 'the next chunk')
  assertSame(error.message.includes('read it again'), true, error.message)
  assertSame((await readAll(reader, table)).length, 3, 'read again')
  await reader.close()
  await other.close()
})

test.run()
