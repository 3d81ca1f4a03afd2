import type { Block } from '../../wasm/arena.js'
import type { AsofKeys } from './asof-keys.js'
import { int64Survey } from './int64-survey.js'
import type { WasmColumn } from './wasm-column.js'
import type { Workspace } from './workspace.js'

/** Runs of rows that are neighbours and have one key, as assembly/asof-follow.ts lists them. */
export interface KeyRuns {
  readonly block: Block
  readonly count: number
}

// Of so many rows a run, its place costs next to nothing to keep.
const longRun = 64

const known = new WeakMap<WasmColumn, Uint32Array>()

/** Lists the runs of the keys of one side. What is found out about a column is kept: columns never change. */
export function keyRuns(work: Workspace, keys: AsofKeys, side: 'left' | 'right', length: number): KeyRuns {
  const column = keys.columns?.[side]
  const runs = column && int64Survey(work, column)?.runs
  if (!column || runs === undefined || longRun * runs > length) return listRuns(work, keys, side, length)
  const listed = known.get(column)
  if (listed) {
    const block = work.bytes(listed.byteLength)
    work.arena.u32(block).set(listed)
    return { block, count: runs }
  }
  const list = listRuns(work, keys, side, length)
  known.set(column, work.arena.u32(list.block).slice(0, runs + 1))
  return list
}

/** Lists the runs of the first `length` rows of a side. */
export function listRuns(work: Workspace, keys: AsofKeys, side: 'left' | 'right', length: number): KeyRuns {
  const block = work.bytes(4 * (length + 1))
  const count = work.kernels.list_runs(keys[side].offset, keys.least === null ? 0 : 1, length, block.offset)
  return { block, count }
}
