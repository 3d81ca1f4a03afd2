import type { Block } from '../../wasm/arena.js'
import { joinColumns } from './coded-keys.js'
import { int64Survey } from './int64-survey.js'
import { joinKeys } from './key-ids.js'
import { countedTable } from './key-table.js'
import type { WasmColumn } from './wasm-column.js'
import type { WasmFrame } from './wasm-frame.js'
import type { Workspace } from './workspace.js'

/**
 * How the rows of both sides name their key's slot, one of `slots`: by an id (below 0: none), or where `least` is there,
 * by the distance of an int64 from it.
 */
export interface AsofKeys {
  readonly left: Block
  readonly right: Block
  readonly slots: number
  readonly least: bigint | null
  /** The columns that `left` and `right` are of, where they are no ids. */
  readonly columns: { readonly left: WasmColumn; readonly right: WasmColumn } | null
}

/** Finds slots for the keys of both sides. */
export function asofKeys(work: Workspace, left: WasmFrame, right: WasmFrame, on: readonly string[]): AsofKeys {
  const pairs = on.map((name) => joinColumns(work, [left.column(name), right.column(name)]))
  const [leftKeys, rightKeys] = [pairs.map(([key]) => key), pairs.map(([, key]) => key)]
  const [leftKey, rightKey] = [leftKeys[0], rightKeys[0]]
  const near = on.length === 1 ? nearKeys(work, leftKey!, rightKey!) : null
  return near ?? sharedIds(work, leftKeys, left.length, rightKeys, right.length)
}

// Int64 keys whose common range is small against the rows need no ids.
function nearKeys(work: Workspace, left: WasmColumn, right: WasmColumn): AsofKeys | null {
  const leftSurvey = int64Survey(work, left)
  const rightSurvey = leftSurvey && int64Survey(work, right)
  if (!rightSurvey) return null
  const least = greater(leftSurvey.least, rightSurvey.least)
  const greatest = -greater(-leftSurvey.greatest, -rightSurvey.greatest)
  const slots = greatest >= least ? greatest - least + 1n : 0n
  if (slots > BigInt(left.length + right.length + 1024)) return null
  const keys = { left: left.blocks().values!, right: right.blocks().values! }
  return { ...keys, slots: Number(slots), least, columns: { left, right } }
}

function greater(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}

// The same key has the same id on both sides. The table is made of the smaller side.
function sharedIds(
  work: Workspace,
  leftKeys: readonly WasmColumn[],
  leftLength: number,
  rightKeys: readonly WasmColumn[],
  rightLength: number,
): AsofKeys {
  if (leftLength < rightLength) {
    const keys = joinKeys(work, leftKeys, leftLength, rightLength, countedTable)
    return { left: keys.ids, right: keys.probe(rightKeys, rightLength), slots: keys.count, least: null, columns: null }
  }
  const keys = joinKeys(work, rightKeys, rightLength, leftLength, countedTable)
  return { left: keys.probe(leftKeys, leftLength), right: keys.ids, slots: keys.count, least: null, columns: null }
}
