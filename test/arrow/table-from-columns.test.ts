import * as arrow from 'apache-arrow'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { columnFromValues } from '../../src/arrow/column-from-values.js'
import { columnsFromTable, tableFromColumns } from '../../src/arrow/table-from-columns.js'
import { valuesOf } from '../../src/arrow/value-at.js'
import { MillraceError } from '../../src/errors.js'
import { dataTypes } from '../../src/types.js'

function code(operation: () => unknown): string {
  try {
    operation()
  } catch (error) {
    if (error instanceof MillraceError) return error.code
    throw error
  }
  return 'no error'
}

test('columns become one nullable batch, in order, from a Map or an object', () => {
  const a = columnFromValues('int64', [1, null], 'a')
  const b = columnFromValues('array<string>', [['x'], []], 'b')
  for (const columns of [new Map(Object.entries({ b, a })), { b, a }]) {
    const table = tableFromColumns(columns, 2)
    assert.is(table.batches.length, 1)
    assert.is(table.numRows, 2)
    assert.equal(
      table.schema.fields.map((field) => `${field.name} ${field.type} ${field.nullable}`),
      ['b List<Utf8> true', 'a Int64 true'],
    )
    assert.equal(valuesOf(columnsFromTable(table).get('a')!), [1n, null])
    assert.equal(valuesOf(columnsFromTable(table).get('b')!), [['x'], []])
  }
})

test('every type keeps its values through IPC and its own column', () => {
  const samples = {
    bool: true,
    int32: 1,
    int64: 2n,
    float32: 0.5,
    float64: -0,
    string: 'é',
    bytes: Uint8Array.of(1),
    timestamp: 9n,
  }
  for (const type of dataTypes) {
    const item = type.startsWith('array<') ? type.slice(6, -1) : type
    const sample = samples[item as keyof typeof samples]
    const value = item === type ? sample : [sample, sample]
    const table = tableFromColumns({ x: columnFromValues(type, [value, null], 'x') }, 2)
    const back = columnsFromTable(arrow.tableFromIPC(arrow.tableToIPC(table))).get('x')!
    assert.is(back.type, type)
    assert.equal(valuesOf(back), [value, null])
  }
})

test('a table may have rows without columns, and columns without rows', () => {
  assert.is(tableFromColumns({}, 3).numRows, 3)
  const empty = tableFromColumns({ x: columnFromValues('string', [], 'x') }, 0)
  assert.is(empty.numRows, 0)
  assert.is(columnsFromTable(empty).get('x')!.type, 'string')
  const schema = new arrow.Schema([new arrow.Field('x', new arrow.Int32(), true)])
  assert.is(columnsFromTable(new arrow.Table(schema)).get('x')!.length, 0)
})

test('several batches are joined', () => {
  const table = tableFromColumns({ x: columnFromValues('int32', [1, 2, 3], 'x') }, 3)
  const joined = table.slice(2).concat(table.slice(0, 2))
  assert.is(joined.batches.length, 2)
  assert.equal(valuesOf(columnsFromTable(joined).get('x')!), [3, 1, 2])
})

test('ragged columns and repeated names are errors', () => {
  const x = columnFromValues('int32', [1], 'x')
  assert.is(
    code(() => tableFromColumns({ x }, 2)),
    'MILLRACE_RAGGED_COLUMNS',
  )
  const field = new arrow.Field('x', new arrow.Int32(), true)
  const data = arrow.makeData({ type: new arrow.Int32(), data: Int32Array.of(1) })
  const struct = arrow.makeData({
    type: new arrow.Struct([field, field]),
    children: [data, data],
    length: 1,
    nullCount: 0,
  })
  const table = new arrow.Table(new arrow.RecordBatch(new arrow.Schema([field, field]), struct))
  assert.is(
    code(() => columnsFromTable(table)),
    'MILLRACE_DUPLICATE_NAME',
  )
})

test.run()
