import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { valuesOf } from '../../src/arrow/value-at.js'
import { Op } from '../../src/wasm/abi.js'
import { compileProgram } from '../../src/wasm/program.js'
import { columnsOf, evaluate, opcodes, typed } from './evaluate.js'
import { lengths } from './samples.js'

const range = (rows: number) => Array.from({ length: rows }, (_, row) => row)
const links = ['+', '-', '*'] as const
type Link = (typeof links)[number]
const apply = (link: Link, x: number, y: number) => (link === '+' ? x + y : link === '-' ? x - y : x * y)

// Sums that round, signed zeros, infinities and NaN, in all combinations sooner or later.
const numbers = [0.1, -0, 0, 1e16, -3.7, Number.POSITIVE_INFINITY, 1 / 3, Number.NaN, 5e-324, -1e308, 1]
const value = (row: number, column: number) =>
  (row * (column + 3)) % 17 === 5 ? null : numbers[(row * (2 * column + 1) + column) % numbers.length]!

test('every chain of two and three gives the bits of one operation after the other', () => {
  for (const rows of lengths) {
    const given = [0, 1, 2, 3].map((column) => range(rows).map((row) => value(row, column)))
    const columns = columnsOf(
      Object.fromEntries(given.map((values, at) => ['abcd'[at]!, ['float64', values] as const])),
    )
    for (const f of links) {
      for (const g of links) {
        const chains = Object.fromEntries(links.map((h) => [`three ${h}`, `((a ${f} b) ${g} c) ${h} d`]))
        const expressions = {
          ...chains,
          two: `(a ${f} b) ${g} c`,
          constant: `(a ${f} 0.1) ${g} 3`,
          first: `(0.3 ${f} b) ${g} c`,
        }
        const results = evaluate(expressions, columns, rows)
        const expected = (compute: (...values: number[]) => number, reads: readonly number[]) =>
          range(rows).map((row) => {
            const values = reads.map((at) => given[at]![row]!)
            return values.includes(null as never) ? null : compute(...values)
          })
        const check = (name: string, compute: (...values: number[]) => number, reads: readonly number[]) => {
          const found = valuesOf(results.get(name)!)
          const wanted = expected(compute, reads)
          for (const [row, number] of wanted.entries()) {
            if (!Object.is(found[row], number)) assert.is(found[row], number, `${f} ${g} ${name}, row ${row}`)
          }
          assert.is(found.length, wanted.length)
        }
        check('two', (a, b, c) => apply(g, apply(f, a!, b!), c!), [0, 1, 2])
        check('constant', (a) => apply(g, apply(f, a!, 0.1), 3), [0])
        check('first', (b, c) => apply(g, apply(f, 0.3, b!), c!), [1, 2])
        for (const h of links) {
          check(`three ${h}`, (a, b, c, d) => apply(h, apply(g, apply(f, a!, b!), c!), d!), [0, 1, 2, 3])
        }
      }
    }
  }
})

test('makes one instruction of up to three operations, from either operand where their order is free', () => {
  const columns = columnsOf({ a: ['float64', [1]], b: ['float64', [2]], i: ['int64', [3n]] })
  const ops = (expression: string) => opcodes(compileProgram(typed({ x: expression }, columns)))
  const isChain = (op: Op) => op >= Op.ChainF64 && op < Op.ChainF64 + 36
  assert.equal(ops('(a + b) * a - b').map(isChain), [true])
  assert.equal(ops('a + b * a').map(isChain), [true])
  assert.equal(ops('a * 0.5 + b * 0.5').map(isChain), [false, true])
  // What is subtracted, divided, read twice or kept as an output of its own is computed apart; integers too.
  assert.equal(ops('a - b * a'), [Op.MulF64, Op.SubF64])
  assert.equal(ops('(a + b) / a'), [Op.AddF64, Op.DivF64])
  assert.equal(ops('(a + b) * (a + b)'), [Op.AddF64, Op.MulF64])
  assert.equal(ops('(i + i) * i'), [Op.AddI64, Op.MulI64])
  assert.equal(opcodes(compileProgram(typed({ x: 'a + b', y: '(a + b) * a' }, columns))), [Op.AddF64, Op.MulF64])
  assert.equal(ops('a + b - a * b + a - b').map(isChain), [false, true, false])
})

test.run()
