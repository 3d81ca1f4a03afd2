import { assertOffsetFits } from '../../arrow/take-column.js'
import type { Block } from '../../wasm/arena.js'
import type { JoinType } from '../backend.js'
import { joinColumns } from './coded-keys.js'
import { joinTable } from './dealt-table.js'
import { type JoinKeys, joinKeys } from './key-ids.js'
import type { Found } from './key-stage.js'
import { markPresent, optionalRows, presentRows, type Selection } from './selection.js'
import { sum } from './sum.js'
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
  const columns = on.map((name) => joinColumns(work, [right.column(name), left.column(name)]))
  const keys = joinKeys(
    work,
    columns.map(([column]) => column),
    right.length,
    left.length,
    joinTable,
  )
  const found = keys.find(
    columns.map(([, other]) => other),
    left.length,
  )
  return isUnique(work, keys, right.length)
    ? joinUnique(work, found, left.length, keys, right.length, how)
    : joinRepeated(work, found.ids, left.length, keys, right.length, how)
}

// Says whether no two rows have one key. Rows with a null in it do not count.
function isUnique(work: Workspace, keys: JoinKeys, rows: number): boolean {
  return keys.count === rows || keys.count === markPresent(work, keys.ids, rows).count
}

function joinUnique(
  work: Workspace,
  found: Found,
  rows: number,
  keys: JoinKeys,
  rightRows: number,
  how: JoinType,
): JoinSelections {
  const { kernels } = work
  // Where every right row has an id of its own, ids count as the rows do.
  if (keys.first && keys.count < rightRows)
    kernels.rows_of_ids(found.ids.offset, rows, keys.first.offset, found.ids.offset)
  const { ids, present, count } = found
  if (count === rows) return { left: null, right: presentRows(ids, rows) }
  if (how === 'left') return { left: null, right: { rows: ids, length: rows, presence: present } }
  const [leftRows, chosen] = [work.bytes(4 * count), work.bytes(4 * count)]
  kernels.select_rows(present.offset, 0, 0, rows, leftRows.offset, count)
  kernels.take_32(ids.offset, leftRows.offset, count, chosen.offset)
  return { left: presentRows(leftRows, count), right: presentRows(chosen, count) }
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
  const idBound = keys.first ? keys.count : rightRows
  const starts = work.bytes(4 * (idBound + 2))
  const byId = work.bytes(4 * rightRows)
  kernels.rows_by_id(keys.ids.offset, rightRows, idBound, starts.offset, byId.offset)
  const outer = how === 'left' ? 1 : 0
  const ranges = work.ranges(rows)
  const counts = work.parallel(
    'join_count',
    ranges.map(({ start, length }) => [leftIds.offset + 4 * start, length, starts.offset, outer]),
  )
  const count = sum(counts)
  assertOffsetFits(count)
  const [outLeft, outRight] = [work.bytes(4 * count), work.bytes(4 * count)]
  let place = 0
  const tasks = ranges.map(({ start, length }, index) => {
    const outs = [outLeft.offset + 4 * place, outRight.offset + 4 * place] as const
    place += counts[index]!
    return [leftIds.offset, start, start + length, starts.offset, byId.offset, outer, ...outs] as const
  })
  work.parallel('join_rows', tasks)
  return {
    left: presentRows(outLeft, count),
    right: how === 'left' ? optionalRows(work, outRight, count) : presentRows(outRight, count),
  }
}
