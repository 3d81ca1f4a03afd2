import type { Block } from '../../wasm/arena.js'
import { presentWords, type Words } from './order-words.js'
import type { WasmColumn } from './wasm-column.js'
import { addressOf, type Workspace } from './workspace.js'

/** Ids of rows, -1 for those left out, and the row where each id first appeared. */
export interface Ids {
  readonly ids: Block
  readonly count: number
  readonly first: Block
}

/** One column of a key turned into ids, and how to look up rows of another frame. */
export interface Stage extends Ids {
  /** The ids of another column's rows, by the ids of the columns before it; -1 where the key did not appear. */
  probe(column: WasmColumn, prior: Block | null): Block
}

/** What the columns before it made of the rows: ids (null: all 0) and how many there are. */
export interface Prior {
  readonly ids: Block | null
  readonly count: number
}

const firstCapacity = 1 << 14
const entryBytes = 16

/** Ids of words: by a direct table where their range is small against `expectedRows`, else by a hash table. */
export function wordStage(
  work: Workspace,
  words: Words,
  prior: Prior,
  length: number,
  expectedRows: number = length,
): Stage {
  const bounds = work.bytes(16)
  const at = words.block.offset
  work.kernels.words_range(at, words.flip, addressOf(prior.ids), length, bounds.offset)
  const [least = 0n, greatest = 0n] = new BigUint64Array(work.arena.memory.buffer, bounds.offset, 2)
  const range = greatest >= least ? greatest - least + 1n : 0n
  const small = range * BigInt(prior.count) <= BigInt(2 * expectedRows + 1024)
  return small ? denseStage(work, words, prior, length, least, Number(range)) : hashedStage(work, words, prior, length)
}

/** Ids of strings or bytes by a hash table. A row that `validity` says has no value counts as empty. */
export function textStage(work: Workspace, column: WasmColumn, prior: Prior, validity: Block | null): Stage {
  const { kernels } = work
  const { offsets, values } = column.blocks()
  const { length } = column
  const text = [addressOf(offsets), addressOf(values)] as const
  const { table, capacity, ...ids } = fillTable(work, length, (row, table, mask, limit, state, ids, first) =>
    kernels.ids_text(
      ...text,
      addressOf(validity),
      addressOf(prior.ids),
      row,
      length,
      table,
      mask,
      limit,
      state,
      ids,
      first,
    ),
  )
  return {
    ...ids,
    probe(other, before) {
      const found = work.bytes(4 * other.length)
      const { offsets, values } = other.blocks()
      kernels.probe_text(
        addressOf(offsets),
        addressOf(values),
        addressOf(before),
        other.length,
        table.offset,
        capacity - 1,
        ...text,
        ids.first.offset,
        found.offset,
      )
      return found
    },
  }
}

function denseStage(work: Workspace, words: Words, prior: Prior, length: number, least: bigint, range: number): Stage {
  const { kernels } = work
  const table = work.filled(4 * range * prior.count, 0xff)
  const [ids, first] = [work.bytes(4 * length), work.bytes(4 * length)]
  const { block, flip } = words
  const before = addressOf(prior.ids)
  const count = kernels.ids_dense(
    block.offset,
    flip,
    least,
    range,
    before,
    length,
    table.offset,
    ids.offset,
    first.offset,
  )
  return {
    ids,
    first,
    count,
    probe(column, prior) {
      const found = work.bytes(4 * column.length)
      const { block, flip } = presentWords(work, column)
      kernels.probe_dense(block.offset, flip, least, range, addressOf(prior), column.length, table.offset, found.offset)
      return found
    },
  }
}

function hashedStage(work: Workspace, words: Words, prior: Prior, length: number): Stage {
  const { kernels } = work
  const before = addressOf(prior.ids)
  const { table, capacity, ...ids } = fillTable(work, length, (row, table, mask, limit, state, ids, first) =>
    kernels.ids_words(words.block.offset, words.flip, before, row, length, table, mask, limit, state, ids, first),
  )
  return {
    ...ids,
    probe(column, prior) {
      const found = work.bytes(4 * column.length)
      const { block, flip } = presentWords(work, column)
      kernels.probe_words(block.offset, flip, addressOf(prior), column.length, table.offset, capacity - 1, found.offset)
      return found
    },
  }
}

/** Gives ids to rows from `row` on until the table holds `limit`; returns the row it came to. */
type Fill = (
  row: number,
  table: number,
  mask: number,
  limit: number,
  state: number,
  ids: number,
  first: number,
) => number

// At most half full. It begins small, since many rows may have few keys, and grows by four.
function fillTable(work: Workspace, length: number, fill: Fill): Ids & { table: Block; capacity: number } {
  const [ids, first, state] = [work.bytes(4 * length), work.bytes(4 * length), work.filled(4, 0)]
  let capacity = Math.min(firstCapacity, tableCapacity(length))
  let table = work.filled(entryBytes * capacity, 0xff)
  let row = 0
  for (;;) {
    row = fill(row, table.offset, capacity - 1, capacity / 2, state.offset, ids.offset, first.offset)
    if (row === length) break
    const larger = Math.min(4 * capacity, tableCapacity(length))
    const next = work.filled(entryBytes * larger, 0xff)
    work.kernels.rehash(table.offset, capacity, next.offset, larger - 1)
    work.free(table)
    table = next
    capacity = larger
  }
  return { ids, first, count: work.arena.i32(state)[0]!, table, capacity }
}

function tableCapacity(rows: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(16, 2 * rows)))
}
