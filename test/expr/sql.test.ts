import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { functions } from '../../src/expr/functions.js'
import { inferType } from '../../src/expr/infer.js'
import { parseExpression } from '../../src/expr/parse.js'
import { sqlType } from '../../src/expr/sql/sql-text.js'
import { expressionToSql, sqlInexact, sqlMissing } from '../../src/expr/sql.js'
import type { DataType, Value } from '../../src/types.js'
import { arbitraryTyped, everyType } from './arbitrary-expr.js'
import { evaluate, query } from './duckdb.js'
import { errorOf } from './error-of.js'

for (const [name, { example }] of functions) {
  if (sqlMissing.has(name)) {
    test(`${name} is refused, with the reason`, () => {
      const error = errorOf(() => expressionToSql(inferType(parseExpression(example.text), {})))
      assert.is(error.code, 'MILLRACE_BACKEND_UNSUPPORTED')
      assert.ok(error.message.includes(sqlMissing.get(name)!))
    })
  } else {
    test(`DuckDB gives ${example.text} the value the table says`, async () => {
      const value = await evaluate(example.text)
      if (!sqlInexact.has(name)) assert.ok(isDeepStrictEqual(value, example.value), `${value}`)
      else if (typeof value === 'number') assert.ok(Math.abs(value - (example.value as number)) < 1e-9, `${value}`)
      else assert.type(value, typeof example.value as 'string')
    })
  }
}

/** What DESIGN and the table say of the edges, computed by DuckDB. */
const edges: readonly (readonly [text: string, value: Value])[] = [
  ["int32 '2147483647' + int32 '1'", -2147483648],
  ["int64 '9223372036854775807' * 3", 9223372036854775805n],
  ["idiv(int64 '-9223372036854775808', -1)", -(2n ** 63n)],
  ["int32 '-2147483648' % int32 '-1'", 0],
  ["abs(int32 '-2147483648')", -2147483648],
  ['idiv(1, 0)', null],
  ['1 % 0', null],
  ['1 / 0', Number.POSITIVE_INFINITY],
  ['0 / 0', Number.NaN],
  ["float32 '3e38' * float32 '10'", Number.POSITIVE_INFINITY],
  ["float32 '0.1' + float32 '0.2'", Math.fround(Math.fround(0.1) + Math.fround(0.2))],
  ['-(0.0 * 1.5)', -0],
  ['sign(-0)', -0],
  ["least(-0, float32 '1e-45')", -0],
  ['sign(nan)', Number.NaN],
  ['nan = nan', false],
  ['nan != nan', true],
  ['1.5 < nan', false],
  ['nan > float64 null', null],
  ['-0 = 0.5 - 0.5', true],
  ['least(nan, 1.5)', Number.NaN],
  ['least(0.5 - 0.5, -0)', -0],
  ['greatest(-0, 0.5 - 0.5)', 0],
  ['greatest(1, null)', null],
  ['clamp(5, 3, 1)', 1n],
  ['clamp(nan, 0, 1)', Number.NaN],
  ['nullif(nan, nan)', Number.NaN],
  ['nullif(1, int64 null)', 1n],
  ['null and true', null],
  ['null or false', null],
  ['case when null then 1 else 2 end', 2n],
  ['round(0.5)', 0],
  ['round(-1.5)', -2],
  ['round(-0.4)', -0],
  ['sqrt(-1)', Number.NaN],
  ['log(0)', Number.NEGATIVE_INFINITY],
  ['bucketize(nan, [1, 2])', 2],
  ['bucketize(1, [1, 2])', 1],
  ['bucketize(float64 null, [1, 2])', null],
  ['cast(nan as int32)', null],
  ['cast(1e300 as float32)', null],
  ['cast(infinity as float32)', Number.POSITIVE_INFINITY],
  ['cast(9223372036854775808.0 as int64)', null],
  ["cast(int64 '9007200002244609' as float32)", 9007200328482816],
  ["cast(' 5' as int64)", null],
  ["cast('1.5' as int32)", null],
  ["cast('+5' as int32)", 5],
  ["cast('.5e1' as float64)", 5],
  ["cast('1e999' as float64)", null],
  ["cast('-Infinity' as float64)", Number.NEGATIVE_INFINITY],
  ["cast('inf' as float64)", null],
  ["cast('True' as bool)", null],
  ['cast(true as float32)', 1],
  ["cast(timestamp '1969-12-31T23:59:59.999999Z' as string)", '1969-12-31T23:59:59.999999Z'],
  ["cast(timestamp '253402300800000000us' as string)", null],
  ["substring('a€😀b', 1, 2)", '€😀'],
  ["substring('abc', -1, 2)", null],
  ["substring('abc', 5, 2)", ''],
  ["substring('abc', 1, 9223372036854775807)", 'bc'],
  ["replace('abc', '', 'x')", 'abc'],
  ["trim(concat(' a', ' '))", 'a'],
  ["contains('abc', '')", true],
  ["contains('', concat('a', string null))", null],
  ["'ä' > 'z'", true],
  ["year(timestamp '-62167219200000001us')", -1],
  ["epoch_seconds(timestamp '-1us')", -1n],
  ["second(timestamp '-1us')", 59],
  ["date_trunc('day', timestamp '-1us')", -86_400_000_000n],
  ["day_of_week(timestamp '1970-01-04')", 7],
  ["timestamp '1970-01-01' - timestamp '1970-01-02'", -86_400_000_000n],
  ['dot([1, 2], [1])', null],
  ['dot(array<float64> [], [])', 0],
  [
    'dot([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7], [0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1])',
    0.1 * 0.7 + 0.5 * 0.3 + (0.2 * 0.6 + 0.6 * 0.2) + (0.3 * 0.5 + 0.7 * 0.1 + 0.4 * 0.4),
  ],
  ['cosine_similarity([0, 0], [1, 1])', Number.NaN],
  ['element([1, 2], -1)', null],
  ['element([1, 2], 2)', null],
  ['size(array<string> [])', 0],
]

