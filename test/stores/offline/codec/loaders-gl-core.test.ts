// The codecs' loaders and writers, in the hands of @loaders.gl/core itself.
import { readFileSync } from 'node:fs'
import { _unregisterLoaders, encode, encodeSync, parse, parseSync, registerLoaders } from '@loaders.gl/core'
import type { Table } from 'apache-arrow'
import { test } from 'uvu'
import { LoadersGlCodec } from '../../../../src/stores/offline/codec/loaders-gl-codec.js'
import { ParquetWasmCodec } from '../../../../src/stores/offline/codec/parquet-wasm-codec.js'
import { assertCode, assertSame } from '../../../../src/testing/assertion.js'
import { sampleTable } from '../../../../src/testing/parquet-codec-suite/sample-table.js'
import { tableBits } from '../../../../src/testing/random-table.js'

const wasm = new ParquetWasmCodec()
const loadersGl = new LoadersGlCodec()
const table = sampleTable(12)

for (const codec of [wasm, loadersGl]) {
  test(`encode and parse take ${codec.loader.name}`, async () => {
    const buffer: ArrayBuffer = await encode(table, codec.writer, {})
    const parsed: Table = await parse(buffer, codec.loader)
    assertSame(tableBits(parsed), tableBits(table), 'parsed')
    const options = { parquet: { columns: ['string'] } }
    const some: Table = await parse(buffer, codec.loader, options)
    assertSame(
      some.schema.fields.map(({ name }) => name),
      ['string'],
      'columns',
    )
  })

  test(`parse finds ${codec.loader.name} among registered loaders`, async () => {
    registerLoaders([codec.loader])
    try {
      const buffer = await encode(table, codec.writer, {})
      const parsed = (await parse(buffer)) as Table
      assertSame(tableBits(parsed), tableBits(table), 'parsed')
    } finally {
      _unregisterLoaders()
    }
  })

  test(`errors of ${codec.loader.name} come through as they are`, async () => {
    await assertCode(() => parse(new ArrayBuffer(64), codec.loader), 'MILLRACE_PARQUET_CORRUPT', 'zeros')
  })
}

test('encodeSync and parseSync take the wasm codec once it is loaded', async () => {
  await wasm.load()
  const buffer: ArrayBuffer = encodeSync(table, wasm.writer, {})
  const parsed: Table = parseSync(buffer, wasm.loader)
  assertSame(tableBits(parsed), tableBits(table), 'parsed')
})

test('the codecs say the versions of the libraries they stand on', () => {
  const version = (name: string) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version
  assertSame(
    [wasm.loader.version, wasm.writer.version],
    [version('parquet-wasm'), version('parquet-wasm')],
    'parquet-wasm',
  )
  assertSame(loadersGl.loader.version, version('@loaders.gl/parquet'), '@loaders.gl/parquet')
})

test('parseSync before load says what to do', async () => {
  const buffer = await wasm.writer.encode(table)
  const error = await assertCode(
    () => parseSync(buffer, new ParquetWasmCodec().loader),
    'MILLRACE_INVALID_ARGUMENT',
    'not loaded',
  )
  assertSame(error.message.includes('load()'), true, error.message)
})

test.run()
