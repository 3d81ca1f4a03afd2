/** The name of an aggregate; {@link Aggregation} says what each takes and gives. */
export type AggregateFunction =
  | 'sum'
  | 'mean'
  | 'min'
  | 'max'
  | 'count'
  | 'count_distinct'
  | 'std'
  | 'var'
  | 'first'
  | 'last'

/**
 * One output column of a group-by. All but `count` need a `column`; `count` without one counts rows.
 *
 * Nulls are skipped, and a group without any value gives null (`count` and `count_distinct`: 0). In row order within
 * the group, and so that every engine gives the same bits:
 *
 * | fn | takes | gives | how |
 * |---|---|---|---|
 * | sum | int32, int64 | int64 | wraps in two's complement |
 * | sum | float32, float64 | float64 | `s = 0`, then `s = s + x` for each value in order, in float64 |
 * | mean | numbers | float64 | the float64 sum as above (an int64 is rounded to float64 first), divided by the count |
 * | var | numbers | float64 | with m the mean as above: `q = 0`, then `q = q + (x - m) * (x - m)` for each value in order, `q / (n - 1)`; null where n < 2 |
 * | std | numbers | float64 | the square root of var |
 * | min, max | scalars | the same | by the order of sort: NaN is the greatest, -0 equals 0; of equal values the first |
 * | count | any | int64 | values that are not null |
 * | count_distinct | scalars | int64 | values that differ as keys do: NaN equals NaN, -0 equals 0 |
 * | first, last | any | the same | the first or last value that is not null |
 */
export interface Aggregation {
  readonly fn: AggregateFunction
  readonly column?: string
}
