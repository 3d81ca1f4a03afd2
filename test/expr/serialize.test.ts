import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { MillraceError } from '../../src/errors.js'
import type { Expr } from '../../src/expr/ir.js'
import { maximumDepth } from '../../src/expr/limits.js'
import { parseExpression } from '../../src/expr/parse.js'
import { deserializeExpression, type Json, serializeExpression } from '../../src/expr/serialize.js'
import { arbitraryExpr } from './arbitrary-expr.js'
import { errorOf } from './error-of.js'

test('the form of version 1 stays readable', () => {
  const text = "cast(a * 2 as float32) + coalesce(b, nan, -0, 5n) > 0.5 or x = bytes '00ff' and k = int64 '5'"
  const json: Json = {
    call: 'or',
    args: [
      {
        call: 'gt',
        args: [
          {
            call: 'add',
            args: [
              { call: 'cast', args: [{ call: 'mul', args: [{ column: 'a' }, { literal: 2 }] }], type: 'float32' },
              {
                call: 'coalesce',
                args: [
                  {
                    call: 'coalesce',
                    args: [
                      { call: 'coalesce', args: [{ column: 'b' }, { literal: { float: 'NaN' } }] },
                      { literal: { float: '-0' } },
                    ],
                  },
                  { literal: { int: '5' } },
                ],
              },
            ],
          },
          { literal: 0.5 },
        ],
      },
      {
        call: 'and',
        args: [
          { call: 'eq', args: [{ column: 'x' }, { literal: { bytes: '00ff' }, type: 'bytes' }] },
          { call: 'eq', args: [{ column: 'k' }, { literal: { int: '5' }, type: 'int64' }] },
        ],
      },
    ],
  }
  assert.equal(serializeExpression(parseExpression(text)), { version: 1, expr: json })
  assert.ok(isDeepStrictEqual(deserializeExpression({ version: 1, expr: json }), parseExpression(text)))
})

test('the order of fields does not matter', () => {
  const sorted = JSON.parse('{"expr":{"args":[{"column":"a"}],"call":"neg"},"version":1}')
  assert.equal(deserializeExpression(sorted), parseExpression('-a'))
})

test('every expression survives JSON', () => {
  fc.assert(
    fc.property(arbitraryExpr(), (expr) => {
      const text = JSON.stringify(serializeExpression(expr))
      return isDeepStrictEqual(deserializeExpression(JSON.parse(text)), expr)
    }),
    { numRuns: 3000 },
  )
})

const nested = (depth: number): Json => {
  let expr: Json = { column: 'x' }
  for (let level = 1; level < depth; level++) expr = { call: 'neg', args: [expr] }
  return expr
}

const hostile: readonly (readonly [name: string, data: unknown])[] = [
  ['null', null],
  ['a list', []],
  ['a newer version', { version: 2, expr: { column: 'x' } }],
  ['no version', { expr: { column: 'x' } }],
  ['a stranger field', { version: 1, expr: { column: 'x' }, code: 'x' }],
  ['no expression', { version: 1 }],
  ['an empty node', { version: 1, expr: {} }],
  ['a node of two kinds', { version: 1, expr: { column: 'x', literal: 1 } }],
  ['a column without a string', { version: 1, expr: { column: 5 } }],
  ['a column with a type', { version: 1, expr: { column: 'x', type: 'int64' } }],
  ['a call without arguments', { version: 1, expr: { call: 'neg' } }],
  ['arguments that are no list', { version: 1, expr: { call: 'neg', args: { length: 1 } } }],
  ['an unknown type', { version: 1, expr: { literal: 1, type: 'int8' } }],
  ['a value out of range', { version: 1, expr: { literal: 2 ** 31, type: 'int32' } }],
  ['a value of another type', { version: 1, expr: { literal: 'x', type: 'int32' } }],
  ['an infinite number', JSON.parse('{"version":1,"expr":{"literal":1e999}}')],
  ['a list in a list', { version: 1, expr: { literal: [[1]] } }],
  ['a value of two kinds', { version: 1, expr: { literal: { int: '1', float: '1' } } }],
  ['a value of no kind', { version: 1, expr: { literal: {} } }],
  ['a malformed integer', { version: 1, expr: { literal: { int: '0x10' } } }],
  ['a malformed float', { version: 1, expr: { literal: { float: ' 1' } } }],
  ['malformed bytes', { version: 1, expr: { literal: { bytes: '0' } } }],
  ['a prototype', JSON.parse('{"version":1,"expr":{"__proto__":{"column":"x"}}}')],
  ['nesting beyond the limit', { version: 1, expr: nested(maximumDepth + 1) }],
  ['endless nesting', { version: 1, expr: nested(50_000) }],
  ['too many nodes', { version: 1, expr: { call: 'f', args: Array(100_001).fill({ column: 'x' }) } }],
]

for (const [name, data] of hostile) {
  test(`refuses ${name}`, () => {
    assert.is(errorOf(() => deserializeExpression(data)).code, 'MILLRACE_INVALID_VALUE')
  })
}

test('nesting up to the limit is read and written', () => {
  const expr = deserializeExpression({ version: 1, expr: nested(maximumDepth) })
  assert.equal(serializeExpression(expr).expr, nested(maximumDepth))
  const deeper: Expr = { kind: 'call', fn: 'neg', args: [expr] }
  assert.is(errorOf(() => serializeExpression(deeper)).code, 'MILLRACE_EXPRESSION_TYPE')
})

test('any JSON gives an expression or a typed error', () => {
  const key = fc.constantFrom('version', 'expr', 'column', 'literal', 'call', 'args', 'type', 'int', 'float', 'bytes')
  const { node } = fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom<unknown>('x', 'int64', 1, null, true, '5'),
      fc.array(tie('node'), { maxLength: 3 }),
      fc.dictionary(key, tie('node'), { maxKeys: 3 }),
      fc.record({ call: fc.constant('neg'), args: fc.array(tie('node'), { maxLength: 2 }) }),
      fc.record({ column: fc.constant('x') }),
    ),
  }))
  let read = 0
  fc.assert(
    fc.property(node, (expr) => {
      try {
        deserializeExpression({ version: 1, expr })
        read++
        return true
      } catch (error) {
        return error instanceof MillraceError
      }
    }),
    { numRuns: 3000 },
  )
  assert.ok(read > 10)
})

test.run()
