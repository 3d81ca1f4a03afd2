import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { MillraceError } from '../../src/errors.js'
import { functions } from '../../src/expr/functions.js'
import { inferType } from '../../src/expr/infer.js'
import type { Expr, TypedExpr } from '../../src/expr/ir.js'
import { maximumDepth } from '../../src/expr/limits.js'
import { literalValue } from '../../src/expr/literal.js'
import { parseExpression } from '../../src/expr/parse.js'
import { printExpression } from '../../src/expr/print.js'
import type { Schema } from '../../src/types.js'
import { dataTypes } from '../../src/types.js'
import { arbitraryExpr, arbitraryTyped, everyType } from './arbitrary-expr.js'
import { errorOf } from './error-of.js'

const schema: Schema = {
  i: 'int32',
  l: 'int64',
  f: 'float32',
  d: 'float64',
  s: 'string',
  b: 'bool',
  y: 'bytes',
  t: 'timestamp',
  v: 'array<float32>',
  w: 'array<float64>',
}

/** Text, its type, and the typed expression printed, where conversions and literals' types show. */
const golden: readonly (readonly [text: string, type: string, typed: string])[] = [
  ['i + 1', 'int32', "i + int32 '1'"],
  ['i + 2147483648', 'int64', "cast(i as int64) + int64 '2147483648'"],
  ['i + l', 'int64', 'cast(i as int64) + l'],
  ['i + f', 'float64', 'cast(i as float64) + cast(f as float64)'],
  ['l + f', 'float64', 'cast(l as float64) + cast(f as float64)'],
  ['f + d', 'float64', 'cast(f as float64) + d'],
  ['f * 0.5', 'float32', "f * float32 '0.5'"],
  ['f * 2', 'float32', "f * float32 '2'"],
  ['f * 16777217', 'float64', "cast(f as float64) * float64 '16777217'"],
  ['f * 1e-60', 'float64', "cast(f as float64) * float64 '1e-60'"],
  ['l * 0.5', 'float64', "cast(l as float64) * float64 '0.5'"],
  ['l * 1.0', 'int64', "l * int64 '1'"],
  ['i / 2', 'float64', "cast(i as float64) / float64 '2'"],
  ['f / 2', 'float32', "f / float32 '2'"],
  ['l - -0', 'float64', "cast(l as float64) - float64 '-0'"],
  ['1 + 2', 'int64', "int64 '1' + int64 '2'"],
  ['1 + 0.5', 'float64', "float64 '1' + float64 '0.5'"],
  ['1e300', 'float64', "float64 '1e+300'"],
  ['5n', 'int64', "int64 '5'"],
  ['idiv(i, 2)', 'int32', "idiv(i, int32 '2')"],
  ['sqrt(i)', 'float64', 'sqrt(cast(i as float64))'],
  ['i = 0.5', 'bool', "cast(i as float64) = float64 '0.5'"],
  ['f > 0.9', 'bool', `f > float32 '${Math.fround(0.9)}'`],
  ['t - t', 'int64', 't - t'],
  ['t - 1000', 'timestamp', "t - int64 '1000'"],
  ['t + i', 'timestamp', 't + cast(i as int64)'],
  ["t > timestamp '1970-01-01'", 'bool', "t > timestamp '1970-01-01T00:00:00.000000Z'"],
  ['case when b then 1 else f end', 'float32', "case when b then float32 '1' else f end"],
  ['case when b then i else null end', 'int32', 'case when b then i else int32 null end'],
  ['case when null then 1 else 2 end', 'int64', "case when bool null then int64 '1' else int64 '2' end"],
  ['coalesce(i, l, 0.5)', 'float64', "coalesce(cast(coalesce(cast(i as int64), l) as float64), float64 '0.5')"],
  ["coalesce(s, 'none')", 'string', "coalesce(s, string 'none')"],
  ['null is null', 'bool', 'bool null is null'],
  ['least(i, 1, l)', 'int64', "least(cast(least(i, int32 '1') as int64), l)"],
  ['clamp(i, 0, 0.5)', 'float64', "clamp(cast(i as float64), float64 '0', float64 '0.5')"],
  ['bucketize(f, [1, 2.5])', 'int32', 'bucketize(cast(f as float64), array<float64> [1, 2.5])'],
  ['dot(v, [1, 0.5])', 'float64', 'dot(v, array<float32> [1, 0.5])'],
  ['dot(v, w)', 'float64', 'dot(cast(v as array<float64>), w)'],
  ['element(v, i)', 'float32', 'element(v, cast(i as int64))'],
  ['coalesce(v, [])', 'array<float32>', 'coalesce(v, array<float32> [])'],
  ['hash(i)', 'int64', 'hash(cast(i as int64))'],
  ["hash_bucket('x', 10)", 'int64', "hash_bucket(string 'x', int64 '10')"],
  ['cross(s, i)', 'int64', 'cross(s, cast(i as int64))'],
  ["date_trunc('hour', t)", 'timestamp', "date_trunc(string 'hour', t)"],
  ['cast(1 as float32)', 'float32', "float32 '1'"],
  ['cast(null as string)', 'string', 'string null'],
  ['cast(1.5 as int32)', 'int32', "cast(float64 '1.5' as int32)"],
  ['cast(i as int32)', 'int32', 'i'],
  ["cast('5' as int64)", 'int64', "cast(string '5' as int64)"],
  ['[1, 2]', 'array<int64>', 'array<int64> [1, 2]'],
  ["['a']", 'array<string>', "array<string> ['a']"],
]

