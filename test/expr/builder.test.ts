import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  coalesce,
  col,
  concat,
  cross,
  type Expression,
  type Fields,
  greatest,
  haversine,
  least,
  lit,
  traceTransform,
  when,
} from '../../src/expr/builder.js'
import { inferType } from '../../src/expr/infer.js'
import { parseExpression } from '../../src/expr/parse.js'
import { printExpression } from '../../src/expr/print.js'
import { columnsOf } from '../../src/expr/walk.js'
import type { DataType } from '../../src/types.js'
import { errorOf } from './error-of.js'

const schema = {
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
} as const

const { i, l, f, d, s, b, y, t, v, w } = Object.fromEntries(
  Object.keys(schema).map((name) => [name, col(name)]),
) as unknown as Fields<typeof schema>

/** An expression, the text of the same, and the type that both TypeScript and `infer` give it. */
function same<T extends DataType>(expression: Expression<T>, text: string, type: NoInfer<T>): void {
  test(`builds ${text}`, () => {
    assert.is(printExpression(expression.ir), text)
    assert.equal(parseExpression(text), expression.ir)
    assert.is(inferType(expression.ir, schema).type, type)
  })
}

same(f.mul(0.7).add(f.mul(0.3)), 'f * 0.7 + f * 0.3', 'float32')
same(i.sub(l).div(2), '(i - l) / 2', 'float64')
same(i.idiv(2).mod(3n), 'idiv(i, 2) % 3n', 'int32')
same(i.add(f), 'i + f', 'float64')
same(l.mul(0.5), 'l * 0.5', 'float64')
same(d.neg().abs().sign(), 'sign(abs(-d))', 'float64')
same(i.eq(1).and(s.ne('x')).or(b.not()), "i = 1 and s != 'x' or not b", 'bool')
same(i.lt(l).and(i.le(f)), 'i < l and i <= f', 'bool')
same(d.gt(1).and(d.ge(2)), 'd > 1 and d >= 2', 'bool')
same(s.nullif(''), "nullif(s, '')", 'string')
same(v.isNull().or(v.isNotNull()), 'v is null or v is not null', 'bool')
same(f.isNan(), 'is_nan(f)', 'bool')
same(f.clamp(0, 0.5), 'clamp(f, 0, 0.5)', 'float32')
same(i.floor().ceil().round().trunc(), 'trunc(round(ceil(floor(i))))', 'float64')
same(f.sqrt().exp().log().log1p().expm1(), 'expm1(log1p(log(exp(sqrt(f)))))', 'float32')
same(f.pow(2).sin().cos().tan().tanh().sigmoid(), 'sigmoid(tanh(tan(cos(sin(pow(f, 2))))))', 'float32')
same(d.atan2(f), 'atan2(d, f)', 'float64')
same(f.bucketize([0, 0.5]), 'bucketize(f, [0, 0.5])', 'int32')
same(i.cast('float32').cast('string'), 'cast(cast(i as float32) as string)', 'string')
same(s.length().add(s.byteLength()), 'length(s) + byte_length(s)', 'int32')
same(s.trim().lower().upper(), 'upper(lower(trim(s)))', 'string')
same(
  s.contains('a').and(s.startsWith(s)).and(s.endsWith('c')),
  "contains(s, 'a') and starts_with(s, s) and ends_with(s, 'c')",
  'bool',
)
same(s.substring(0, i).replace('a', s), "replace(substring(s, 0, i), 'a', s)", 'string')
same(concat(s, '-', s), "concat(s, '-', s)", 'string')
same(s.hash().add(y.hash()), 'hash(s) + hash(y)', 'int64')
same(cross(s, i, 'x').hashBucket(100), "hash_bucket(cross(s, i, 'x'), 100)", 'int64')
same(t.year().add(t.month()).add(t.day()), 'year(t) + month(t) + day(t)', 'int32')
same(t.hour().add(t.minute()).add(t.second()), 'hour(t) + minute(t) + second(t)', 'int32')
same(t.dayOfWeek().add(t.dayOfYear()), 'day_of_week(t) + day_of_year(t)', 'int32')
same(t.epochSeconds(), 'epoch_seconds(t)', 'int64')
same(t.dateTrunc('hour').add(1), "date_trunc('hour', t) + 1", 'timestamp')
same(t.sub(new Date(0)), "t - timestamp '1970-01-01T00:00:00.000000Z'", 'int64')
same(t.sub(5n).diffSeconds(t), 'diff_seconds(t - 5n, t)', 'float64')
same(haversine(d, f, 1, -2.5), 'haversine(d, f, 1, -2.5)', 'float64')
same(v.dot([1, 2]).add(v.l2(w)), 'dot(v, [1, 2]) + l2(v, w)', 'float64')
same(v.cosineSimilarity(v).add(w.norm()), 'cosine_similarity(v, v) + norm(w)', 'float64')
same(v.element(0), 'element(v, 0)', 'float32')
same(v.size(), 'size(v)', 'int32')
same(least(i, l, 5), 'least(i, l, 5)', 'int64')
same(greatest(0, f), 'greatest(0, f)', 'float32')
same(coalesce(null, f, 1), 'coalesce(null, f, 1)', 'float32')
same(when(b).then(1).otherwise(f), 'case when b then 1 else f end', 'float32')
same(when(b).then(1).when(b).then(0.5).otherwise(f), 'case when b then 1 when b then 0.5 else f end', 'float32')
same(when(b).then(null).when(b).then('x').otherwise(s), "case when b then null when b then 'x' else s end", 'string')
same(when(b).then(1).otherwise(0.5), 'case when b then 1 else 0.5 end', 'float64')
same(lit(1).add(f), "int64 '1' + f", 'float64')
same(f.mul(lit(0.7, 'float32')), `f * float32 '${Math.fround(0.7)}'`, 'float32')
same(lit([1.5]), 'array<float64> [1.5]', 'array<float64>')
same(lit(new Date(5)), "timestamp '1970-01-01T00:00:00.005000Z'", 'timestamp')
same(lit(null, 'bytes'), 'bytes null', 'bytes')
same(y.eq(Uint8Array.of(255)), "y = bytes 'ff'", 'bool')

