import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { columnFromValues } from '../../src/arrow/column-from-values.js'
import { columnsFromTable } from '../../src/arrow/table-from-columns.js'
import { valuesOf } from '../../src/arrow/value-at.js'
import {
  col,
  expr,
  type FewRows,
  JsBackend,
  lit,
  type Schema,
  tableFromColumns,
  WasmBackend,
} from '../../src/backend.js'
import type { Column } from '../../src/column.js'
import type { Expr } from '../../src/expr/ir.js'
import { edgeValues } from '../../src/testing/online-store-samples.js'
import { dataTypes } from '../../src/types.js'

const wasm = new WasmBackend()

function stage(expressions: Readonly<Record<string, { readonly ir: Expr } | Expr>>): ReadonlyMap<string, Expr> {
  return new Map(Object.entries(expressions).map(([name, each]) => [name, 'ir' in each ? each.ir : each]))
}

function compiled(schema: Schema, stages: readonly ReadonlyMap<string, Expr>[], outputs: readonly string[]): FewRows {
  const compute = wasm.compileFewRows(schema, stages, outputs)
  assert.ok(compute)
  return compute
}

/** The reference's columns of the same stages, one after the other. */
function expected(columns: ReadonlyMap<string, Column>, length: number, stages: readonly ReadonlyMap<string, Expr>[]) {
  const js = new JsBackend()
  const frame = js.fromArrow(tableFromColumns(columns, length))
  return columnsFromTable(js.toArrow(stages.reduce((made, each) => js.withColumns(made, each), frame)))
}

test('a backend without a way of its own has none', () => {
  assert.is(new JsBackend().compileFewRows({ x: 'int64' }, [stage({ y: expr`x + 1` })], ['y']), null)
})

for (const length of [0, 1, 7, 8, 9, 63, 64, 65])
  for (const nulls of [false, true])
    test(`columns of every type, ${length} rows ${nulls ? 'with' : 'without'} nulls, over two stages`, () => {
      const schema = Object.fromEntries(dataTypes.map((type) => [type, type])) as Schema
      const columns = new Map(
        dataTypes.map((type, place) => {
          const edges = edgeValues.get(type)!.filter((value) => value !== null)
          const values = Array.from({ length }, (_, row) =>
            nulls && (row + place) % 3 === 0 ? null : edges[(row * 7 + place) % edges.length],
          )
          return [type, columnFromValues(type, values, type)] as const
        }),
      )
      const stages = [
        stage(Object.fromEntries(dataTypes.map((type) => [`same ${type}`, col(type, type)]))),
        stage({
          ...Object.fromEntries(dataTypes.map((type) => [`null ${type}`, col(`same ${type}`, type).isNull()])),
          product: expr`float64 * coalesce(float32, 2)`,
          either: expr`bool or int32 > 0`,
          text: expr`upper(string)`,
          ratio: expr`div(int64, nullif(int64, 0))`,
        }),
      ]
      const outputs = stages.flatMap((each) => [...each.keys()])
      const computed = compiled(schema, stages, outputs)(columns, length)
      const reference = expected(columns, length, stages)
      assert.equal([...computed.keys()], outputs)
      for (const [name, column] of computed) {
        const other = reference.get(name)!
        assert.equal([column.type, column.length], [other.type, length], name)
        assert.equal(valuesOf(column), valuesOf(other), name)
        assert.is(
          column.validity === null,
          valuesOf(other).every((value) => value !== null),
          name,
        )
      }
      assert.not.throws(() => tableFromColumns(new Map(computed), length))
    })

test('a stage reads what the ones before it made, also under a name that was there', () => {
  const stages = [stage({ x: expr`x + 1`, y: expr`x * 10` }), stage({ x: expr`x + y`, z: expr`x - y` })]
  const columns = new Map([['x', columnFromValues('int64', [1, null, 3], 'x')]])
  const computed = compiled({ x: 'int64' }, stages, ['z', 'x', 'y'])(columns, 3)
  assert.equal(
    [...computed].map(([name, column]) => [name, valuesOf(column)]),
    [
      ['z', [-8n, null, -26n]],
      ['x', [12n, null, 34n]],
      ['y', [10n, null, 30n]],
    ],
  )
})

test('what nothing wants is not computed, and its columns are not read', () => {
  const stages = [stage({ a: expr`x + 1`, b: expr`missing + 1` }), stage({ c: expr`a * 2`, d: expr`b * 2` })]
  const compute = compiled({ x: 'int64' }, stages, ['c'])
  assert.equal(valuesOf(compute(new Map([['x', columnFromValues('int64', [1], 'x')]]), 1).get('c')!), [4n])
})

test('names are never code', () => {
  const names = ['__proto__', 'constructor', '"', "'", '\\', '\n', '\u2028', '`$`', '*/', '', 'row', 'columns']
  const columns = new Map(names.map((name, index) => [name, columnFromValues('int64', [index, null], name)]))
  const schema = Object.fromEntries(names.map((name) => [name, 'int64' as const]))
  const stages = [new Map(names.map((name) => [`${name}!`, col(name, 'int64').add(1).ir]))]
  const computed = compiled(
    schema,
    stages,
    names.map((name) => `${name}!`),
  )(columns, 2)
  for (const [index, name] of names.entries())
    assert.equal(valuesOf(computed.get(`${name}!`)!), [BigInt(index + 1), null])
})

test('constants of every kind, and nulls, as columns', () => {
  const one = lit(1, 'int64')
  const stages = [stage({ one, none: one.nullif(1), text: lit('é', 'string'), yes: lit(true, 'bool') })]
  const computed = compiled({}, stages, ['one', 'none', 'text', 'yes'])(new Map(), 9)
  const values = [1n, null, 'é', true]
  assert.equal(
    [...computed.values()].map(valuesOf),
    values.map((value) => new Array(9).fill(value)),
  )
})

test('as many variables as a function can hold, and one more', () => {
  // An input takes three variables and the reading of it two, an output three.
  const fields = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`x${index}`, 'int64' as const]))
  const same = (count: number) =>
    stage(Object.fromEntries(Object.keys(fields(count)).map((name) => [`${name}!`, col(name, 'int64')])))
  for (const [count, fits] of [
    [625, true],
    [626, false],
  ] as const) {
    const compute = wasm.compileFewRows(fields(count), [same(count)], [...same(count).keys()])
    assert.is(compute !== null, fits, `${count} fields`)
    if (compute === null) continue
    const columns = new Map(
      Object.keys(fields(count)).map((name, index) => [name, columnFromValues('int64', [index], name)]),
    )
    assert.equal(valuesOf(compute(columns, 1).get('x624!')!), [624n])
  }
})

test.run()
