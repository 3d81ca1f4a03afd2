import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { columnsFromTable } from '../../../src/arrow/table-from-columns.js'
import { tableFromRows } from '../../../src/arrow/table-from-rows.js'
import { valuesOf } from '../../../src/arrow/value-at.js'
import { WasmBackend } from '../../../src/backends/wasm/wasm-backend.js'
import { MillraceError } from '../../../src/errors.js'
import { parseExpression } from '../../../src/expr/parse.js'
import { PackedRowCodec } from '../../../src/stores/online/packed-row-codec.js'
import { edgeValues } from '../../../src/testing/online-store-samples.js'
import { dataTypes, type OutputRow, type Schema } from '../../../src/types.js'
import { loadKernels } from '../../../src/wasm/load.js'

const schema = Object.fromEntries(dataTypes.map((type) => [type, type])) as Schema
const backend = new WasmBackend()

/** Rows whose values, and nulls, are other ones in each. */
function sampleRows(count: number, nulls: boolean): OutputRow[] {
  return Array.from({ length: count }, (_, row) => {
    const values = dataTypes.map((type, place) => {
      const edges = edgeValues.get(type)!.filter((value) => value !== null)
      return [type, nulls && (row + place) % 3 === 0 ? null : edges[(row * 7 + place) % edges.length]]
    })
    return Object.fromEntries(values)
  })
}

function codeOf(run: () => unknown): string | undefined {
  try {
    run()
  } catch (error) {
    if (error instanceof MillraceError) return error.code
    throw error
  }
  return undefined
}

for (const nulls of [false, true])
  for (const count of [0, 1, 2, 63, 64, 65, 129, 1000])
    test(`${count} rows ${nulls ? 'with' : 'without'} nulls, in frames and objects`, () => {
      const codec = new PackedRowCodec(schema)
      const table = tableFromRows(schema, sampleRows(count, nulls))
      const expected = [...columnsFromTable(table)].map(([name, column]) => [name, column.type, valuesOf(column)])
      const packed = codec.pack(table)
      // The first read keeps its scratch memory.
      const rows = codec.rows(packed)
      const before = loadKernels().arena.blocksInUse
      const frame = codec.frame(backend, packed)
      const columns = columnsFromTable(backend.toArrow(frame))
      assert.equal(
        [...columns].map(([name, column]) => [name, column.type, valuesOf(column)]),
        expected,
      )
      backend.release(frame)
      assert.is(loadKernels().arena.blocksInUse, before, 'what was taken is given back')
      assert.equal(
        expected.map(([name, type]) => [name, type, rows.map((row) => row[name as string])]),
        expected,
      )
    })

test('a frame is computed with where it is', () => {
  const codec = new PackedRowCodec({ rate: 'float64', trips: 'int64' })
  const packed = codec.pack(tableFromRows(codec.schema, [{ rate: 0.5, trips: 12 }, { trips: 1 }]))
  const frame = backend.withColumns(codec.frame(backend, packed), { score: parseExpression('rate * trips') })
  assert.equal(valuesOf(columnsFromTable(backend.toArrow(frame)).get('score')!), [6, null])
})

test('columns share their memory: one outlives its frame, and the last gives it back', () => {
  const codec = new PackedRowCodec({ a: 'float64', b: 'int32', c: 'bool' })
  const given = Array.from({ length: 70 }, (_, row) => ({
    a: row / 2,
    b: row % 3 === 0 ? null : row,
    c: row % 2 === 0,
  }))
  const packed = codec.pack(tableFromRows(codec.schema, given))
  codec.rows(packed)
  const { arena } = loadKernels()
  const before = [arena.blocksInUse, arena.bytesInUse]
  const frame = codec.frame(backend, packed)
  assert.is(arena.blocksInUse, before[0]! + 1)
  const kept = backend.select(frame, ['b'])
  backend.release(frame)
  // What is taken now would lie where the frame was, if that had been given back.
  const other = codec.frame(
    backend,
    codec.pack(tableFromRows(codec.schema, new Array(70).fill({ a: 7, b: 7, c: true }))),
  )
  assert.equal(
    valuesOf(columnsFromTable(backend.toArrow(kept)).get('b')!),
    given.map(({ b }) => b),
  )
  for (const each of [kept, other]) backend.release(each)
  assert.equal([arena.blocksInUse, arena.bytesInUse], before)
})

