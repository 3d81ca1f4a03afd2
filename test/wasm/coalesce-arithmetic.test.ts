import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { valuesOf } from '../../src/arrow/value-at.js'
import { Op } from '../../src/wasm/abi.js'
import { compileProgram } from '../../src/wasm/program.js'
import { columnsOf, evaluate, opcodes, typed } from './evaluate.js'
import { lengths } from './samples.js'

const operators: Readonly<Record<string, (x: number, y: number) => number>> = {
  '+': (x, y) => x + y,
  '-': (x, y) => x - y,
  '*': (x, y) => x * y,
  '/': (x, y) => x / y,
}

const numbers = [0.1, -0, 0, 1e16, -3.7, Number.POSITIVE_INFINITY, Number.NaN, 5e-324]
const column = (rows: number, period: number) =>
  Array.from({ length: rows }, (_, row) => (row % period === 2 ? null : numbers[(row * period) % numbers.length]!))

test('an operation is taken where it has a value, and else the third operand', () => {
  for (const rows of lengths) {
    const [a, b, c] = [column(rows, 3), column(rows, 5), column(rows, 7)]
    const full = column(rows, 3).map((value) => value ?? 2)
    const given = { a: ['float64', a], b: ['float64', b], c: ['float64', c], full: ['float64', full] } as const
    for (const [operator, compute] of Object.entries(operators)) {
      const orElse = (left: Values, right: Values, rest: (row: number) => number | null) =>
        left.map((x, row) => (x === null || right[row] === null ? rest(row) : compute(x, right[row]!)))
      const expected: Readonly<Record<string, Values>> = {
        [`coalesce(a ${operator} b, c)`]: orElse(a, b, (row) => c[row]!),
        [`coalesce(a ${operator} b, 7.5)`]: orElse(a, b, () => 7.5),
        [`coalesce(full ${operator} b, c)`]: orElse(full, b, (row) => c[row]!),
        [`coalesce(a ${operator} full, full)`]: orElse(a, full, (row) => full[row]!),
        [`coalesce(full ${operator} full, c)`]: orElse(full, full, (row) => c[row]!),
        [`coalesce(a ${operator} float64 null, b)`]: b,
        [`coalesce(a ${operator} nullif(b, 0), 0)`]: orElse(
          a,
          b.map((y) => (y === 0 ? null : y)),
          () => 0,
        ),
      }
      for (const [text, values] of Object.entries(expected)) {
        const found = valuesOf(evaluate({ x: text }, columnsOf(given), rows).get('x')!)
        assert.is(found.length, rows)
        for (const [row, value] of values.entries()) {
          if (!Object.is(found[row], value)) assert.is(found[row], value, `${text}, row ${row} of ${rows}`)
        }
      }
    }
  }
})

type Values = readonly (number | null)[]

test('makes one instruction of an operation that only a coalesce reads', () => {
  const columns = columnsOf({ a: ['float64', [1]], b: ['float64', [2]], i: ['int64', [3n]] })
  const ops = (...expressions: string[]) => {
    return opcodes(compileProgram(typed(Object.fromEntries(expressions.map((each, at) => [`x${at}`, each])), columns)))
  }
  assert.equal(ops('coalesce(a / b, 0)'), [Op.CoalesceDivF64])
  assert.equal(ops('coalesce(a / nullif(b, 0), 0)'), [Op.EqF64, Op.NullIf64, Op.CoalesceDivF64])
  assert.equal(ops('coalesce((a + b) * a, 0)'), [Op.AddF64, Op.CoalesceMulF64])
  // What another instruction or an output reads too is computed apart; so are integers, and a value that is not the first.
  assert.equal(ops('coalesce(a / b, 0)', 'a / b'), [Op.DivF64, Op.Coalesce64])
  assert.equal(ops('coalesce(a / b, 0) + a / b'), [Op.DivF64, Op.Coalesce64, Op.AddF64])
  assert.equal(ops('coalesce(i + i, i)'), [Op.AddI64, Op.Coalesce64])
  assert.equal(ops('coalesce(a, a - b)'), [Op.SubF64, Op.Coalesce64])
})

test.run()