for (const [text, type, typed] of golden) {
  test(`types ${text} as ${type}`, () => {
    const inferred = inferType(parseExpression(text), schema)
    assert.is(inferred.type, type)
    assert.is(printExpression(inferred), typed)
  })
}

const mistakes: readonly (readonly [text: string, code: string, message: RegExp])[] = [
  ['s + 1', 'MILLRACE_EXPRESSION_TYPE', /add does not take \(string, int64 literal\); it takes \(int32, int32\)/],
  ['t > 5', 'MILLRACE_EXPRESSION_TYPE', /gt does not take \(timestamp, int64 literal\)/],
  ["t > '2024-01-01'", 'MILLRACE_EXPRESSION_TYPE', /gt does not take/],
  ['v = v', 'MILLRACE_EXPRESSION_TYPE', /eq does not take \(array<float32>, array<float32>\)/],
  ['b and 1', 'MILLRACE_EXPRESSION_TYPE', /and does not take/],
  ['case when i then 1 end', 'MILLRACE_EXPRESSION_TYPE', /if does not take/],
  ["case when b then 1 else 'x' end", 'MILLRACE_EXPRESSION_TYPE', /if does not take/],
  ['idiv(f, 2)', 'MILLRACE_EXPRESSION_TYPE', /idiv does not take \(float32, int64 literal\)/],
  ['clamp(i)', 'MILLRACE_EXPRESSION_TYPE', /clamp takes 3 arguments.*given 1/],
  ['null', 'MILLRACE_EXPRESSION_TYPE', /null has no type of its own; cast it/],
  ['[]', 'MILLRACE_EXPRESSION_TYPE', /no type of its own/],
  ['null + null', 'MILLRACE_EXPRESSION_TYPE', /several types; cast/],
  ['t - null', 'MILLRACE_EXPRESSION_TYPE', /several types; cast/],
  ["[1, 'x']", 'MILLRACE_EXPRESSION_TYPE', /no type that fits/],
  ['cast(s as bytes)', 'MILLRACE_EXPRESSION_TYPE', /cast cannot make bytes of string; string casts to bool, int32/],
  ['cast(v as float32)', 'MILLRACE_EXPRESSION_TYPE', /array<float32> casts to array<float64>/],
  ['bucketize(i, w)', 'MILLRACE_EXPRESSION_TYPE', /Argument 2 of bucketize must be a literal.*column/],
  ['bucketize(i, [2, 1])', 'MILLRACE_EXPRESSION_TYPE', /ascending.*number 1 is 1/],
  ['bucketize(i, [1, 1])', 'MILLRACE_EXPRESSION_TYPE', /ascending/],
  ['bucketize(i, [nan])', 'MILLRACE_EXPRESSION_TYPE', /ascending/],
  ['bucketize(i, null)', 'MILLRACE_EXPRESSION_TYPE', /other than null/],
  ['hash_bucket(s, 0)', 'MILLRACE_EXPRESSION_TYPE', /at least 1/],
  ['hash_bucket(s, l)', 'MILLRACE_EXPRESSION_TYPE', /must be a literal/],
  ["date_trunc('week', t)", 'MILLRACE_EXPRESSION_TYPE', /second, minute, hour, day.*week/],
  ['tripz + 1', 'MILLRACE_FEATURE_NOT_FOUND', /"tripz"/],
]

for (const [text, code, message] of mistakes) {
  test(`refuses ${text}`, () => {
    const error = errorOf(() => inferType(parseExpression(text), schema))
    assert.is(error.code, code)
    assert.match(error.message, message)
  })
}

test('an unknown column and an unknown function name the nearest', () => {
  const column = errorOf(() =>
    inferType(parseExpression('conv_rat * 2'), { acc_rate: 'float32', conv_rate: 'float32' }),
  )
  assert.match(column.message, /"conv_rat"; did you mean "conv_rate"\?/)
  const fn = errorOf(() => inferType({ kind: 'call', fn: 'squrt', args: [] }, {}))
  assert.is(fn.code, 'MILLRACE_UNKNOWN_FUNCTION')
  assert.match(fn.message, /"squrt"; did you mean "sqrt"\?/)
})

test('names of Object.prototype are neither columns nor functions', () => {
  for (const name of ['__proto__', 'constructor', 'toString']) {
    assert.is(errorOf(() => inferType({ kind: 'column', name }, schema)).code, 'MILLRACE_FEATURE_NOT_FOUND')
    assert.is(errorOf(() => inferType({ kind: 'call', fn: name, args: [] }, schema)).code, 'MILLRACE_UNKNOWN_FUNCTION')
  }
})

