import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { MillraceError } from '../../src/errors.js'
import { col } from '../../src/expr/builder.js'
import { expr } from '../../src/expr/expr.js'
import type { Expr } from '../../src/expr/ir.js'
import { maximumDepth } from '../../src/expr/limits.js'
import { parseExpression } from '../../src/expr/parse.js'
import type { DataType, Value } from '../../src/types.js'
import { errorOf } from './error-of.js'

const column = (name: string): Expr => ({ kind: 'column', name })
const literal = (value: Value, type: DataType | null = null): Expr => ({ kind: 'literal', type, value })
const call = (fn: string, ...args: Expr[]): Expr => ({ kind: 'call', fn, args })
const [a, b, c] = [column('a'), column('b'), column('c')]

const golden: readonly (readonly [text: string, expr: Expr])[] = [
  ['a', a],
  ['"a b"', column('a b')],
  ['a + b * c', call('add', a, call('mul', b, c))],
  ['a - b - c', call('sub', call('sub', a, b), c)],
  ['a % b / c', call('div', call('mod', a, b), c)],
  ['not a = b and c', call('and', call('not', call('eq', a, b)), c)],
  ['a or b and c', call('or', a, call('and', b, c))],
  ['a is null or b is not null', call('or', call('is_null', a), call('not', call('is_null', b)))],
  ['-a * b', call('mul', call('neg', a), b)],
  ['-1 - -2', call('sub', literal(-1), literal(-2))],
  ['a::float32 + 1', call('add', { kind: 'call', fn: 'cast', args: [a], type: 'float32' }, literal(1))],
  ['CAST(a AS array<float64>)', { kind: 'call', fn: 'cast', args: [a], type: 'array<float64>' }],
  ['case when a then 1 when b then 2 end', call('if', a, literal(1), call('if', b, literal(2), literal(null)))],
  ['Coalesce(a, b, c, 0)', call('coalesce', call('coalesce', call('coalesce', a, b), c), literal(0))],
  ['clamp(a, 0, 1)', call('clamp', a, literal(0), literal(1))],
  ["concat(a, '''', \"b\")", call('concat', call('concat', a, literal("'")), b)],
  ['1.5e-3', literal(0.0015)],
  ['.5', literal(0.5)],
  ['1.0', literal(1)],
  ['9007199254740991', literal(9007199254740991)],
  ['9007199254740992', literal(9007199254740992n)],
  ['7n', literal(7n)],
  ['nan', literal(Number.NaN)],
  ['-infinity', literal(Number.NEGATIVE_INFINITY)],
  ['[]', literal([])],
  ["['x', true, -1]", literal(['x', true, -1])],
  ["array<timestamp> ['1970-01-01', '5us']", literal([0n, 5n], 'array<timestamp>')],
  ['array<float32> null', literal(null, 'array<float32>')],
  ["float32 '0.1'", literal(Math.fround(0.1), 'float32')],
  ["int64 '-9223372036854775808'", literal(-(2n ** 63n), 'int64')],
  ["bytes '00ff'", literal(Uint8Array.of(0, 255), 'bytes')],
  ["bool 'true'", literal(true, 'bool')],
  ["timestamp '2024-01-01T00:00:00.000001Z'", literal(1704067200000001n, 'timestamp')],
  ['timestamp - bytes', call('sub', column('timestamp'), column('bytes'))],
  ['array < int32', call('lt', column('array'), column('int32'))],
  ['\n a\t+\r\n b ', call('add', a, b)],
]

for (const [text, wanted] of golden) {
  test(`parses ${text.trim()}`, () => assert.equal(parseExpression(text), wanted))
}

const mistakes: readonly (readonly [text: string, position: number, message: RegExp])[] = [
  ['', 0, /a value.*the end/],
  ['a +', 3, /a value.*the end/],
  ['a b', 2, /operator.*"b"/],
  ['(a', 2, /\).*the end/],
  ['a < b < c', 6, /parentheses/],
  ['a is null = b', 10, /parentheses/],
  ['a = not b', 4, /parentheses/],
  ['a is 5', 5, /null.*"5"/],
  ['case a when b then c end', 5, /when.*"a"/],
  ['case when a then b', 18, /end.*the end/],
  ['cast(a as flot32)', 10, /"float32"/],
  ['cast(a)', 6, /as/],
  ['end', 0, /"end"/],
  ["'abc", 0, /quotation/],
  ['"abc', 0, /quotation/],
  ['1x', 0, /"x"/],
  ['1.5n', 0, /1\.5n/],
  ['1e999', 0, /1e999/],
  ['a.b', 1, /Unexpected \./],
  ['a ! b', 2, /Unexpected !/],
  ['[a]', 1, /literal/],
  ['[null]', 1, /literal/],
  ['[[1]]', 1, /literal/],
  ["int32 '2147483648'", 6, /int32.*2147483648/],
  ["bytes '0g'", 6, /bytes/],
  ["timestamp '2024-02-30'", 10, /timestamp/],
  ["array<int32> ['x']", 14, /int32/],
  ['array<int32> [1.5]', 14, /int32/],
]

