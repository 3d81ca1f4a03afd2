import { valueAt } from '../../arrow/value-at.js'
import type { Value } from '../../types.js'
import type { SortKey } from '../backend.js'
import { compareValues } from './compare-values.js'
import type { Columns } from './join-rows.js'

/** Lists the row numbers in sorted order. */
export function sortRows(columns: Columns, length: number, by: readonly Required<SortKey>[]): Int32Array {
  const keys = by.map((key) => ({ ...key, values: columns.get(key.column)! }))
  const rows = Array.from({ length }, (_, row) => row)
  // Array.prototype.sort is stable.
  rows.sort((a, b) => {
    for (const { values, descending, nulls } of keys) {
      const order = compareKey(valueAt(values, a), valueAt(values, b), descending, nulls)
      if (order !== 0) return order
    }
    return 0
  })
  return Int32Array.from(rows)
}

function compareKey(a: Value, b: Value, descending: boolean, nulls: 'first' | 'last'): number {
  if (a === null || b === null) {
    const nullLast = Number(a === null) - Number(b === null)
    return nulls === 'last' ? nullLast : -nullLast
  }
  return descending ? compareValues(b, a) : compareValues(a, b)
}
