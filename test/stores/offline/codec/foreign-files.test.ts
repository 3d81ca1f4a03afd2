// Parquet that others wrote: DuckDB in every type and compression, and the real files of ../shared where they are there.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { rowsFromTable } from '../../../../src/arrow/table-from-rows.js'
import { bytesSource } from '../../../../src/stores/offline/codec/byte-source.js'
import { ParquetWasmCodec } from '../../../../src/stores/offline/codec/parquet-wasm-codec.js'
import type { OutputRow } from '../../../../src/types.js'

const codec = new ParquetWasmCodec()
const duckdb = await (await DuckDBInstance.create(':memory:')).connect()
const folder = mkdtempSync(join(tmpdir(), 'millrace-foreign-'))

test.after(() => rmSync(folder, { recursive: true }))

async function duckdbFile(query: string, options = ''): Promise<Uint8Array> {
  const path = join(folder, `${Math.random().toString(36).slice(2)}.parquet`)
  await duckdb.run(`copy (${query}) to '${path}' (format parquet${options})`)
  return readFileSync(path)
}

async function read(bytes: Uint8Array, columns?: readonly string[]): Promise<OutputRow[]> {
  const source = bytesSource('foreign.parquet', bytes)
  return rowsFromTable(await codec.read(source, await codec.readMetadata(source), columns ? { columns } : {}))
}

/** DuckDB expressions, and what one row of each is here. */
const scalars: Readonly<Record<string, OutputRow[string]>> = {
  '(-7)::tinyint': -7,
  '(-700)::smallint': -700,
  '(-70000)::integer': -70000,
  '(-7000000000)::bigint': -7_000_000_000n,
  '200::utinyint': 200,
  '60000::usmallint': 60000,
  '4000000000::uinteger': 4_000_000_000n,
  '9000000000000000000::ubigint': 9_000_000_000_000_000_000n,
  '0.1::float': Math.fround(0.1),
  '0.1::double': 0.1,
  true: true,
  "'naïve 日本'": 'naïve 日本',
  '\'{"a": 1}\'::json': '{"a": 1}',
  "'b'::enum('a', 'b')": 'b',
  "'\\x00\\xFF'::blob": Uint8Array.of(0, 255),
  "'2024-02-29'::date": 1_709_164_800_000_000n,
  "'1969-12-31'::date": -86_400_000_000n,
  "'2024-01-01 00:00:01'::timestamp_s": 1_704_067_201_000_000n,
  "'2024-01-01 00:00:00.001'::timestamp_ms": 1_704_067_200_001_000n,
  "'2024-01-01 00:00:00.000001'::timestamp": 1_704_067_200_000_001n,
  "'2024-01-01 00:00:00.000001999'::timestamp_ns": 1_704_067_200_000_001n,
  "'1969-12-31 23:59:59.999999999'::timestamp_ns": -1n,
  "'2024-01-01 02:00:00+02'::timestamptz": 1_704_067_200_000_000n,
  '[1, 2, 3]::bigint[]': [1n, 2n, 3n],
  '[0.5]::float[]': [0.5],
  "['a', '']": ['a', ''],
  '[1.5, 2.5]::float[2]': [1.5, 2.5],
  '[true, false]': [true, false],
  '[]::integer[]': [],
  'null::integer[]': null,
  "'00112233-4455-6677-8899-aabbccddeeff'::uuid": Uint8Array.from([
    0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff,
  ]),
  "['2024-01-01']::timestamp[]": [1_704_067_200_000_000n],
}

for (const [expression, value] of Object.entries(scalars)) {
  test(`DuckDB's ${expression}`, async () => {
    assert.equal(await read(await duckdbFile(`select ${expression} as x`)), [{ x: value }])
  })
}

