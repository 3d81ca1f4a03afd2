import type { Block } from '../../wasm/arena.js'
import type { Kernels } from '../../wasm/kernels.js'
import type { RelationalKernels } from '../../wasm/relational-kernels.js'
import { presentWords, type Words } from './order-words.js'
import type { WasmColumn } from './wasm-column.js'
import { addressOf, type Workspace } from './workspace.js'

/** Ids of rows, -1 for those left out, and the row where each id first appeared. */
export interface Ids {
  readonly ids: Block
  readonly count: number
  readonly first: Block
}

/** Rows of another frame looked up. */
export interface Found {
  /** Their ids; -1 where the key did not appear. */
  readonly ids: Block
  /** Bits of which rows have an id. */
  readonly present: Block
  /** How many have. */
  readonly count: number
}

/** One column of a key turned into ids, and how to look up rows of another frame. */
export interface Stage extends Ids {
  /** Looks up another column's rows, by the ids of the columns before it. */
  probe(column: WasmColumn, prior: Block | null): Found
}

/** What the columns before it made of the rows: ids (null: all 0) and how many there are. */
export interface Prior {
  readonly ids: Block | null
  readonly count: number
}

const firstCapacity = 1 << 14
const entryBytes = 16
const smallRows = 1 << 13
// What the kernels keep of a block of 64 rows: hashes, slots and entries.
const scratchBytes = 64 * (8 + 4 + entryBytes)

/** Ids of words: by a direct table where their range is small against `expectedRows`, else by a hash table. */
export function wordStage(
  work: Workspace,
  words: Words,
  prior: Prior,
  length: number,
  expectedRows: number = length,
): Stage {
  const { least, range } = wordsRange(work, words, prior.ids, length)
  const small = range * BigInt(prior.count) <= BigInt(2 * expectedRows + 1024)
  return small ? denseStage(work, words, prior, length, least, Number(range)) : hashedStage(work, words, prior, length)
}

/** The least word of the rows that `prior` does not leave out, and how many words the greatest is from there, it included. */
export function wordsRange(work: Workspace, words: Words, prior: Block | null, length: number) {
  const bounds = work.bytes(16)
  work.kernels.words_range(words.block.offset, words.flip, addressOf(prior), length, bounds.offset)
  const [least = 0n, greatest = 0n] = new BigUint64Array(work.arena.memory.buffer, bounds.offset, 2)
  return { least, range: greatest >= least ? greatest - least + 1n : 0n }
}

/** Ids of strings or bytes by a hash table. A row that `validity` says has no value counts as empty. */
export function textStage(work: Workspace, column: WasmColumn, prior: Prior, validity: Block | null): Stage {
  const { kernels } = work
  const { offsets, values } = column.blocks()
  const { length } = column
  const text = [addressOf(offsets), addressOf(values)] as const
  const [valid, before] = [addressOf(validity), addressOf(prior.ids)]
  const scratch = work.bytes(scratchBytes).offset
  const { table, capacity, ...ids } = fillTable(work, length, (row, table, mask, limit, state, ids, first) =>
    kernels.ids_text(...text, valid, before, row, length, table, mask, limit, state, scratch, ids, first),
  )
  const known = [table.offset, capacity - 1, ...text, ids.first.offset] as const
  return {
    ...ids,
    probe: (other, prior) => {
      const { offsets, values } = other.blocks()
      return probeRows(work, 'probe_text', other.length, prior, (start, length, before, ...out) => [
        addressOf(offsets) + 4 * start,
        addressOf(values),
        before,
        length,
        ...known,
        ...out,
      ])
    },
  }
}

