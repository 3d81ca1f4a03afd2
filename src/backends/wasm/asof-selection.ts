import type { Block } from '../../wasm/arena.js'
import type { AsofJoinOptions } from '../backend.js'
import { type AsofKeys, asofKeys } from './asof-keys.js'
import { type Entries, endOf, entryBytes, fillWords, sortEntriesBy } from './entries.js'
import { int64Survey } from './int64-survey.js'
import { orderWords, presentWords, type Words, wordsTable } from './order-words.js'
import { optionalRows, type Selection } from './selection.js'
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
  const keys = asofKeys(work, left, right, on)
  const [leftTimes, rightTimes] = [left.column(leftTime), right.column(rightTime)]
  const ties = tieBreaker === undefined ? [] : orderWords(work, right.column(tieBreaker), 'first')
  const bound = ttl > greatestAge ? 0n : ttl
  const sorted = isSorted(work, leftTimes, []) && isSorted(work, rightTimes, ties)
  const rows = sorted
    ? sweepColumns(work, keys, leftTimes, rightTimes, bound)
    : sweepEntries(work, keys, leftTimes, rightTimes, ties, bound)
  return optionalRows(work, rows, left.length)
}

// No two timestamps are further apart, so that a greater ttl bounds nothing.
const greatestAge = (1n << 64n) - 1n

function isSorted(work: Workspace, times: WasmColumn, ties: readonly Words[]): boolean {
  if (!int64Survey(work, times)?.ascending) return false
  if (ties.length === 0) return true
  const table = wordsTable(work, [presentWords(work, times), ...ties])
  return work.kernels.words_sorted(table.offset, 1 + ties.length, times.length) !== 0
}

function sweepColumns(work: Workspace, keys: AsofKeys, left: WasmColumn, right: WasmColumn, ttl: bigint): Block {
  const { kernels } = work
  const { slots, least } = keys
  const out = work.bytes(4 * left.length)
  const latest = work.filled(4 * (slots + 2), 0xff)
  const sides = [
    left.blocks().values!.offset,
    keys.left.offset,
    0,
    left.length,
    right.blocks().values!.offset,
    keys.right.offset,
    0,
    right.length,
  ] as const
  if (least === null) kernels.asof_ids(...sides, slots, ttl, latest.offset, out.offset)
  else kernels.asof_keys(...sides, least, slots, ttl, latest.offset, out.offset)
  return out
}

function sweepEntries(
  work: Workspace,
  keys: AsofKeys,
  leftTimes: WasmColumn,
  rightTimes: WasmColumn,
  ties: readonly Words[],
  ttl: bigint,
): Block {
  const left = entriesInOrder(work, keys, keys.left, leftTimes, [])
  const right = entriesInOrder(work, keys, keys.right, rightTimes, ties)
  const latest = work.filled(4 * keys.slots, 0)
  const out = work.filled(4 * leftTimes.length, 0xff)
  work.kernels.asof_entries(
    left.block.offset,
    endOf(left),
    right.block.offset,
    endOf(right),
    ttl,
    latest.offset,
    out.offset,
  )
  return out
}

/** Entries of the rows that have a time and a key that can match, by ascending time. */
function entriesInOrder(
  work: Workspace,
  { slots, least }: AsofKeys,
  keys: Block,
  times: WasmColumn,
  ties: readonly Words[],
): Entries {
  const { kernels } = work
  const words = presentWords(work, times)
  const block = work.bytes(entryBytes * times.length)
  const validity = addressOf(times.blocks().validity)
  const from = [words.block.offset, words.flip, validity, keys.offset] as const
  const { filled: count, state } = fillWords(work, (at) =>
    least === null
      ? kernels.entries_ids(...from, slots, 0, times.length, block.offset, at)
      : kernels.entries_keys(...from, least, slots, 0, times.length, block.offset, at),
  )
  return sortEntriesBy(work, { block, count }, [words, ...ties], state)
}
