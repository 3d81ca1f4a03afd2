import type { Table } from 'apache-arrow'
import { isValid } from '../arrow/bitmap.js'
import { columnsFromTable } from '../arrow/table-from-columns.js'
import { valueAt } from '../arrow/value-at.js'
import type { Column } from '../column.js'
import type { Value } from '../types.js'
import { show } from './assertion.js'

/**
 * Compares two tables bit for bit, and says where they first differ; null where they are the same.
 *
 * The same means: columns of the same names and types in the same order, the same number of rows, nulls in the same
 * places and under no null a different bit. So -0 and 0 differ. NaNs are one value, whatever their sign and payload,
 * because WebAssembly leaves those open. What lies under a null does not count, nor how a table is cut into batches.
 *
 * @example
 * compareBits(await wasm.toArrow(a), await js.toArrow(b)) // "column 'x', row 3: 0 and -0"
 */
export function compareBits(left: Table, right: Table): string | null {
  const [a, b] = [columnsFromTable(left), columnsFromTable(right)]
  const [first, second] = [a, b].map((columns) => [...columns].map(([name, { type }]) => `${name} ${type}`).join(', '))
  if (first !== second) return `columns: ${first} and ${second}`
  if (left.numRows !== right.numRows) return `rows: ${left.numRows} and ${right.numRows}`
  for (const [name, column] of a) {
    const row = firstDifference(column, b.get(name)!)
    if (row < 0) continue
    return `column '${name}', row ${row}: ${show(valueAt(column, row))} and ${show(valueAt(b.get(name)!, row))}`
  }
  return null
}

/** The first row in which two columns of one type and length differ, or -1. */
function firstDifference(a: Column, b: Column): number {
  const same = sameSlots(a, b)
  for (let row = 0; row < a.length; row++) {
    const valid = isValid(a.validity, row)
    if (valid !== isValid(b.validity, row)) return row
    if (valid && !same(row)) return row
  }
  return -1
}

function sameSlots(a: Column, b: Column): (row: number) => boolean {
  const [left, right] = [a.values, b.values]
  const isNumber = a.offsets === null && a.type !== 'bool'
  if (isNumber) return (row) => Object.is(left![row], right![row])
  return (row) => sameValues(valueAt(a, row), valueAt(b, row))
}

function sameValues(a: Value, b: Value): boolean {
  if (typeof a !== 'object' || a === null) return Object.is(a, b)
  const [left, right] = [a, b] as [readonly Value[], readonly Value[]]
  return left.length === right.length && left.every((value, index) => sameValues(value, right[index]!))
}
