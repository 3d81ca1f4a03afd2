// Checked by tsc, never run: the types that expressions are given, and what must not compile.
import {
  coalesce,
  col,
  concat,
  cross,
  type Expression,
  greatest,
  haversine,
  least,
  lit,
  type TypesOf,
  traceTransform,
  when,
} from '../../src/expr/builder.js'
import type { DataType, Schema } from '../../src/types.js'
import { Bool, Bytes, Float32, Float64, Int32, Int64, String as Text, UnixTimestamp } from '../../src/types.js'

type Same<A, B> = (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false

/** Compiles only where the expression's type is exactly T. */
function is<T extends DataType>() {
  return <E extends Expression>(
    _expression: E,
    ..._same: Same<E, Expression<T>> extends true ? [] : ['not', E]
  ): void => {}
}

const schema = {
  i: Int32,
  l: Int64,
  f: Float32,
  d: Float64,
  s: Text,
  b: Bool,
  y: Bytes,
  t: UnixTimestamp,
  v: 'array<float32>',
  w: 'array<float64>',
  names: 'array<string>',
} as const

declare const anyNumber: number

traceTransform(schema, ({ i, l, f, d, s, b, y, t, v, w, names }) => {
  // Numbers meet as `infer` has them meet.
  is<'int32'>()(i.add(1))
  is<'int32'>()(i.mul(i))
  is<'int64'>()(i.add(l))
  is<'float64'>()(i.add(f))
  is<'float64'>()(l.mul(f))
  is<'float64'>()(f.add(d))
  is<'float32'>()(f.mul(0.7))
  is<'float32'>()(f.mul(2))
  is<'float32'>()(f.mul(0.7).add(f.mul(0.3)))
  is<'float64'>()(l.mul(0.5))
  is<'int64'>()(l.mul(2n))
  is<'int32' | 'int64'>()(i.add(3_000_000_000))
  is<'float32' | 'float64'>()(f.add(16_777_217))
  is<'int32' | 'int64' | 'float64'>()(i.add(anyNumber))
  is<'int64' | 'float64'>()(l.add(anyNumber))
  is<'float32' | 'float64'>()(f.add(anyNumber))
  is<'float64'>()(d.add(anyNumber))
  is<'float64'>()(i.div(2))
  is<'float32'>()(f.div(2))
  is<'float64'>()(f.div(i))
  is<'int64'>()(l.idiv(7))
  is<'int32'>()(i.mod(i))
  is<'float32'>()(f.sqrt())
  is<'float64'>()(i.sqrt())
  is<'float64'>()(i.pow(2))
  is<'int32'>()(i.abs().neg().sign())
  is<'int32'>()(i.clamp(0, 10))
  is<'float64'>()(i.clamp(0, 0.5))
  is<'float32'>()(f.clamp(0, 0.5))
  is<'int32'>()(d.bucketize([1, 2.5]))

  // Comparisons, logic and conditions.
  is<'bool'>()(i.gt(0.5).and(s.eq('x')).or(b.not()))
  is<'bool'>()(t.lt(new Date(0)).and(y.ne(new Uint8Array())))
  is<'bool'>()(v.isNull().or(f.isNan()))
  is<'float32'>()(f.nullif(0))
  is<'string'>()(s.nullif(''))
  is<'string'>()(when(b).then('yes').otherwise('no'))
  is<'string'>()(when(b).then(null).when(i.gt(1)).then(s).otherwise(null))
  is<'float32'>()(when(b).then(1).when(b).then(0.5).otherwise(f))
  is<'float32'>()(when(b).then(f).otherwise(0))
  is<'float64'>()(when(b).then(1).otherwise(0.5))
  is<'int64'>()(when(b).then(1).otherwise(2))
  is<'float64'>()(when(b).then(i).otherwise(f))
  is<'array<float32>'>()(when(b).then(v).otherwise([0, 0]))
  is<'float64'>()(coalesce(f, i, 0))
  is<'float32'>()(coalesce(f, 0.5))
  is<'string'>()(coalesce(s, 'none'))
  is<'int64'>()(least(i, l))
  is<'float32'>()(greatest(f, 0, 0.5))
  is<'timestamp'>()(greatest(t, new Date(0)))

  // Strings, hashes, time, lists.
  is<'string'>()(concat(s.trim().lower(), '-', s.substring(0, 3).replace('a', 'b')))
  is<'int32'>()(s.length())
  is<'bool'>()(s.contains('x').and(s.startsWith(s)))
  is<'int64'>()(cross(s, i, 'x').hashBucket(100))
  is<'int64'>()(s.hash())
  is<'int32'>()(t.hour())
  is<'timestamp'>()(t.dateTrunc('hour').add(5_000_000))
  is<'int64'>()(t.sub(t))
  is<'timestamp'>()(t.sub(1n))
  is<'float64'>()(t.diffSeconds(new Date(0)))
  is<'float64'>()(v.dot([1, 2]))
  is<'float64'>()(v.cosineSimilarity(w))
  is<'string'>()(names.element(0))
  is<'float32'>()(v.element(i))
  is<'int32'>()(names.size())
  is<'float64'>()(haversine(d, f, 48.8, 2))

  // Casts and literals.
  is<'float32'>()(i.cast(Float32))
  is<'timestamp'>()(l.cast(UnixTimestamp))
  is<'int64'>()(lit(1))
  is<'float64'>()(lit(0.5))
  is<'float32'>()(lit(0.5, Float32))
  is<'string'>()(lit(null, Text))
  is<'timestamp'>()(lit(new Date(0)))
  is<'array<int64>' | 'array<float64>'>()(lit([1, 2]))
  is<'float64'>()(f.mul(lit(0.5)))

  // A column whose type is not known takes every method.
  is<never>()(col('anything'))
  is<'bool'>()(col('anything').lower().eq('x'))
  is<'int64'>()(col('trips', Int64).add(1))
  is<never>()(col('anything').mul(2))

  // @ts-expect-error strings have no sum
  s.add(1)
  // @ts-expect-error a number and a string do not add
  i.add('1')
  // @ts-expect-error bools are not numbers
  i.mul(true)
  // @ts-expect-error integer division takes integers
  d.idiv(2)
  // @ts-expect-error integer division takes integers
  i.idiv(f)
  // @ts-expect-error a number has no letters
  i.lower()
  // @ts-expect-error a string and a number do not compare
  s.eq(1)
  // @ts-expect-error a comparison with null is always null; isNull asks
  i.eq(null)
  // @ts-expect-error a timestamp and a string do not compare
  t.gt('2024-01-01')
  // @ts-expect-error lists do not compare
  v.eq(v)
  // @ts-expect-error a number is no condition
  when(i)
  // @ts-expect-error a condition takes bools
  b.and(1)
  // @ts-expect-error branches are of one type
  when(b).then('yes').otherwise(1)
  // @ts-expect-error branches are of one type
  when(b).then(null).when(b).then(1).otherwise('no')
  // @ts-expect-error all of one type
  coalesce(s, 1)
  // @ts-expect-error strings have no least
  least(s, 'a')
  // @ts-expect-error strings are joined, not numbers
  concat(s, i)
  // @ts-expect-error only timestamps have an hour
  l.hour()
  // @ts-expect-error not a unit
  t.dateTrunc('fortnight')
  // @ts-expect-error no list of strings has a dot product
  names.dot(names)
  // @ts-expect-error a string does not become bytes
  s.cast(Bytes)
  // @ts-expect-error a bool does not become a timestamp
  b.cast(UnixTimestamp)
  // @ts-expect-error the literal is no float
  lit('x', Float32)
  // @ts-expect-error the number of buckets is a plain number
  s.hashBucket(i)
  // @ts-expect-error the boundaries are plain numbers
  d.bucketize([d])
  // @ts-expect-error no operand is undefined
  d.add(undefined)

  return { f, sum: i.add(l) }
})

// @ts-expect-error no such column
traceTransform(schema, ({ misspelt }) => ({ misspelt }))

// @ts-expect-error an output is an expression
traceTransform(schema, () => ({ one: 1 }))

// Where TypeScript does not know the schema, every method is there.
declare const unknown: Schema
traceTransform(unknown, ({ a, b }) => ({ sum: a!.add(b!), text: a!.lower() }))

declare function outputs<R extends Readonly<Record<string, Expression>>>(outputs: R): TypesOf<R>
const types = outputs({ score: col('x', Float32).mul(0.5), hot: col('x', Float32).gt(1) })
const score: 'float32' = types.score
const hot: 'bool' = types.hot
// @ts-expect-error a bool is no float
const wrong: 'float32' = types.hot

export { hot, score, wrong }
