import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import { LoadersGlCodec } from '../../../../src/stores/offline/codec/loaders-gl-codec.js'
import { ParquetWasmCodec } from '../../../../src/stores/offline/codec/parquet-wasm-codec.js'
import { assertCode, assertSame } from '../../../../src/testing/assertion.js'
import { readBytes, sampleTable } from '../../../../src/testing/parquet-codec-suite/sample-table.js'
import { parquetCodecSuite } from '../../../../src/testing/parquet-codec-suite.js'
import { tableBits } from '../../../../src/testing/random-table.js'

const codec = new LoadersGlCodec()
const other = new ParquetWasmCodec()
parquetCodecSuite({
  test,
  makeCodec: () => codec,
  makeFile: (table, options) => other.write(table, options),
  damagedFiles: 100,
})

test('its files are read by parquet-wasm, and the other way round', async () => {
  const table = sampleTable(40)
  assertSame(tableBits(await readBytes(other, await codec.write(table))), tableBits(table), 'parquet-wasm')
  assertSame(tableBits(await readBytes(codec, await other.write(table))), tableBits(table), 'loaders.gl')
})

test('a package that is not installed is a typed error that says what to install', async () => {
  const lost = new LoadersGlCodec({ from: join(tmpdir(), 'nowhere', 'module.js') })
  const error = await assertCode(() => lost.write(sampleTable(1)), 'MILLRACE_PACKAGE_NOT_FOUND', 'not installed')
  assertSame(error.message.includes('npm install @loaders.gl/parquet'), true, error.message)
})

test('after a close the next call starts anew', async () => {
  await codec.close()
  const table = sampleTable(3)
  assertSame(tableBits(await readBytes(codec, await codec.write(table))), tableBits(table), 'read back')
})

test.run()
