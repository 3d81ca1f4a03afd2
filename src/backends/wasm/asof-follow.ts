import type { Block } from '../../wasm/arena.js'
import type { AsofKeys } from './asof-keys.js'
import { int64Survey } from './int64-survey.js'
import { type KeyRuns, keyRuns, listRuns } from './key-runs.js'
import { type Words, wordsTable } from './order-words.js'
import type { Selection } from './selection.js'
import type { WasmColumn } from './wasm-column.js'
import type { Workspace } from './workspace.js'

const cursorBytes = 16
// Rows of either side that are looked at before all are: by their disorder most disorder shows.
const firstRows = 4096

/**
 * The rows of an as-of join whose sides are in order of time within each key, as a table is that was written key by key;
 * null where they are not.
 */
export function followColumns(
  work: Workspace,
  keys: AsofKeys,
  left: WasmColumn,
  right: WasmColumn,
  ties: readonly Words[],
  ttl: bigint,
): Selection | null {
  if (int64Survey(work, left) === null || int64Survey(work, right) === null) return null
  if (!beginsInOrder(work, keys, 'left', left) || !beginsInOrder(work, keys, 'right', right)) return null
  const runs = { left: keyRuns(work, keys, 'left', left.length), right: keyRuns(work, keys, 'right', right.length) }
  const linked = link(work, keys, 'right', right, ties, runs.right, ties.length > 0)
  const selection = linked && follow(work, keys, left, right, runs, linked, ttl)
  for (const { block } of Object.values(runs)) work.free(block)
  return selection
}

function beginsInOrder(work: Workspace, keys: AsofKeys, side: 'left' | 'right', times: WasmColumn): boolean {
  const runs = listRuns(work, keys, side, Math.min(times.length, firstRows))
  const linked = link(work, keys, side, times, [], runs, true)
  work.free(runs.block)
  if (linked) freeLinks(work, linked)
  return linked !== null
}

interface Links {
  readonly cursors: Block
  readonly links: Block
}

function freeLinks(work: Workspace, { cursors, links }: Links): void {
  for (const block of [cursors, links]) work.free(block)
}

// Links runs to the next of their keys; null where `check` finds that rows of a key are not in order.
function link(
  work: Workspace,
  keys: AsofKeys,
  side: 'left' | 'right',
  times: WasmColumn,
  ties: readonly Words[],
  runs: KeyRuns,
  check: boolean,
): Links | null {
  const made = { cursors: work.filled(cursorBytes * (keys.slots + 1), 0xff), links: work.bytes(4 * runs.count) }
  const table = wordsTable(work, ties)
  const order = [times.blocks().values!.offset, table.offset, ties.length, check ? 1 : 0] as const
  const { slots, least } = keys
  const by = [keys[side].offset, least ?? 0n, least === null ? 0 : 1, slots] as const
  const outs = [made.cursors.offset, made.links.offset] as const
  const ordered = work.kernels.asof_link(...order, ...by, runs.block.offset, runs.count, ...outs)
  work.free(table)
  if (ordered !== 0) return made
  freeLinks(work, made)
  return null
}

function follow(
  work: Workspace,
  { left: keys, slots, least }: AsofKeys,
  left: WasmColumn,
  right: WasmColumn,
  runs: { left: KeyRuns; right: KeyRuns },
  links: Links,
  ttl: bigint,
): Selection | null {
  const { length } = left
  const [rows, present] = [work.bytes(4 * length), work.bitmap(length)]
  const by = [keys.offset, least ?? 0n, least === null ? 0 : 1, slots] as const
  const count = work.kernels.asof_follow(
    left.blocks().values!.offset,
    ...by,
    runs.left.block.offset,
    runs.left.count,
    right.blocks().values!.offset,
    runs.right.block.offset,
    links.links.offset,
    ttl,
    links.cursors.offset,
    rows.offset,
    present.offset,
  )
  freeLinks(work, links)
  if (count >= 0) return { rows, length, presence: count === length ? null : present }
  for (const block of [rows, present]) work.free(block)
  return null
}
