// What the page of browser-codec.test.ts runs: Parquet written, read and served from memory, without Node.
import { ParquetWasmCodec } from '../../../../src/stores/offline/codec/parquet-wasm-codec.js'
import { MemoryOfflineStore } from '../../../../src/stores/offline/memory-offline-store.js'
import { readBytes, sampleTable } from '../../../../src/testing/parquet-codec-suite/sample-table.js'
import { tableBits } from '../../../../src/testing/random-table.js'

async function run(): Promise<{ bits: Record<string, readonly string[]>; rows: number }> {
  const codec = new ParquetWasmCodec({ wasmUrl: '/parquet_wasm_bg.wasm' })
  const bytes = await codec.write(sampleTable(50), { rowGroupRows: 20 })
  const store = new MemoryOfflineStore({ files: { 'sample.parquet': bytes }, codec })
  await store.open()
  let rows = 0
  const location = { path: 'sample.parquet', timestampField: 'timestamp' }
  for await (const chunk of store.readFile(location, { columns: ['int64'], start: 0n })) rows += chunk.numRows
  return { bits: tableBits(await readBytes(codec, bytes)), rows }
}

Object.assign(globalThis, { run })
