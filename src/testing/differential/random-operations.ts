import fc from 'fast-check'
import type { AggregateFunction, JoinType, SortKey } from '../../backends/backend.js'
import { type DataType, dataTypes, type ScalarType, scalarTypes } from '../../types.js'
import { type ColumnRecipe, columnRecipes, type FrameRecipe, type Shape, shapes } from './random-frames.js'

/** One side of a join, or the frame of another operation. */
export interface RandomFrame {
  readonly recipe: FrameRecipe
  readonly shape: Shape
}

const payload = fc.tuple(fc.constantFrom(...dataTypes), columnRecipes('edge', 'any', 'ordinary'))
const payloads = fc.array(payload, { maxLength: 3, size: 'max' })

/** Columns `c0`, `c1` and so on of the listed types. */
function named(prefix: string, columns: readonly (readonly [DataType, ColumnRecipe])[]): FrameRecipe {
  return Object.fromEntries(columns.map((column, index) => [`${prefix}${index}`, column]))
}

/** Key columns of one choice of types for any number of frames, with a pool of values that grows with the length. */
function keyColumns(types: readonly ScalarType[], recipes: readonly ColumnRecipe[], shape: Shape): FrameRecipe {
  const columns = types.map((type, index) => {
    const recipe = recipes[index]!
    // Few keys over many rows would make joins of millions of rows.
    const spread = shape.length > 130 ? Math.max(recipe.spread, shape.length >> 2) : recipe.spread
    return [type, { ...recipe, spread }] as const
  })
  return named('k', columns)
}

/** Types of keys; a single bool is left out, because its two values make joins of all rows with all. */
function keyTypes(): fc.Arbitrary<readonly ScalarType[]> {
  return fc
    .oneof(
      { arbitrary: fc.tuple(fc.constantFrom(...scalarTypes)), weight: 3 },
      { arbitrary: fc.array(fc.constantFrom(...scalarTypes), { minLength: 2, maxLength: 3, size: 'max' }), weight: 2 },
    )
    .map((types) => (types.every((type) => type === 'bool') ? [...types, 'int64' as const].slice(-3) : types))
}

const keyRecipes = fc.array(columnRecipes('pool'), { minLength: 3, maxLength: 3 })

export interface RandomJoin {
  readonly left: RandomFrame
  readonly right: RandomFrame
  readonly on: readonly string[]
  readonly how: JoinType
}

/** Joins of two frames on one to three keys of any types. */
export const joins: fc.Arbitrary<RandomJoin> = fc
  .record({
    types: keyTypes(),
    how: fc.constantFrom<JoinType>('inner', 'left'),
    left: fc.record({ keys: keyRecipes, shape: shapes, columns: payloads }),
    right: fc.record({ keys: keyRecipes, shape: shapes, columns: payloads }),
  })
  .map(({ types, how, left, right }) => {
    const side = ({ keys, shape, columns }: typeof left): RandomFrame => ({
      recipe: { ...keyColumns(types, keys, shape), ...named('c', columns) },
      shape,
    })
    return { left: side(left), right: side(right), on: types.map((_, index) => `k${index}`), how }
  })

export interface RandomAsofJoin extends Omit<RandomJoin, 'how'> {
  readonly ttl: bigint
  readonly tieBreaker: boolean
}

const times = columnRecipes('edge', 'any', 'pool', 'ascending')

/** Point-in-time joins with and without keys, tie breakers and ttl; times are `t`, tie breakers `u`. */
export const asofJoins: fc.Arbitrary<RandomAsofJoin> = fc
  .record({
    types: fc.array(fc.constantFrom(...scalarTypes), { maxLength: 2, size: 'max' }),
    ttl: fc.constantFrom(0n, 1n, 2000n, 3_000_009n, 2n ** 62n, 2n ** 63n - 1n, 2n ** 64n - 1n, 2n ** 64n),
    tieBreaker: fc.boolean(),
    profile: fc.constantFrom('edge', 'any', 'pool', 'ascending', 'ascending'),
    left: fc.record({ keys: keyRecipes, shape: shapes, time: times, tie: times, columns: payloads }),
    right: fc.record({ keys: keyRecipes, shape: shapes, time: times, tie: times, columns: payloads }),
  })
  .map(({ types, ttl, tieBreaker, profile, left, right }) => {
    const side = ({ keys, shape, time, tie, columns }: typeof left): RandomFrame => {
      const clock: FrameRecipe = { t: ['timestamp', { ...time, profile }], u: ['timestamp', tie] }
      return { recipe: { ...keyColumns(types, keys, shape), ...clock, ...named('c', columns) }, shape }
    }
    return { left: side(left), right: side(right), on: types.map((_, index) => `k${index}`), ttl, tieBreaker }
  })

