import type { AggregateFunction, Aggregation as BackendAggregation } from '../backends/backend.js'

/** An aggregation whose function and column are literal types, so that its result's type is known to TypeScript. */
export interface Aggregation<Fn extends AggregateFunction = AggregateFunction, Column extends string = string>
  extends BackendAggregation {
  readonly fn: Fn
  readonly column?: Column
}

/** Adds up a column: int64 (wrapping) for integers, float64 for floats. Null where every value is. */
export const sum = aggregate('sum')

/** Averages a numeric column, in float64. Null where every value is. */
export const mean = aggregate('mean')

/** Takes the least value of a column; NaN is the greatest value. Null where every value is. */
export const min = aggregate('min')

/** Takes the greatest value of a column; NaN is the greatest value. Null where every value is. */
export const max = aggregate('max')

/** Counts the different values of a column that are not null. */
export const countDistinct = aggregate('count_distinct')

/** Gives the sample standard deviation of a numeric column, in float64. Null with fewer than two values. */
export const std = aggregate('std')

/** Gives the sample variance of a numeric column, in float64. Null with fewer than two values. */
export const variance = aggregate('var')

/** Takes the first value of a column, in row order, that is not null. */
export const first = aggregate('first')

/** Takes the last value of a column, in row order, that is not null. */
export const last = aggregate('last')

/**
 * Counts the values of a column that are not null; without a column, the rows.
 *
 * @example
 * const aggregations = { trips: count(), rated: count('rating') }
 */
export function count<const Column extends string = never>(column?: Column): Aggregation<'count', Column> {
  return Object.freeze(column === undefined ? { fn: 'count' } : { fn: 'count', column })
}

function aggregate<const Fn extends AggregateFunction>(fn: Fn) {
  return <const Column extends string>(column: Column): Aggregation<Fn, Column> => Object.freeze({ fn, column })
}
