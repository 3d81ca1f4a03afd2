import { valueAt } from '../../arrow/value-at.js'
import type { Column } from '../../column.js'
import type { AsofJoinOptions, JoinType } from '../backend.js'
import { keyText } from './compare-values.js'

/** Named columns. */
export type Columns = ReadonlyMap<string, Column>

/** The row numbers of a join's result, side by side; -1 on the right where nothing matches. */
export interface JoinedRows {
  readonly left: Int32Array
  readonly right: Int32Array
}

/** Lists the rows of an inner or left join. */
export function joinRows(
  left: Columns,
  right: Columns,
  sizes: [number, number],
  on: readonly string[],
  how: JoinType,
): JoinedRows {
  const byKey = rowsByKey(right, sizes[1], on)
  const pairs: [number, number][] = []
  for (let row = 0; row < sizes[0]; row++) {
    const matches = byKey.get(joinKey(left, on, row) ?? '') ?? []
    for (const match of matches) pairs.push([row, match])
    if (matches.length === 0 && how === 'left') pairs.push([row, -1])
  }
  return { left: Int32Array.from(pairs, ([row]) => row), right: Int32Array.from(pairs, ([, match]) => match) }
}

/** Lists for each left row the right row that was current at its time, or -1. */
export function asofRows(
  left: Columns,
  right: Columns,
  sizes: [number, number],
  { on, leftTime, rightTime, tieBreaker, ttl }: AsofJoinOptions & { ttl: bigint },
): Int32Array {
  const byKey = rowsByKey(right, sizes[1], on)
  const timeOf = (row: number) => valueAt(right.get(rightTime)!, row) as bigint | null
  const tieOf = (row: number) =>
    tieBreaker === undefined ? null : (valueAt(right.get(tieBreaker)!, row) as bigint | null)
  const isCurrent = (row: number, at: bigint) => {
    const time = timeOf(row)
    return time !== null && time <= at && (ttl === 0n || time >= at - ttl)
  }
  /** Not less: of equals the later row wins. */
  const isBetter = (row: number, best: number) => {
    if (timeOf(row) !== timeOf(best)) return timeOf(row)! > timeOf(best)!
    const [tie, bestTie] = [tieOf(row), tieOf(best)]
    return bestTie === null || (tie !== null && tie >= bestTie)
  }
  return Int32Array.from({ length: sizes[0] }, (_, row) => {
    const at = valueAt(left.get(leftTime)!, row) as bigint | null
    if (at === null) return -1
    let best = -1
    for (const candidate of byKey.get(joinKey(left, on, row) ?? '') ?? []) {
      if (isCurrent(candidate, at) && (best < 0 || isBetter(candidate, best))) best = candidate
    }
    return best
  })
}

function rowsByKey(columns: Columns, length: number, on: readonly string[]): Map<string, number[]> {
  const rows = new Map<string, number[]>()
  for (let row = 0; row < length; row++) {
    const key = joinKey(columns, on, row)
    if (key === null) continue
    const known = rows.get(key)
    if (known === undefined) rows.set(key, [row])
    else known.push(row)
  }
  return rows
}

/** The text of a row's key, never empty; null where a part of it is null, because that matches nothing. */
function joinKey(columns: Columns, on: readonly string[], row: number): string | null {
  const values = on.map((name) => valueAt(columns.get(name)!, row))
  return values.includes(null) ? null : `key ${keyText(values)}`
}
