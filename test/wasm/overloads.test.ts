import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { columnFromValues } from '../../src/arrow/column-from-values.js'
import { valuesOf } from '../../src/arrow/value-at.js'
import { rowFunction } from '../../src/backends/js/closure.js'
import type { Column } from '../../src/column.js'
import { functions } from '../../src/expr/functions.js'
import type { TypedCall, TypedExpr } from '../../src/expr/ir.js'
import type { DataType, Value } from '../../src/types.js'
import { evaluateTyped } from './evaluate.js'
import { lengths, sampleRows, samplesOf } from './samples.js'

/** Literals for arguments that must be one. */
const constants: { readonly [fn: string]: Value } = {
  bucketize: [-2.5, 0, 0.5, 1e22],
  hash_bucket: 1000n,
  date_trunc: 'hour',
}

interface Arguments {
  readonly args: readonly TypedExpr[]
  readonly columns: ReadonlyMap<string, Column>
}

/** Columns a0, a1...; the argument at `literalAt` is a literal instead. */
function argumentsFor(
  fn: string,
  types: readonly DataType[],
  rows: number,
  nulls: boolean,
  literalAt: number,
  literal: Value,
): Arguments {
  const columns = new Map<string, Column>()
  const fixed = functions.get(fn)!.constants ?? []
  const args = types.map((type, index): TypedExpr => {
    if (fixed.includes(index)) return { kind: 'literal', type, value: constants[fn]! }
    if (index === literalAt) return { kind: 'literal', type, value: literal }
    columns.set(`a${index}`, columnFromValues(type, sampleRows(type, rows, nulls, index), `a${index}`))
    return { kind: 'column', name: `a${index}`, type }
  })
  return { args, columns }
}

function check(call: TypedCall, columns: ReadonlyMap<string, Column>, rows: number): void {
  const computed = valuesOf(evaluateTyped(new Map([['result', call]]), columns, rows).get('result')!)
  const reference = rowFunction(call, columns)
  assert.is(computed.length, rows)
  for (let row = 0; row < rows; row++) {
    const expected = reference(row)
    if (same(computed[row]!, expected)) continue
    const args = [...columns.values()].map((column) => valuesOf(column)[row])
    assert.equal({ value: computed[row], row, rows, args }, { value: expected, row, rows, args })
  }
}

function same(a: Value, b: Value): boolean {
  if (typeof a === 'object' && a !== null && typeof b === 'object' && b !== null) {
    const [left, right] = [[...(a as readonly Value[])], [...(b as readonly Value[])]]
    return left.length === right.length && left.every((value, index) => same(value, right[index]!))
  }
  return Object.is(a, b)
}

for (const { name: fn, overloads } of functions.values()) {
  for (const { args: types, result } of overloads) {
    test(`${fn}(${types.join(', ')}) -> ${result} equals the reference at every length, with nulls and constants`, () => {
      for (const rows of lengths) {
        for (const nulls of rows < 1000 ? [false, true] : [rows % 2 === 0]) {
          const { args, columns } = argumentsFor(fn, types, rows, nulls, -1, null)
          check({ kind: 'call', fn, args, type: result }, columns, rows)
        }
      }
      for (const index of types.keys()) {
        for (const literal of [samplesOf(types[index]!)[2]!, samplesOf(types[index]!)[4]!, null]) {
          const { args, columns } = argumentsFor(fn, types, 65, true, index, literal)
          check({ kind: 'call', fn, args, type: result }, columns, 65)
        }
      }
    })
  }
}

test.run()
