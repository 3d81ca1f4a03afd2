import type { Block } from '../../wasm/arena.js'
import type { AsofJoinOptions } from '../backend.js'
import { joinKeys } from './key-ids.js'
import { orderWords } from './order-words.js'
import { optionalRows, type Selection } from './selection.js'
import { sortOrder } from './sort-order.js'
import type { WasmColumn } from './wasm-column.js'
import type { WasmFrame } from './wasm-frame.js'
import { addressOf, type Workspace } from './workspace.js'

/** Finds the right row that was current at each left row's time. */
export function asofSelection(
  work: Workspace,
  left: WasmFrame,
  right: WasmFrame,
  { on, leftTime, rightTime, tieBreaker, ttl }: AsofJoinOptions & { ttl: bigint },
): Selection {
  const { ids: leftIds, otherIds: rightIds, count } = sharedIds(work, left, right, on)
  const leftTimes = left.column(leftTime)
  const rightTimes = right.column(rightTime)
  const leftOrder = sortOrder(work, orderWords(work, leftTimes, 'first'), left.length)
  const rightWords = orderWords(work, rightTimes, 'first')
  if (tieBreaker !== undefined) rightWords.push(...orderWords(work, right.column(tieBreaker), 'first'))
  const rightOrder = sortOrder(work, rightWords, right.length)
  const rows = work.bytes(4 * left.length)
  const latest = work.filled(4 * count, 0xff)
  work.kernels.asof_rows(
    timesOf(leftTimes),
    withTime(work, leftIds, leftTimes),
    addressOf(leftOrder),
    left.length,
    timesOf(rightTimes),
    withTime(work, rightIds, rightTimes),
    addressOf(rightOrder),
    right.length,
    ttl > greatestAge ? 0n : ttl,
    latest.offset,
    rows.offset,
  )
  return optionalRows(work, rows, left.length)
}

// No two timestamps are further apart, so that a greater ttl bounds nothing.
const greatestAge = (1n << 64n) - 1n

// The same key has the same id on both sides. The table is made of the smaller side.
function sharedIds(work: Workspace, left: WasmFrame, right: WasmFrame, on: readonly string[]) {
  const leftKeys = on.map((name) => left.column(name))
  const rightKeys = on.map((name) => right.column(name))
  if (left.length < right.length) {
    const keys = joinKeys(work, leftKeys, left.length, right.length)
    return { ids: keys.ids, otherIds: keys.probe(rightKeys, right.length), count: keys.count }
  }
  const keys = joinKeys(work, rightKeys, right.length, left.length)
  return { ids: keys.probe(leftKeys, left.length), otherIds: keys.ids, count: keys.count }
}

function timesOf(column: WasmColumn): number {
  return addressOf(column.blocks().values)
}

/** Ids of -1 where the row has no time. */
function withTime(work: Workspace, ids: Block, times: WasmColumn): number {
  const { validity } = times.blocks()
  if (validity) work.kernels.mask_ids(validity.offset, times.length, ids.offset)
  return ids.offset
}