test('rows without a column of fixed width leave nothing behind', () => {
  const { arena } = loadKernels()
  for (const schema of [{}, { s: 'string' }] as const) {
    const codec = new PackedRowCodec(schema)
    const packed = codec.pack(tableFromRows(codec.schema, [{}, {}]))
    codec.rows(packed)
    const before = [arena.blocksInUse, arena.bytesInUse]
    for (let read = 0; read < 3; read++) {
      backend.release(codec.frame(backend, packed))
      codec.rows(packed)
    }
    assert.equal([arena.blocksInUse, arena.bytesInUse], before)
  }
})

test('rows of every number of words, and bitmaps of more than a byte, are found whole; a bit flipped anywhere is seen', () => {
  for (let fields = 0; fields <= 20; fields++) {
    const names = Array.from({ length: fields }, (_, index) => `f${index}`)
    const codec = new PackedRowCodec({
      ...Object.fromEntries(names.map((name) => [name, 'int32' as const])),
      s: 'string',
    })
    const given = Array.from({ length: 9 }, (_, row) => ({
      ...Object.fromEntries(names.map((name, index) => [name, (row + index) % 4 === 0 ? null : row * 100 - index])),
      s: 'x'.repeat(row),
    }))
    const packed = codec.pack(tableFromRows(codec.schema, given))
    assert.equal(codec.rows(packed), given)
    const row = packed[fields % 9]!
    for (let byte = 0; byte < row.length; byte++) {
      row[byte]! ^= 1 << (byte & 7)
      assert.is(
        codeOf(() => codec.rows(packed)),
        'MILLRACE_ROW_CORRUPT',
      )
      row[byte]! ^= 1 << (byte & 7)
    }
    assert.equal(codec.rows(packed), given)
  }
})

test('rows of any length one after the other, and more than are kept', () => {
  const codec = new PackedRowCodec({ text: 'string', flag: 'bool' })
  for (const length of [10, 5_000_000, 100_000, 1]) {
    const given = [
      { text: 'x'.repeat(length), flag: true },
      { text: null, flag: null },
    ]
    assert.equal(codec.rows(codec.pack(tableFromRows(codec.schema, given))), given)
  }
})

test('damaged rows, rows of other fields and what is no row are refused, and nothing stays taken', () => {
  const codec = new PackedRowCodec({ a: 'int64', s: 'string' })
  const [whole] = codec.pack(tableFromRows(codec.schema, [{ a: 1, s: 'text' }])) as [Uint8Array]
  const flipped = whole.slice()
  flipped[41]! ^= 1
  const [other] = new PackedRowCodec({ a: 'int32', s: 'string' }).pack(tableFromRows({ a: 'int32', s: 'string' }, [{}]))
  const wrong: readonly (readonly [unknown, string])[] = [
    [flipped, 'MILLRACE_ROW_CORRUPT'],
    [whole.slice(0, 40), 'MILLRACE_ROW_CORRUPT'],
    [whole.slice(0, 9), 'MILLRACE_ROW_CORRUPT'],
    [other, 'MILLRACE_SCHEMA_MISMATCH'],
    [undefined, 'MILLRACE_INVALID_ARGUMENT'],
    ['text', 'MILLRACE_INVALID_ARGUMENT'],
  ]
  const before = loadKernels().arena.blocksInUse
  for (const [row, code] of wrong) {
    assert.is(
      codeOf(() => codec.rows([whole, row as Uint8Array])),
      code,
    )
    assert.is(
      codeOf(() => codec.frame(backend, [whole, row as Uint8Array])),
      code,
    )
  }
  assert.is(
    codeOf(() => codec.rows({} as Uint8Array[])),
    'MILLRACE_INVALID_ARGUMENT',
  )
  assert.is(loadKernels().arena.blocksInUse, before)
  assert.is(
    codeOf(() => codec.pack(tableFromRows({ a: 'int64' }, []))),
    'MILLRACE_MISSING_COLUMN',
  )
  assert.is(
    codeOf(() => codec.pack(tableFromRows({ a: 'int32', s: 'string' }, []))),
    'MILLRACE_INVALID_VALUE',
  )
})

test.run()
