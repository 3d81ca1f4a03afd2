import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readRows } from '../../src/cli/read-rows.js'
import { MillraceError, tableFromRows } from '../../src/index.js'
import { JsonColumns } from '../../src/json/json-columns.js'
import { ParquetWasmCodec } from '../../src/node.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const folder = temporaryFolder()

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

async function columns(name: string, content: string): Promise<Record<string, unknown>> {
  const rows = await readRows(file(name, content))
  assert.instance(rows, JsonColumns)
  return Object.fromEntries((rows as JsonColumns).columns)
}

async function refuses(name: string, content: string | Uint8Array, code: string, pattern: RegExp): Promise<void> {
  try {
    await readRows(file(name, content))
  } catch (error) {
    assert.instance(error, MillraceError)
    assert.is((error as MillraceError).code, code)
    assert.match((error as MillraceError).message, pattern)
    return
  }
  assert.unreachable(name)
}

test('JSON: a list of rows, one row, or columns', async () => {
  const wanted = { a: [1, 2], b: [null, 'x'] }
  assert.equal(await columns('rows.json', '[{"a":1},{"a":2,"b":"x"}]'), wanted)
  assert.equal(await columns('columns.json', '{"a":[1,2],"b":[null,"x"]}'), wanted)
  assert.equal(await columns('row.json', '{"a":12345678901234567890,"list":[1]}'), {
    a: [12345678901234567890n],
    list: [[1]],
  })
  assert.equal(await columns('none.json', '[]'), {})
})

test('NDJSON by its name or by its lines', async () => {
  const wanted = { a: [1, 2], b: [null, 'x'] }
  assert.equal(await columns('rows.ndjson', '{"a":1}\n\n{"a":2,"b":"x"}\n'), wanted)
  assert.equal(await columns('rows.txt', '{"a":1}\r\n{"a":2,"b":"x"}\r\n'), wanted)
  assert.equal(await columns('one.jsonl', '{"a":[1]}'), { a: [[1]] })
})

test('Parquet by its content', async () => {
  const table = tableFromRows({ a: 'int64' }, [{ a: 2n ** 60n }])
  const read = await readRows(file('rows', await new ParquetWasmCodec().write(table)))
  assert.ok('numRows' in read && read.numRows === 1)
})

test('what is none of these is a typed error that names the place', async () => {
  await refuses('a.json', '{"a":1', 'MILLRACE_INVALID_ARGUMENT', /not JSON/)
  await refuses('b.json', '[1]', 'MILLRACE_INVALID_VALUE', /b\.json, row 0 must be an object of fields: 1$/)
  await refuses('c.ndjson', '{"a":1}\n{"a":', 'MILLRACE_INVALID_ARGUMENT', /c\.ndjson, line 2: .*not JSON/)
  await refuses('d.txt', '{"a":1}\nnope', 'MILLRACE_INVALID_ARGUMENT', /d\.txt, line 2/)
  await refuses('e.ndjson', '{"a":1}\n[]', 'MILLRACE_INVALID_VALUE', /line 2 must be an object/)
  await refuses('f.json', Uint8Array.of(0x22, 0xff, 0x22), 'MILLRACE_INVALID_VALUE', /neither/)
  await refuses('g.parquet', 'PAR1 and then nothing', 'MILLRACE_PARQUET_CORRUPT', /g\.parquet/)
  await refuses('h.json', '', 'MILLRACE_INVALID_ARGUMENT', /not JSON/)
})

test('the keys __proto__ and constructor are columns like others', async () => {
  const rows = (await readRows(file('proto.json', '[{"__proto__":1,"constructor":2}]'))) as JsonColumns
  assert.equal(
    [...rows.columns],
    [
      ['__proto__', [1]],
      ['constructor', [2]],
    ],
  )
})

test.run()