for (const [text, value] of edges) {
  test(`DuckDB gives ${text} as ${value}`, async () => {
    const found = await evaluate(text)
    assert.ok(isDeepStrictEqual(found, value), `${found}`)
  })
}

test('each cast without SQL is refused, and each other one is written', async () => {
  const refused: string[] = []
  for (const { args, result } of functions.get('cast')!.overloads) {
    const typed = inferType(
      { kind: 'call', fn: 'cast', args: [{ kind: 'literal', type: args[0]!, value: null }], type: result },
      {},
    )
    // A literal null is given its type at once; a column is cast.
    const call = {
      kind: 'call',
      fn: 'cast',
      args: [typed.kind === 'literal' ? { ...typed, type: args[0]! } : typed],
      type: result,
    } as const
    try {
      const rows = await query(`SELECT ${expressionToSql(call)}`)
      assert.is(rows[0]![0], null)
    } catch (error) {
      assert.is((error as { code?: string }).code, 'MILLRACE_BACKEND_UNSUPPORTED', String(error))
      refused.push(`${args[0]} ${result}`)
    }
  }
  assert.equal(refused, ['float32 string', 'float64 string', 'string timestamp'])
})

test('a cast that does not fit is null under a comparison too', async () => {
  const sql = expressionToSql(inferType(parseExpression('cast(x as int32) <= 0'), { x: 'int64' }))
  const rows = await query(`SELECT ${sql} FROM (SELECT 2147483648::BIGINT AS x UNION ALL SELECT 0)`)
  assert.equal(rows, [[null], [true]])
})

// DuckDB 1.5.5 rewrites date_trunc(unit, x) = constant, and takes a null x for a time that is not equal.
test('a truncated time that is null is null under a comparison with a constant too', async () => {
  for (const operator of ['=', '!=', '<', '<=', '>', '>=']) {
    const text = `date_trunc('second', x) ${operator} timestamp '-1us'`
    const sql = expressionToSql(inferType(parseExpression(text), { x: 'timestamp' }))
    const rows = await query(`SELECT ${sql} FROM (SELECT CAST(NULL AS TIMESTAMP) AS x UNION ALL SELECT NULL)`)
    assert.equal(rows, [[null], [null]], text)
  }
})

test('nesting does not make the text explode', () => {
  let text = 'float64'
  for (let depth = 0; depth < 30; depth++) text = `clamp(${text}, 0, 1)`
  assert.ok(expressionToSql(inferType(parseExpression(text), everyType)).length < 100_000)
})

// DuckDB's infinite timestamps: make_timestamp refuses their numbers, 2^63 - 1 and its negation.
const infiniteTimestamp = /make_timestamp\(CAST\('-?9223372036854775807' AS BIGINT\)\)/

test('DuckDB takes the SQL of generated expressions, at the types inferred', async () => {
  const columns = Object.entries(everyType).map(
    ([name, type]) => `${expressionToSql({ kind: 'literal', type, value: null })} AS "${name}"`,
  )
  const typed = fc
    .constantFrom<DataType>('bool', 'int32', 'int64', 'float32', 'float64', 'string', 'timestamp')
    .chain((type) => arbitraryTyped(type as 'bool', 3, (fn) => sqlMissing.has(fn) || fn === 'cast'))
    .map((expr) => inferType(expr, everyType))
    .map((expr) => ({ type: sqlType(expr.type), sql: expressionToSql(expr) }))
  await fc.assert(
    fc.asyncProperty(typed, async ({ type, sql }) => {
      fc.pre(!infiniteTimestamp.test(sql))
      const [column] = await query(`DESCRIBE SELECT ${sql} FROM (SELECT ${columns.join(', ')})`)
      assert.is(column![1], type)
    }),
    { numRuns: 300 },
  )
})

test.run()
