import { invalidArgument } from '../arrow/invalid-value.js'
import { MillraceError } from '../errors.js'
import type { Schema } from '../types.js'
import { aggregateFunctions, aggregationType } from './aggregation-type.js'
import type { Aggregation, SortKey } from './backend.js'
import { columnType } from './check-columns.js'

/** Throws unless a group-by can compute an aggregation over columns of `schema`. */
export function assertAggregation(schema: Schema, name: string, aggregation: Aggregation): void {
  const fn = aggregation?.fn
  if (!aggregateFunctions.includes(fn)) {
    throw invalidArgument(`The aggregation '${name}' must have a function of ${aggregateFunctions.join(', ')}`, fn)
  }
  if (aggregation.column !== undefined) aggregationType(fn, columnType(schema, aggregation.column))
  else if (fn !== 'count') throw invalidArgument(`The aggregation '${name}' needs a column for the function`, fn)
}

/** Fills in a sort key's defaults; throws MILLRACE_INVALID_ARGUMENT where a part of it is wrong. */
export function completeSortKey(key: SortKey): Required<SortKey> {
  const { column, descending = false, nulls = 'last' } = key ?? {}
  if (typeof descending !== 'boolean')
    throw invalidArgument("A sort key's descending must be true or false", descending)
  if (nulls !== 'first' && nulls !== 'last')
    throw invalidArgument("A sort key's nulls must be 'first' or 'last'", nulls)
  return { column, descending, nulls }
}

/** Throws MILLRACE_INVALID_ARGUMENT unless frame number `index` of a concat has the columns of the first. */
export function assertSameColumns(expected: Schema, found: Schema, index: number): void {
  const names = new Set([...Object.keys(expected), ...Object.keys(found)])
  for (const name of names) {
    const [wanted, given] = [expected, found].map((schema) =>
      Object.hasOwn(schema, name) ? schema[name] : 'no column',
    )
    if (wanted === given) continue
    throw new MillraceError(
      'MILLRACE_INVALID_ARGUMENT',
      `Frame ${index} of a concat must have the columns of frame 0; '${name}' should be ${wanted} and is: ${given}`,
      { name, index, wanted, given },
    )
  }
}
