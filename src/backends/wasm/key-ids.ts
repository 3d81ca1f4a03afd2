import { isBytesType } from '../../arrow/make-column.js'
import type { Block } from '../../wasm/arena.js'
import { groupColumn } from './coded-keys.js'
import type { GroupSlots } from './group-slots.js'
import { groupWords } from './group-words.js'
import type { CountedStage, Found, Ids, Prior, Stage } from './key-stage.js'
import { countedTable, type MakeTable } from './key-table.js'
import { presentWords } from './order-words.js'
import { presentIds } from './present-ids.js'
import { markPresent } from './selection.js'
import { textStage } from './text-stage.js'
import type { WasmColumn } from './wasm-column.js'
import { joinStage, wordStage } from './word-stage.js'
import type { Workspace } from './workspace.js'

/** The keys of one side of a join as ids, and the ids of the other side's rows. */
export interface JoinKeys extends Ids {
  /** Ids of the other side's rows; -1 where this side lacks the key or it has a null. */
  probe(columns: readonly WasmColumn[], length: number): Block
  /** The same, and which rows they are. */
  find(columns: readonly WasmColumn[], length: number): Found
}

/** Ids of the rows' groups: null is a key like any other. Without columns all rows are one group. */
export function groupIds(work: Workspace, columns: readonly WasmColumn[], length: number): Ids {
  let ids: Ids | null = null
  let prior: Prior = { ids: null, count: 1 }
  for (const column of columns.map((column) => groupColumn(work, column))) {
    if (isBytesType(column.type)) prior = ids = textStage(work, column, prior, countedTable)
    else for (const words of groupWords(work, column)) prior = ids = wordStage(work, words, prior, length)
  }
  return ids ?? oneGroup(work, length)
}

/** Ids of (group, value) pairs of the rows with a value. */
export function distinctIds(work: Workspace, groups: GroupSlots, given: WasmColumn): CountedStage {
  const column = groupColumn(work, given)
  const { length } = column
  const { validity } = column.blocks()
  const prior = { ids: groups.ids(), count: groups.slots }
  if (validity) {
    prior.ids = work.bytes(4 * length)
    work.arena.u8(prior.ids).set(work.arena.u8(groups.ids()))
    work.kernels.mask_ids(validity.offset, length, prior.ids.offset)
  }
  return isBytesType(column.type)
    ? textStage(work, column, prior, countedTable)
    : wordStage(work, presentWords(work, column), prior, length)
}

/**
 * Ids of the keys of a join's one side; rows with a null are left out. `otherRows` of the other side will be looked up.
 * Where a hash table is needed, `makeTable` makes the last column's, and so says what ids are.
 */
export function joinKeys(
  work: Workspace,
  columns: readonly WasmColumn[],
  length: number,
  otherRows: number,
  makeTable: MakeTable,
): JoinKeys {
  const stages: Stage[] = []
  let prior: Prior = { ids: presentIds(work, columns, length), count: 1 }
  for (const [index, column] of columns.entries()) {
    const make = index === columns.length - 1 ? makeTable : countedTable
    const stage = isBytesType(column.type)
      ? textStage(work, column, prior, make)
      : joinStage(work, column, prior, otherRows, make)
    stages.push(stage)
    prior = stage
  }
  const last: Ids = stages.at(-1) ?? oneGroup(work, length)
  const find = (others: readonly WasmColumn[], rows: number): Found => {
    let found: Found | null = null
    for (const [index, stage] of stages.entries()) {
      found = stage.probe(others[index]!, found?.ids ?? presentIds(work, others, rows))
    }
    return found ?? foundByNoKey(work, last, rows)
  }
  return {
    ids: last.ids,
    count: last.count,
    first: last.first,
    probe: (others, rows) => find(others, rows).ids,
    find,
  }
}

function oneGroup(work: Workspace, length: number): Ids {
  return { ids: work.filled(4 * length, 0), count: length > 0 ? 1 : 0, first: work.filled(4, 0) }
}

// Without key columns every row has the one id, if there is one.
function foundByNoKey(work: Workspace, { count }: Ids, rows: number): Found {
  const ids = work.filled(4 * rows, count > 0 ? 0 : 0xff)
  return { ids, ...markPresent(work, ids, rows) }
}
