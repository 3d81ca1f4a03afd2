import { test } from 'uvu'
import { ParquetWasmCodec } from '../../../src/stores/offline/codec/parquet-wasm-codec.js'
import { MemoryOfflineStore } from '../../../src/stores/offline/memory-offline-store.js'
import { assertCode, assertSame } from '../../../src/testing/assertion.js'
import { readFiles, sampleRows } from '../../../src/testing/offline-store-suite/sample-rows.js'
import { offlineStoreSuite } from '../../../src/testing/offline-store-suite.js'

offlineStoreSuite({ test, makeStore: (files) => new MemoryOfflineStore({ files }) })

test('files may be Parquet bytes, which take a codec', async () => {
  const codec = new ParquetWasmCodec()
  const files = { 'rows.parquet': await codec.write(sampleRows([1, 10, 0], [2, 20, 5])) }
  const location = { path: 'rows.parquet', timestampField: 'event_timestamp' }
  const store = new MemoryOfflineStore({ files, codec })
  await store.open()
  assertSame(
    (await readFiles(store, location, { columns: ['value'] })).map(({ value }) => value),
    [10n, 20n],
    'values',
  )
  assertSame(
    { ...(await store.describeFile(location)) },
    { id: 'int64', value: 'int64', event_timestamp: 'timestamp' },
    'schema',
  )
  const bare = new MemoryOfflineStore({ files })
  await bare.open()
  await assertCode(() => readFiles(bare, location), 'MILLRACE_INVALID_ARGUMENT', 'no codec')
})

test.run()