test('strings that are not Unicode are refused', () => {
  assert.is(
    errorOf(() => inferType({ kind: 'literal', type: null, value: 'a\ud800' }, {})).code,
    'MILLRACE_EXPRESSION_TYPE',
  )
})

test('every overload of every function is chosen by its own types', () => {
  let overloads = 0
  for (const definition of functions.values()) {
    for (const { args, result } of definition.overloads) {
      const columns = Object.fromEntries(args.map((type, index) => [`x${index}`, type]))
      const parts = args.map((_type, index): Expr => {
        const constant = definition.constants?.includes(index) ? constants[definition.name] : undefined
        return constant ?? { kind: 'column', name: `x${index}` }
      })
      const call: Expr = {
        kind: 'call',
        fn: definition.name,
        args: parts,
        ...(definition.name === 'cast' ? { type: result } : {}),
      }
      const typed = inferType(call, columns)
      assert.is(typed.type, result)
      assert.ok(typed.kind === 'call' && typed.fn === definition.name)
      assert.equal(
        typed.args.map((arg) => arg.type),
        args,
      )
      overloads++
    }
  }
  console.log(`# ${functions.size} functions, ${overloads} overloads`)
})

const constants: Readonly<Record<string, Expr>> = {
  bucketize: { kind: 'literal', type: null, value: [1, 2] },
  hash_bucket: { kind: 'literal', type: null, value: 10 },
  date_trunc: { kind: 'literal', type: null, value: 'day' },
}

/** What inference promises of its result: every call is exactly one overload, every literal in its type's form. */
function checkTyped(expr: TypedExpr): void {
  if (expr.kind === 'literal') assert.equal(literalValue(expr.type, expr.value), expr.value)
  if (expr.kind !== 'call') return
  const types = expr.args.map((arg) => arg.type).join()
  const fits = functions
    .get(expr.fn)!
    .overloads.some((overload) => overload.args.join() === types && overload.result === expr.type)
  assert.ok(fits, `${expr.fn}(${types}) -> ${expr.type}`)
  expr.args.forEach(checkTyped)
}

test('any expression is typed or refused with a typed error, and typing again changes nothing', () => {
  const names = fc.constantFrom(...Object.keys(everyType), 'missing', '__proto__')
  let typed = 0
  fc.assert(
    fc.property(arbitraryExpr(names), (expr) => {
      try {
        const inferred = inferType(expr, everyType)
        typed++
        checkTyped(inferred)
        assert.equal(inferType(inferred, everyType), inferred)
      } catch (error) {
        if (!(error instanceof MillraceError)) throw error
      }
    }),
    { numRuns: 3000 },
  )
  assert.ok(typed > 100)
})

test('what is built by the overloads types to what was wanted', () => {
  for (const type of dataTypes) {
    fc.assert(
      fc.property(arbitraryTyped(type, 4), (expr) => {
        const inferred = inferType(expr, everyType)
        checkTyped(inferred)
        return inferred.type === type
      }),
      { numRuns: 60 },
    )
  }
})

test('data that is no expression is refused with a typed error', () => {
  const rubbish = fc.oneof(
    fc.anything(),
    fc.record({ kind: fc.constant('literal'), type: fc.anything(), value: fc.anything() }),
    fc.record({ kind: fc.constant('column'), name: fc.anything() }),
    fc.record({
      kind: fc.constant('call'),
      fn: fc.constantFrom(...functions.keys()),
      args: fc.anything(),
      type: fc.anything(),
    }),
    fc.record({
      kind: fc.constant('call'),
      fn: fc.constantFrom(...functions.keys()),
      args: fc.array(fc.anything(), { maxLength: 3 }),
    }),
  )
  fc.assert(
    fc.property(rubbish, (data) => {
      try {
        inferType(data as Expr, everyType)
      } catch (error) {
        return error instanceof MillraceError
      }
      return true
    }),
    { numRuns: 3000 },
  )
})

test('depth, size and circles are refused', () => {
  const nest = (depth: number): Expr => {
    let expr: Expr = { kind: 'column', name: 'i' }
    for (let level = 1; level < depth; level++) expr = { kind: 'call', fn: 'neg', args: [expr] }
    return expr
  }
  assert.is(inferType(nest(maximumDepth), schema).type, 'int32')
  for (const depth of [maximumDepth + 1, 100_000]) {
    assert.match(errorOf(() => inferType(nest(depth), schema)).message, /nested more than/)
  }
  let shared: Expr = { kind: 'column', name: 'i' }
  for (let level = 0; level < 60; level++) shared = { kind: 'call', fn: 'add', args: [shared, shared] }
  assert.match(errorOf(() => inferType(shared, schema)).message, /more than 100000 nodes/)
  const circle = { kind: 'call' as const, fn: 'neg', args: [] as Expr[] }
  circle.args.push(circle)
  assert.match(errorOf(() => inferType(circle, schema)).message, /nested more than/)
})

test('a node that is shared stays shared', () => {
  const part = parseExpression('i + 1')
  const typed = inferType({ kind: 'call', fn: 'mul', args: [part, part] }, schema)
  assert.ok(typed.kind === 'call' && typed.args[0] === typed.args[1])
})

test.run()