const aggregateFunctions: readonly AggregateFunction[] = [
  'sum',
  'mean',
  'std',
  'var',
  'min',
  'max',
  'count_distinct',
  'count',
  'first',
  'last',
]

/** The functions that take a type. */
export function aggregatesOf(type: DataType): readonly AggregateFunction[] {
  if (type.startsWith('array<')) return aggregateFunctions.slice(7)
  return ['int32', 'int64', 'float32', 'float64'].includes(type) ? aggregateFunctions : aggregateFunctions.slice(4)
}

export interface RandomGrouping extends RandomFrame {
  readonly keys: readonly string[]
}

/** Frames with none to three key columns and some others. */
export const groupings: fc.Arbitrary<RandomGrouping> = fc
  .record({
    types: fc.array(fc.constantFrom(...scalarTypes), { maxLength: 3, size: 'max' }),
    keys: keyRecipes,
    spreadKeys: fc.boolean(),
    shape: shapes,
    columns: fc.array(fc.tuple(fc.constantFrom(...dataTypes), columnRecipes('edge', 'any', 'ordinary', 'pool')), {
      maxLength: 3,
      size: 'max',
    }),
  })
  .map(({ types, keys, spreadKeys, shape, columns }) => {
    const recipes = types.map((type, index) => [type, keys[index]!] as const)
    const keyed = spreadKeys ? keyColumns(types, keys, shape) : named('k', recipes)
    return { recipe: { ...keyed, ...named('c', columns) }, shape, keys: Object.keys(keyed) }
  })

export interface RandomOrdering extends RandomFrame {
  readonly keys: readonly string[]
  readonly by: readonly Required<SortKey>[]
}

/** Frames with one to three columns to order by. */
export const orderings: fc.Arbitrary<RandomOrdering> = fc
  .record({
    by: fc.array(
      fc.record({
        type: fc.constantFrom(...scalarTypes),
        recipe: columnRecipes('edge', 'any', 'pool', 'pool'),
        descending: fc.boolean(),
        nulls: fc.constantFrom('first' as const, 'last' as const),
      }),
      { minLength: 1, maxLength: 3, size: 'max' },
    ),
    keyType: fc.constantFrom(...scalarTypes),
    key: columnRecipes('pool'),
    shape: shapes,
    columns: payloads,
  })
  .map(({ by, keyType, key, shape, columns }) => {
    const orders = by.map(({ type, recipe }) => [type, recipe] as const)
    return {
      recipe: { k0: [keyType, key], ...named('o', orders), ...named('c', columns) },
      shape,
      keys: ['k0'],
      by: by.map(({ descending, nulls }, index) => ({ column: `o${index}`, descending, nulls })),
    }
  })

/** A step of a chain of operations; numbers choose among what the frame has when the step is reached. */
export type Step =
  | { readonly op: 'slice'; readonly offset: number; readonly length: number }
  | { readonly op: 'select' | 'sort' | 'dropDuplicates' | 'group'; readonly columns: readonly number[] }
  | { readonly op: 'rename' | 'computed' | 'filter' | 'join'; readonly column: number }
  | { readonly op: 'concat'; readonly times: number }

const sizes = fc.oneof({ withCrossShrink: true }, fc.nat(4), fc.nat(1100))
const places = fc.array(fc.nat(9), { minLength: 1, maxLength: 4, size: 'max' })

/** Chains of operations on one frame, each on the result of the one before. */
export const chains: fc.Arbitrary<RandomFrame & { readonly steps: readonly Step[] }> = fc
  .record({
    columns: fc.array(fc.tuple(fc.constantFrom(...dataTypes), columnRecipes('edge', 'any', 'ordinary', 'pool')), {
      minLength: 1,
      maxLength: 5,
      size: 'max',
    }),
    shape: shapes,
    steps: fc.array(
      fc.oneof(
        fc.record({ op: fc.constant('slice' as const), offset: sizes, length: sizes }),
        fc.record({ op: fc.constantFrom('select', 'sort', 'dropDuplicates', 'group'), columns: places }),
        fc.record({ op: fc.constantFrom('rename', 'computed', 'filter', 'join'), column: fc.nat(9) }),
        fc.record({ op: fc.constant('concat' as const), times: fc.integer({ min: 1, max: 3 }) }),
      ),
      { minLength: 1, maxLength: 6, size: 'max' },
    ),
  })
  .map(({ columns, shape, steps }) => ({ recipe: named('c', columns), shape, steps }))
