import { assertOffsetFits } from '../../arrow/take-column.js'
import type { Block } from '../../wasm/arena.js'
import type { JoinType } from '../backend.js'
import { type JoinKeys, joinKeys } from './key-ids.js'
import { optionalRows, presentRows, type Selection } from './selection.js'
import type { WasmFrame } from './wasm-frame.js'
import type { Workspace } from './workspace.js'

/** The rows of each side that make the rows of a join; `left` null where the left rows stay as they are. */
export interface JoinSelections {
  readonly left: Selection | null
  readonly right: Selection
}

/** Finds the rows of a join on equal keys. */
export function joinSelections(
  work: Workspace,
  left: WasmFrame,
  right: WasmFrame,
  on: readonly string[],
  how: JoinType,
): JoinSelections {
  const keys = joinKeys(
    work,
    on.map((name) => right.column(name)),
    right.length,
    left.length,
  )
  const leftIds = keys.probe(
    on.map((name) => left.column(name)),
    left.length,
  )
  return isUnique(work, keys, right.length)
    ? joinUnique(work, leftIds, left.length, keys.first, how)
    : joinRepeated(work, leftIds, left.length, keys, right.length, how)
}

// Says whether no two rows have one key. Rows with a null in it do not count.
function isUnique(work: Workspace, keys: JoinKeys, rows: number): boolean {
  return (
    keys.count === rows || keys.count === work.kernels.present_rows(keys.ids.offset, rows, work.bitmap(rows).offset)
  )
}

function joinUnique(work: Workspace, leftIds: Block, rows: number, first: Block, how: JoinType): JoinSelections {
  const { kernels } = work
  const rightRows = work.bytes(4 * rows)
  if (how === 'left') {
    kernels.rows_of_ids(leftIds.offset, rows, first.offset, rightRows.offset)
    return { left: null, right: optionalRows(work, rightRows, rows) }
  }
  const leftRows = work.bytes(4 * rows)
  const count = kernels.join_unique(leftIds.offset, rows, first.offset, leftRows.offset, rightRows.offset)
  return {
    left: count === rows ? null : presentRows(leftRows, count),
    right: presentRows(rightRows, count),
  }
}

function joinRepeated(
  work: Workspace,
  leftIds: Block,
  rows: number,
  keys: JoinKeys,
  rightRows: number,
  how: JoinType,
): JoinSelections {
  const { kernels } = work
  const starts = work.bytes(4 * (keys.count + 2))
  const byId = work.bytes(4 * rightRows)
  kernels.rows_by_id(keys.ids.offset, rightRows, keys.count, starts.offset, byId.offset)
  const outer = how === 'left' ? 1 : 0
  const count = kernels.join_count(leftIds.offset, rows, starts.offset, outer)
  assertOffsetFits(count)
  const [outLeft, outRight] = [work.bytes(4 * count), work.bytes(4 * count)]
  kernels.join_rows(leftIds.offset, rows, starts.offset, byId.offset, outer, outLeft.offset, outRight.offset)
  return {
    left: presentRows(outLeft, count),
    right: how === 'left' ? optionalRows(work, outRight, count) : presentRows(outRight, count),
  }
}
