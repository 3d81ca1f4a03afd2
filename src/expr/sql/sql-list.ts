import type { SqlFunction } from './sql-function.js'
import { bind, bindCalls, sqlType } from './sql-text.js'

/** The sum of a list of DOUBLEs in the order of the function table: four sums of every fourth item, then two and one. */
function laneSum(list: string): string {
  return bind([list], (items) => {
    const lane = (first: number) => `coalesce(list_sum(${items}[${first}:len(${items}):4]), CAST(0 AS DOUBLE))`
    return `((${lane(1)} + ${lane(2)}) + (${lane(3)} + ${lane(4)}))`
  })
}

/** The sum of a formula over the pairs of items of two lists. */
function pairSum(left: string, right: string, formula: (x: string, y: string) => string): string {
  const pairs = `list_zip(${left}, ${right})`
  const item = (index: number) => `CAST(pair[${index}] AS DOUBLE)`
  return laneSum(`list_transform(${pairs}, lambda pair: ${formula(item(1), item(2))})`)
}

function dot(left: string, right: string): string {
  return pairSum(left, right, (x, y) => `${x} * ${y}`)
}

function norm(list: string): string {
  return `sqrt(${dot(list, list)})`
}

/** Null where a list is null or the lengths differ. */
function ofVectors(write: (left: string, right: string) => string): SqlFunction {
  return (values, { args }) =>
    bindCalls(values, args, (left, right) => `CASE WHEN len(${left}) = len(${right}) THEN ${write(left!, right!)} END`)
}

export const sqlListFunctions: readonly (readonly [string, SqlFunction])[] = [
  ['dot', ofVectors(dot)],
  ['l2', ofVectors((left, right) => `sqrt(${pairSum(left, right, (x, y) => `(${x} - ${y}) * (${x} - ${y})`)})`)],
  ['cosine_similarity', ofVectors((left, right) => `(${dot(left, right)} / (${norm(left)} * ${norm(right)}))`)],
  [
    'norm',
    (values, { args }) => bindCalls(values, args, (list) => `CASE WHEN ${list} IS NOT NULL THEN ${norm(list!)} END`),
  ],
  [
    'element',
    (values, { args, type }) =>
      bindCalls(values, args, (list, index) => {
        const item = `CASE WHEN ${index} >= 0 AND ${index} < len(${list}) THEN ${list}[${index} + 1] END`
        // DuckDB 1.5 forgets the type of an item of a list that is a constant null.
        return `CAST(${item} AS ${sqlType(type)})`
      }),
  ],
  ['size', ([list]) => `CAST(len(${list}) AS INTEGER)`],
]