test('literals are copied, and the IR is frozen', () => {
  const boundaries = [1, 2]
  const bytes = Uint8Array.of(1)
  const bucket = f.bucketize(boundaries)
  const equal = y.eq(bytes)
  boundaries.push(3)
  bytes[0] = 9
  assert.is(printExpression(bucket.ir), 'bucketize(f, [1, 2])')
  assert.is(printExpression(equal.ir), "y = bytes '01'")
  assert.throws(() => Object.assign(bucket.ir, { fn: 'x' }), TypeError)
})

test('vectors may be typed arrays', () => {
  assert.is(printExpression(v.dot(new Float32Array([1, 0.5])).ir), 'dot(v, [1, 0.5])')
})

test('what is no literal is refused where it is written', () => {
  const bad: unknown[] = [undefined, {}, Symbol('x'), () => 1, [[undefined]], new Date(Number.NaN)]
  for (const value of bad) {
    assert.is(errorOf(() => d.add(value as number)).code, 'MILLRACE_INVALID_VALUE')
  }
  assert.is(errorOf(() => lit(1.5, 'int32')).code, 'MILLRACE_INVALID_VALUE')
  assert.is(errorOf(() => lit(2n ** 63n, 'int64')).code, 'MILLRACE_INVALID_VALUE')
})

test('a case that is awaited by mistake fails instead of hanging', async () => {
  let code = ''
  try {
    await (when(b) as unknown as Promise<unknown>)
  } catch (error) {
    code = (error as { code: string }).code
  }
  assert.is(code, 'MILLRACE_INVALID_VALUE')
})

test('tracing gives each output once, in order', () => {
  const outputs = traceTransform(schema, ({ f, i }) => ({ score: f.mul(2), hot: f.gt(i), f }))
  assert.is(Object.getPrototypeOf(outputs), null)
  assert.equal(
    Object.entries(outputs).map(([name, ir]) => `${name}: ${printExpression(ir)}`),
    ['score: f * 2', 'hot: f > i', 'f: f'],
  )
  assert.equal(columnsOf(outputs.hot!), ['f', 'i'])
})

test('the fields of a transform can be listed and spread', () => {
  const outputs = traceTransform({ a: 'int32', b: 'int64' } as const, ({ a, ...rest }) => ({
    ...rest,
    sum: a.add(rest.b),
  }))
  assert.equal(Object.keys(outputs), ['b', 'sum'])
})

test('a column that is not there names the nearest', () => {
  const wide: Readonly<Record<string, DataType>> = { conv_rate: 'float32' }
  const error = errorOf(() => traceTransform(wide, ({ conv_rat }) => ({ x: conv_rat! })))
  assert.is(error.code, 'MILLRACE_FEATURE_NOT_FOUND')
  assert.match(error.message, /"conv_rat".*"conv_rate"/)
  for (const name of ['__proto__', 'constructor', 'then']) {
    assert.is(
      errorOf(() => traceTransform(wide, (fields) => ({ x: fields[name]! }))).code,
      'MILLRACE_FEATURE_NOT_FOUND',
    )
  }
})

test('a transform that throws or returns anything else is a typed error', () => {
  const cause = new TypeError('boom')
  const thrown = errorOf(() =>
    traceTransform(schema, () => {
      throw cause
    }),
  )
  assert.is(thrown.code, 'MILLRACE_TRANSFORM_FAILED')
  assert.is(thrown.cause, cause)
  assert.match(thrown.message, /boom/)
  const returned: unknown[] = [undefined, null, 5, f, Promise.resolve({}), { x: 1 }, { x: undefined }, { x: [f] }]
  for (const value of returned) {
    assert.is(
      errorOf(() => traceTransform(schema, () => value as Record<string, Expression>)).code,
      'MILLRACE_TRANSFORM_FAILED',
    )
  }
})

test.run()