for (const compression of ['uncompressed', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4', 'lz4_raw']) {
  for (const version of ['V1', 'V2']) {
    test(`DuckDB's files compressed with ${compression}, ${version}`, async () => {
      const query = `select i as id, i % 7 as small, 'text ' || (i % 100) as text, case when i % 3 = 0 then null else i / 3 end as x,
        [i, i + 1] as list from range(20000) t(i)`
      const bytes = await duckdbFile(
        query,
        `, compression ${compression}, parquet_version ${version}, row_group_size 6000`,
      )
      const rows = await read(bytes)
      assert.is(rows.length, 20000)
      rows.forEach((row, i) => {
        assert.is(row.id, BigInt(i))
        assert.is(row.text, `text ${i % 100}`)
        assert.is(row.x, i % 3 === 0 ? null : i / 3)
        assert.equal(row.list, [BigInt(i), BigInt(i + 1)])
      })
    })
  }
}

const unsupported = [
  '1.5::decimal(9, 2)',
  "{'a': 1}",
  "map {'a': 1}",
  '[[1]]',
  "[{'a': 1}]",
  "'12:00:00'::time",
  "interval '1 day'",
]

for (const expression of unsupported) {
  test(`a column of ${expression} is an error only where it is wanted`, async () => {
    const bytes = await duckdbFile(`select 1::bigint as first, ${expression} as odd, 'z' as last`)
    assert.equal(await read(bytes, ['last', 'first']), [{ last: 'z', first: 1n }])
    try {
      await read(bytes, ['odd'])
      assert.unreachable()
    } catch (error) {
      assert.is((error as { code: string }).code, 'MILLRACE_UNSUPPORTED_TYPE')
      assert.match((error as Error).message, /'odd'/)
    }
    const { columns } = await codec.readMetadata(bytesSource('x', bytes))
    assert.equal(
      columns.map(({ type }) => type),
      ['int64', null, 'string'],
    )
  })
}

test('values that do not fit are typed errors', async () => {
  const code = async (expression: string) =>
    read(await duckdbFile(`select ${expression} as x`)).then(
      () => 'no error',
      (error: { code: string }) => error.code,
    )
  assert.is(await code('18446744073709551615::ubigint'), 'MILLRACE_VALUE_OUT_OF_RANGE')
  assert.is(await code('[1, null]::bigint[]'), 'MILLRACE_UNSUPPORTED_TYPE')
})

test('a column named __proto__ is one like any other', async () => {
  const rows = await read(await duckdbFile('select 1::integer as "__proto__", 2::integer as constructor'))
  assert.equal(Object.entries(rows[0]!), [
    ['__proto__', 1],
    ['constructor', 2],
  ])
})

const shared = new URL('../../../../../shared/', import.meta.url)
const files = [
  'feast/golden/data/cust.parquet',
  'feast/golden/data/driver_stats.parquet',
  'data/credit-score/loan_table.parquet',
  'data/credit-score/zipcode_table.parquet',
]

for (const file of files) {
  const path = new URL(file, shared)
  if (!existsSync(path)) console.log(`# ${file} is not here: not read`)
  else
    test(`${file} reads as DuckDB reads it`, async () => {
      const rows = await read(readFileSync(path))
      const { columns } = await codec.readMetadata(bytesSource(file, readFileSync(path)))
      const selected = columns.map(({ name, type }) => {
        if (type === 'timestamp') return `epoch_us("${name}") as "${name}"`
        return type === 'float32' ? `"${name}"::double as "${name}"` : `"${name}"`
      })
      const result = await duckdb.runAndReadAll(`select ${selected.join(', ')} from '${path.pathname}'`)
      const expected = result.getRowObjects()
      assert.is(rows.length, expected.length)
      for (const [index, row] of rows.entries()) {
        for (const { name, type } of columns) {
          const theirs = expected[index]![name]
          const list = theirs as { items?: unknown } | null
          const value = type?.startsWith('array<') && list !== null ? list?.items : theirs
          assert.equal(row[name], value, `row ${index}, ${name}`)
        }
      }
    })
}

test.run()
