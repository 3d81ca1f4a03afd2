import type { Block } from '../../wasm/arena.js'
import type { AsofJoinOptions } from '../backend.js'
import { followColumns } from './asof-follow.js'
import { type AsofKeys, asofKeys } from './asof-keys.js'
import { type Entries, entryBytes, fillEntries } from './entries.js'
import { int64Survey, surveyedWords } from './int64-survey.js'
import { orderWords, presentWords, type Words, wordsTable } from './order-words.js'
import { optionalRows, type Selection } from './selection.js'
import { sortEntries, sortedEntries } from './sort-entries.js'
import { type Span, sideOf, timeSlices } from './time-slices.js'
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
  const followed = sorted ? null : followColumns(work, keys, leftTimes, rightTimes, ties, bound)
  if (followed) return followed
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
  const { slots, least } = keys
  const [leftTimes, rightTimes] = [left.blocks().values!, right.blocks().values!]
  const out = work.bytes(4 * left.length)
  const sides = [sideOf(work, leftTimes, 1, left.length), sideOf(work, rightTimes, 1, right.length)] as const
  const slices = timeSlices(work, ...sides, slots)
  const tableBytes = 4 * (slots + 2)
  const latest = work.filled(tableBytes * slices.length, 0xff)
  const table = (index: number) => latest.offset + tableBytes * index
  const near = least ?? 0n
  const sweeps = slices.map(({ left: l, right: r }, index) => ({
    left: [leftTimes.offset, keys.left.offset, l.start, l.end] as const,
    right: [rightTimes.offset, keys.right.offset, r.start, r.end] as const,
    rest: [slots, ttl, table(index), out.offset] as const,
  }))
  const carries = sweeps.slice(1).map(({ left, right, rest: [slots, ttl, table, out] }) => ({
    left: [...left, right[0]] as const,
    rest: [slots, ttl, latest.offset, table, out] as const,
  }))
  if (least === null) {
    work.parallel(
      'asof_ids',
      sweeps.map(({ left, right, rest }) => [...left, ...right, ...rest]),
    )
    work.parallel(
      'asof_carry_ids',
      carries.map(({ left, rest }) => [...left, ...rest]),
    )
  } else {
    work.parallel(
      'asof_keys',
      sweeps.map(({ left, right, rest }) => [...left, ...right, near, ...rest]),
    )
    work.parallel(
      'asof_carry_keys',
      carries.map(({ left, rest }) => [...left, near, ...rest]),
    )
  }
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
  const { slots } = keys
  const left = entriesInOrder(work, keys, keys.left, leftTimes, [])
  const right = entriesInOrder(work, keys, keys.right, rightTimes, ties)
  const out = work.filled(4 * leftTimes.length, 0xff)
  const sides = [sideOf(work, left.block, 2, left.count), sideOf(work, right.block, 2, right.count)] as const
  const slices = timeSlices(work, ...sides, slots)
  const tableBytes = entryBytes * slots
  const latest = work.filled(tableBytes * slices.length, 0xff)
  const sweeps = slices.map((slice, index) => {
    const [leftStart, leftEnd] = addresses(left, slice.left)
    const [rightStart, rightEnd] = addresses(right, slice.right)
    return [leftStart, leftEnd, rightStart, rightEnd, ttl, latest.offset + tableBytes * index, out.offset] as const
  })
  work.parallel('asof_entries', sweeps)
  work.parallel(
    'asof_carry_entries',
    sweeps
      .slice(1)
      .map(([start, end, , , ttl, table, out]) => [start, end, slots, ttl, latest.offset, table, out] as const),
  )
  return out
}

function addresses({ block }: Entries, { start, end }: Span): readonly [number, number] {
  return [block.offset + entryBytes * start, block.offset + entryBytes * end]
}

/** Entries of the rows that have a time and a key that can match, by ascending time. */
function entriesInOrder(
  work: Workspace,
  { slots, least }: AsofKeys,
  keys: Block,
  times: WasmColumn,
  ties: readonly Words[],
): Entries {
  const words = presentWords(work, times)
  const survey = ties.length === 0 ? int64Survey(work, times) : null
  const rows = { words, keys, least, slots, length: times.length }
  const sorted = survey && !survey.ascending ? sortedEntries(work, rows, surveyedWords(survey)) : null
  if (sorted) return sorted
  const validity = addressOf(times.blocks().validity)
  const from = [words.block.offset, words.flip, validity, keys.offset] as const
  const ranges = work.ranges(times.length)
  const filled = fillEntries(work, ranges, (parts) =>
    least === null
      ? work.parallel(
          'entries_ids',
          parts.map((part) => [...from, slots, ...part]),
        )
      : work.parallel(
          'entries_keys',
          parts.map((part) => [...from, least, slots, ...part]),
        ),
  )
  return sortEntries(work, filled, [words, ...ties])
}
