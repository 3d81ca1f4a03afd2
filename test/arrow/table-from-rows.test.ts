import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { rowsFromTable, tableFromRows } from '../../src/arrow/table-from-rows.js'
import { MillraceError } from '../../src/errors.js'

function failure(operation: () => unknown): MillraceError {
  try {
    operation()
  } catch (error) {
    if (error instanceof MillraceError) return error
    throw error
  }
  throw new Error('no error')
}

test('rows go in and come out with exact values', () => {
  const schema = { id: 'int64', score: 'float32', at: 'timestamp', tags: 'array<string>' } as const
  const table = tableFromRows(schema, [
    { id: 2n ** 63n - 1n, score: 0.5, at: '2024-01-01', tags: ['a'] },
    { score: null, id: 7 },
  ])
  assert.equal(rowsFromTable(table), [
    { id: 2n ** 63n - 1n, score: 0.5, at: 1_704_067_200_000_000n, tags: ['a'] },
    { id: 7n, score: null, at: null, tags: null },
  ])
  assert.equal(Object.keys(rowsFromTable(table)[1]!), ['id', 'score', 'at', 'tags'])
})

test('no rows and no fields', () => {
  assert.equal(rowsFromTable(tableFromRows({ id: 'int64' }, [])), [])
  assert.equal(rowsFromTable(tableFromRows({}, [{}, {}])), [{}, {}])
})

test('rows of few fields and of many have them in order, whatever their names', () => {
  for (const count of [1, 16, 17, 60]) {
    const plain = Array.from({ length: count }, (_, field) => `f${field}`)
    for (const names of [plain, [...plain.slice(1), '__proto__', 'f0']]) {
      const schema = Object.fromEntries(names.map((name) => [name, 'int32'] as const))
      const rows = [3, null, 5].map((value) => Object.fromEntries(names.map((name) => [name, value])))
      const result = rowsFromTable(tableFromRows(schema, rows))
      assert.is(JSON.stringify(result), JSON.stringify(rows))
      for (const row of result) assert.is(Object.getPrototypeOf(row), Object.prototype)
    }
  }
})

test('names of Object.prototype are only names', () => {
  const schema = JSON.parse('{"__proto__": "int32", "constructor": "int32", "toString": "int32"}')
  const row = JSON.parse('{"__proto__": 1, "constructor": 2}')
  const table = tableFromRows(schema, [row, {}])
  assert.equal(
    table.schema.fields.map(({ name }) => name),
    ['__proto__', 'constructor', 'toString'],
  )
  const [first, second] = rowsFromTable(table)
  assert.is(JSON.stringify(first), '{"__proto__":1,"constructor":2,"toString":null}')
  assert.is(JSON.stringify(second), '{"__proto__":null,"constructor":null,"toString":null}')
  assert.is(Object.getPrototypeOf(first), Object.prototype)
  assert.is(({} as { polluted?: unknown }).polluted, undefined)
})

test('inherited fields do not count', () => {
  assert.equal(rowsFromTable(tableFromRows({ id: 'int32' }, [Object.create({ id: 1 })])), [{ id: null }])
})

test('inherited fields do not count among rows that inherit nothing', () => {
  const rows = [{ a: 1, b: 2 }, Object.create({ a: 3 }), Object.assign(Object.create(null), { b: 4 }), []]
  assert.equal(rowsFromTable(tableFromRows({ a: 'int32', b: 'int32' }, rows)), [
    { a: 1, b: 2 },
    { a: null, b: null },
    { a: null, b: 4 },
    { a: null, b: null },
  ])
})

test('fields come in any order, and some of them; one too many is found wherever it is', () => {
  const schema = { a: 'int32', b: 'int32', c: 'int32' } as const
  const names = ['a', 'b', 'c']
  const orders = names.flatMap((first) => names.map((second) => [...new Set([first, second, ...names])]))
  for (const order of orders) {
    for (let count = 0; count <= order.length; count++) {
      const some = order.slice(0, count).map((name) => [name, names.indexOf(name)] as const)
      const expected = Object.fromEntries(names.map((name) => [name, new Map(some).get(name) ?? null]))
      assert.equal(rowsFromTable(tableFromRows(schema, [Object.fromEntries(some)])), [expected])
      for (let at = 0; at <= count; at++) {
        const row = Object.fromEntries([...some.slice(0, at), ['z', 0] as const, ...some.slice(at)])
        assert.match(failure(() => tableFromRows(schema, [{}, row])).message, /^Row 1 .*: z$/)
      }
    }
  }
})

test('a field that is not in the schema is an error that names it, unless it may be ignored', () => {
  const rows = [{ id: 1 }, { id: 1, idd: 2 }]
  const error = failure(() => tableFromRows({ id: 'int32' }, rows))
  assert.is(error.code, 'MILLRACE_FEATURE_NOT_FOUND')
  assert.match(error.message, /^Row 1 .*: idd$/)
  assert.is(tableFromRows({ id: 'int32' }, rows, { extraFields: 'ignore' }).numRows, 2)
})

test('what is not a row is an error', () => {
  for (const row of [null, undefined, 1, 'a']) {
    const error = failure(() => tableFromRows({ id: 'int32' }, [{}, row as never]))
    assert.is(error.code, 'MILLRACE_INVALID_VALUE')
    assert.match(error.message, /^Row 1 must be an object/)
  }
  assert.is(failure(() => tableFromRows({ id: 'int32' }, new Array(1))).code, 'MILLRACE_INVALID_VALUE')
})

test('a value of another type names field and row', () => {
  const error = failure(() => tableFromRows({ id: 'int32' }, [{ id: 1 }, { id: 'x' }]))
  assert.equal({ ...error.values }, { field: 'id', row: 1, value: 'x' })
})

test.run()
