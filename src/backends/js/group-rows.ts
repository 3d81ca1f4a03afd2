import { valueAt } from '../../arrow/value-at.js'
import type { Value } from '../../types.js'
import { compareValues, keyText } from './compare-values.js'
import type { Columns } from './join-rows.js'

/** Lists the rows of each group of equal keys, in row order; groups in order of first appearance. */
export function groupRows(columns: Columns, length: number, keys: readonly string[]): number[][] {
  const groups = new Map<string, number[]>()
  for (let row = 0; row < length; row++) {
    const key = keyText(keys.map((name) => valueAt(columns.get(name)!, row)))
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [row])
    else group.push(row)
  }
  return [...groups.values()]
}

/** Lists in input order the row of each key that is greatest by `orderBy`, of equal ones the last. */
export function latestRows(
  columns: Columns,
  length: number,
  keys: readonly string[],
  orderBy: readonly string[],
): Int32Array {
  const survivors = groupRows(columns, length, keys).map((rows) =>
    rows.reduce((best, row) => (compareRows(columns, orderBy, row, best) >= 0 ? row : best)),
  )
  return Int32Array.from(survivors).sort()
}

function compareRows(columns: Columns, names: readonly string[], a: number, b: number): number {
  for (const name of names) {
    const order = compareNullFirst(valueAt(columns.get(name)!, a), valueAt(columns.get(name)!, b))
    if (order !== 0) return order
  }
  return 0
}

function compareNullFirst(a: Value, b: Value): number {
  return a === null || b === null ? Number(a !== null) - Number(b !== null) : compareValues(a, b)
}