for (const [text, position, message] of mistakes) {
  test(`refuses ${text || 'nothing'}`, () => {
    const error = errorOf(() => parseExpression(text))
    assert.is(error.code, 'MILLRACE_EXPRESSION_SYNTAX')
    assert.match(error.message, message)
    assert.is(error.values.position, position)
  })
}

test('an unknown function names the nearest', () => {
  const error = errorOf(() => parseExpression('1 + haversin(a)'))
  assert.is(error.code, 'MILLRACE_UNKNOWN_FUNCTION')
  assert.match(error.message, /haversin.*"haversine"/)
  assert.is(error.values.position, 4)
})

test('nesting is refused beyond the limit, and parsed up to it', () => {
  const nested = (open: string, close: string, depth: number) => `${open.repeat(depth)}1${close.repeat(depth)}`
  for (const [open, close] of [
    ['(', ')'],
    ['coalesce(', ', 2)'],
    ['1 + (', ')'],
    ['case when ', ' then 1 end'],
    ['not ', ''],
    ['-', ''],
  ] as const) {
    assert.ok(parseExpression(nested(open, close, maximumDepth - 1)))
    for (const depth of [2 * maximumDepth, 50_000])
      assert.is(errorOf(() => parseExpression(nested(open, close, depth))).code, 'MILLRACE_EXPRESSION_SYNTAX')
  }
  assert.is(errorOf(() => parseExpression(`${'1 + '.repeat(5000)}1`)).code, 'MILLRACE_EXPRESSION_SYNTAX')
})

test('operands within brackets count too', () => {
  for (const open of ['a or b and c = d + e * (', 'a or b and not c = d + e * -coalesce(1, ']) {
    assert.is(errorOf(() => parseExpression(open.repeat(maximumDepth - 1))).code, 'MILLRACE_EXPRESSION_SYNTAX')
  }
})

test('a call with very many arguments is refused with a typed error', () => {
  assert.is(
    errorOf(() => parseExpression(`clamp(${'1,'.repeat(200_000)}1)`.replace('clamp', 'concat'))).code,
    'MILLRACE_EXPRESSION_SYNTAX',
  )
})

test('any text gives an expression or a typed error', () => {
  const words = fc.constantFrom(
    'a',
    '1',
    '(',
    ')',
    '[',
    ']',
    'and',
    'not',
    '-',
    'is',
    'null',
    'case',
    'when',
    'then',
    'end',
    'cast',
    'as',
    'int64',
    'array',
    '<',
    '>',
    "'x'",
    ',',
    '::',
    'clamp',
    '"q"',
  )
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(words).map((parts) => parts.join(' ')),
  )
  let parsed = 0
  fc.assert(
    fc.property(texts, (text) => {
      try {
        parseExpression(text)
        parsed++
      } catch (error) {
        return error instanceof MillraceError
      }
      return true
    }),
    { numRuns: 3000 },
  )
  assert.ok(parsed > 10)
})

test('the tag embeds expressions and plain values as they are', () => {
  assert.equal(expr`a * ${0.5} + ${col('b')}`.ir, parseExpression('a * 0.5 + b'))
  assert.equal(expr`a = ${"x' or true"}`.ir, call('eq', a, literal("x' or true")))
  assert.equal(expr`a * ${expr`b + c`}`.ir, call('mul', a, call('add', b, c)))
  assert.equal(expr`a > ${new Date(5)}`.ir, call('gt', a, literal(5000n, 'timestamp')))
  assert.is(errorOf(() => expr`a + ${1} b`).values.position, 6)
  assert.is(errorOf(() => expr`a ${1}`).code, 'MILLRACE_EXPRESSION_SYNTAX')
})

test.run()
