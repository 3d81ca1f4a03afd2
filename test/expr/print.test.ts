import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { MillraceError } from '../../src/errors.js'
import type { Expr } from '../../src/expr/ir.js'
import { parseExpression } from '../../src/expr/parse.js'
import { printExpression } from '../../src/expr/print.js'
import { arbitraryExpr } from './arbitrary-expr.js'

/** Text as it may be written, and as it is printed. */
const golden: readonly (readonly [text: string, printed: string])[] = [
  ['a+b*c-d', 'a + b * c - d'],
  ['(a+b)*c', '(a + b) * c'],
  ['a-(b-c)', 'a - (b - c)'],
  ['((a))', 'a'],
  ['NOT a AND b OR c', 'not a and b or c'],
  ['not (a and b)', 'not (a and b)'],
  ['(not a) = b', '(not a) = b'],
  ['a == b', 'a = b'],
  ['a <> b', 'a != b'],
  ['(a < b) = c', '(a < b) = c'],
  ['x is not null', 'x is not null'],
  ['not x is null', 'x is not null'],
  ['(x = 1) is null', '(x = 1) is null'],
  ['-5', '-5'],
  ['-(5)', '-(5)'],
  ['- -x', '-(-x)'],
  ['-x * 2', '-x * 2'],
  ['-(x * 2)', '-(x * 2)'],
  ['x - -5', 'x - -5'],
  ['case when a then 1 when b then 2 end', 'case when a then 1 when b then 2 else null end'],
  ['if(a, 1, if(b, 2, 3))', 'case when a then 1 when b then 2 else 3 end'],
  ['x::int64::string', 'cast(cast(x as int64) as string)'],
  ['coalesce(a, b, c)', 'coalesce(a, b, c)'],
  ['coalesce(a, coalesce(b, c))', 'coalesce(a, coalesce(b, c))'],
  ['"two words" + "and"', '"two words" + "and"'],
  ['"say ""hi"""', '"say ""hi"""'],
  ["'it''s'", "'it''s'"],
  ['[1, -2.5, nan]', '[1, -2.5, nan]'],
  ['ARRAY<int64> [1, 2]', 'array<int64> [1, 2]'],
  ["timestamp '2024-02-29 12:00:00+01:00'", "timestamp '2024-02-29T11:00:00.000000Z'"],
  ["timestamp '9223372036854775807us'", "timestamp '9223372036854775807us'"],
  ['1e20', '1e+20'],
  ['100000000000000000000', '100000000000000000000'],
  ['9007199254740991', '9007199254740991'],
  ['-9223372036854775808', '-9223372036854775808'],
  ['5n', '5n'],
  ['-infinity', '-infinity'],
  ['-(infinity)', '-(infinity)'],
  ['-0', '-0'],
  ['int64 null', 'int64 null'],
  ['timestamp - int64', 'timestamp - int64'],
]

for (const [text, printed] of golden) {
  test(`prints ${text}`, () => {
    const expr = parseExpression(text)
    assert.is(printExpression(expr), printed)
    assert.equal(parseExpression(printed), expr)
  })
}

test('what is printed parses back to the same expression', () => {
  fc.assert(
    // Deep and strict: -0 is not 0, a bigint is not a number, and NaN is NaN.
    fc.property(arbitraryExpr(), (expr) => isDeepStrictEqual(parseExpression(printExpression(expr)), expr)),
    { numRuns: 3000 },
  )
})

test('an expression too deep to print is refused with a typed error', () => {
  let expr: Expr = { kind: 'column', name: 'x' }
  for (let depth = 0; depth < 20_000; depth++) expr = { kind: 'call', fn: 'neg', args: [expr] }
  assert.throws(
    () => printExpression(expr),
    (error: MillraceError) => error.code === 'MILLRACE_EXPRESSION_TYPE',
  )
})

test.run()