function denseStage(work: Workspace, words: Words, prior: Prior, length: number, least: bigint, range: number): Stage {
  const { kernels } = work
  const slots = range * prior.count
  const table = work.filled(4 * (slots + 1), 0xff).offset
  const [ids, first] = [work.bytes(4 * length), work.bytes(4 * length)]
  const { block, flip } = words
  const before = addressOf(prior.ids)
  const count = kernels.ids_dense(block.offset, flip, least, range, before, length, table, ids.offset, first.offset)
  return {
    ids,
    first,
    count,
    probe: (column, prior) => {
      const { block, flip } = presentWords(work, column)
      return probeRows(work, 'probe_dense', column.length, prior, (start, length, before, _, ...out) => [
        block.offset + 8 * start,
        flip,
        least,
        range,
        before,
        length,
        table,
        slots,
        ...out,
      ])
    },
  }
}

function hashedStage(work: Workspace, words: Words, prior: Prior, length: number): Stage {
  const { kernels } = work
  const before = addressOf(prior.ids)
  const scratch = work.bytes(scratchBytes).offset
  const { table, capacity, ...ids } = fillTable(work, length, (row, table, mask, limit, state, ids, first) =>
    kernels.ids_words(
      words.block.offset,
      words.flip,
      before,
      row,
      length,
      table,
      mask,
      limit,
      state,
      scratch,
      ids,
      first,
    ),
  )
  return {
    ...ids,
    probe: (column, prior) => {
      const { block, flip } = presentWords(work, column)
      return probeRows(work, 'probe_words', column.length, prior, (start, length, before, ...out) => [
        block.offset + 8 * start,
        flip,
        before,
        length,
        table.offset,
        capacity - 1,
        ...out,
      ])
    },
  }
}

type ProbeKernel = 'probe_dense' | 'probe_words' | 'probe_text'

/** The arguments of a probe of some rows: addresses of their prior ids, of scratch, of their ids and of their bits. */
type ProbeTask<K extends ProbeKernel> = (
  start: number,
  length: number,
  prior: number,
  scratch: number,
  ids: number,
  present: number,
) => Parameters<RelationalKernels[K]>

// Rows are looked up in ranges, on several threads where there are many.
function probeRows<K extends ProbeKernel>(
  work: Workspace,
  kernel: K,
  length: number,
  prior: Block | null,
  task: ProbeTask<K>,
): Found {
  const [ids, present] = [work.bytes(4 * length), work.bitmap(length)]
  const ranges = work.ranges(length)
  const scratch = work.bytes(scratchBytes * ranges.length)
  const tasks = ranges.map(({ start, length }, index) =>
    task(
      start,
      length,
      prior ? prior.offset + 4 * start : 0,
      scratch.offset + scratchBytes * index,
      ids.offset + 4 * start,
      present.offset + start / 8,
    ),
  )
  const counts = work.parallel(kernel, tasks as Parameters<Kernels[K]>[])
  return { ids, present, count: counts.reduce((sum, count) => sum + count, 0) }
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

// At most half full. It begins small, since many rows may have few keys, and grows by four or to what the rows so far
// foretell: those of a join's table mostly differ, and each growth costs a pass over it.
function fillTable(work: Workspace, length: number, fill: Fill): Ids & { table: Block; capacity: number } {
  const [ids, first, state] = [work.bytes(4 * length), work.bytes(4 * length), work.filled(4, 0)]
  let capacity = Math.min(firstCapacity, tableCapacity(length))
  let table = work.filled(entryBytes * capacity, 0xff)
  let row = 0
  for (;;) {
    const limit = capacity / 2
    row = fill(row, table.offset, capacity - 1, limit, state.offset, ids.offset, first.offset)
    if (row === length) break
    const foretold = tableCapacity(Math.ceil((limit / row) * length))
    const larger = Math.min(Math.max(4 * capacity, foretold), tableCapacity(length))
    const next = work.filled(entryBytes * larger, 0xff)
    work.kernels.rehash(table.offset, capacity, next.offset, larger - 1)
    work.free(table)
    table = next
    capacity = larger
  }
  return { ids, first, count: work.arena.i32(state)[0]!, table, capacity }
}

// Small tables are kept emptier: they stay in the cache, and fewer keys stand beside their slot.
function tableCapacity(rows: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(16, (rows <= smallRows ? 4 : 2) * rows)))
}
