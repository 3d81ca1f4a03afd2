import type { Block } from '../../wasm/arena.js'
import { orderColumn } from './coded-keys.js'
import { entryBytes } from './entries.js'
import { int64Survey } from './int64-survey.js'
import { groupIds } from './key-ids.js'
import { orderWords, type Words, wordsTable } from './order-words.js'
import { partition } from './partition.js'
import type { WasmColumn } from './wasm-column.js'
import type { WasmFrame } from './wasm-frame.js'
import type { Workspace } from './workspace.js'

/** The bits of the rows that are of their keys the greatest by `orderBy`, of equal ones the last; null where all rows are. */
export function latestRows(
  work: Workspace,
  frame: WasmFrame,
  keys: readonly string[],
  orderBy: readonly string[],
): Block | null {
  const { length } = frame
  const columns = keys.map((name) => frame.column(name))
  const words = orderBy.flatMap((name) => orderWords(work, orderColumn(work, frame.column(name)), 'first'))
  const survives = work.filled(Math.ceil(length / 64) * 8, 0)
  const near = columns.length === 1 && words.length === 1 ? nearKeys(work, columns[0]!) : null
  if (near) markLatest(work, near, words[0]!, length, survives)
  else if (!markByIds(work, columns, words, length, survives)) return null
  return survives
}

/** Rows' keys by slots: ids, or where `least` is there, int64 whose distance from it is the slot. */
interface KeySlots {
  readonly keys: Block
  readonly least: bigint | null
  readonly slots: number
}

// Int64 keys whose range is small against the rows need no ids.
function nearKeys(work: Workspace, column: WasmColumn): KeySlots | null {
  const survey = int64Survey(work, column)
  if (survey === null) return null
  const { least, greatest } = survey
  const range = greatest - least + 1n
  if (range > BigInt(2 * column.length + 1024)) return null
  return { keys: column.blocks().values!, least, slots: Number(range) }
}

// Marks by ids of the keys; false where every row has a key of its own.
function markByIds(
  work: Workspace,
  keys: readonly WasmColumn[],
  words: readonly Words[],
  length: number,
  survives: Block,
): boolean {
  const { kernels } = work
  const groups = groupIds(work, keys, length)
  if (groups.count === length) return false
  if (words.length === 1) {
    markLatest(work, { keys: groups.ids, least: null, slots: groups.count }, words[0]!, length, survives)
    return true
  }
  const latest = work.filled(4 * groups.count, 0xff)
  kernels.latest_rows(groups.ids.offset, wordsTable(work, words).offset, words.length, length, latest.offset)
  kernels.mark_rows(latest.offset, groups.count, survives.offset)
  return true
}

// What is kept of a key, and of how many keys it fits the second cache: a row is found there sooner than it is dealt to one
// of so many more buckets that a table of the first cache would take.
const slotBytes = 16
const slotBits = 15

function markLatest(work: Workspace, keys: KeySlots, words: Words, length: number, survives: Block): void {
  const table = work.filled(slotBytes * keys.slots, 0)
  if (keys.slots <= 2 ** slotBits) keepRows(work, keys, words, length, table)
  else keepDealt(work, keys, words, length, table)
  work.kernels.latest_marks(table.offset, keys.slots, survives.offset)
  work.free(table)
}

// Each range of rows keeps a table, and then they are merged in order. No range is shorter than its table, or clearing and
// merging it would be most of the work.
function keepRows(work: Workspace, { keys, least, slots }: KeySlots, words: Words, length: number, table: Block): void {
  const ranges = work.ranges(length, Math.max(slots, 64))
  const tables = [table, ...ranges.slice(1).map(() => work.filled(slotBytes * slots, 0))]
  const at = (index: number) => tables[index]!.offset
  const { block, flip } = words
  if (least === null) {
    work.parallel(
      'latest_ids',
      ranges.map(({ start, length }, index) => [keys.offset, block.offset, flip, start, start + length, at(index)]),
    )
  } else {
    work.parallel(
      'latest_keys',
      ranges.map(({ start, length }, index) => [
        keys.offset,
        least,
        block.offset,
        flip,
        start,
        start + length,
        at(index),
      ]),
    )
  }
  for (const later of tables.slice(1)) {
    work.kernels.latest_merge(later.offset, table.offset, slots)
    work.free(later)
  }
}

// Rows are dealt out by key first: a table of all keys at once would miss the nearer caches with every row.
function keepDealt(work: Workspace, keys: KeySlots, words: Words, length: number, table: Block): void {
  const entries = work.bytes(entryBytes * length)
  const ends = dealRows(work, keys, words, length, entries)
  const starts = [entries.offset, ...ends]
  work.parallel(
    'latest_entries',
    Array.from(ends, (end, bucket) => [starts[bucket]!, end, table.offset]),
  )
  work.free(entries)
}

function dealRows(work: Workspace, { keys, least, slots }: KeySlots, words: Words, length: number, entries: Block) {
  const ranges = work.ranges(length)
  const buckets = Math.ceil(slots / 2 ** slotBits)
  const from = keys.offset
  const { block, flip } = words
  const tasks = <T>(task: (row: number, end: number, at: number) => T, at: readonly number[]) =>
    ranges.map(({ start, length }, index) => task(start, start + length, at[index]!))
  return partition(work, ranges.length, buckets, entryBytes, entries.offset, {
    count: (at) =>
      least === null
        ? work.parallel(
            'count_ids',
            tasks((row, end, to) => [from, slotBits, row, end, to], at),
          )
        : work.parallel(
            'count_keys',
            tasks((row, end, to) => [from, least, slotBits, row, end, to], at),
          ),
    scatter: (at) =>
      least === null
        ? work.parallel(
            'deal_ids',
            tasks((row, end, to) => [from, block.offset, flip, slotBits, row, end, to], at),
          )
        : work.parallel(
            'deal_keys',
            tasks((row, end, to) => [from, least, block.offset, flip, slotBits, row, end, to], at),
          ),
  })
}
