import type { Block } from '../../wasm/arena.js'
import type { CountedStage, Found, Prior, Stage } from './key-stage.js'
import { countedTable, type KeyTable, type MakeTable } from './key-table.js'
import { presentWords, type Words } from './order-words.js'
import { sum } from './sum.js'
import type { WasmColumn } from './wasm-column.js'
import { addressOf, type Workspace } from './workspace.js'

/** Ids of words, counted: by a direct table where their range is small against the rows, else by a hash table. */
export function wordStage(work: Workspace, words: Words, prior: Prior, length: number): CountedStage {
  const table = () => countedTable(work, words, prior, length)
  return denseStage(work, words, prior, length, length) ?? hashedStage(work, table())
}

/** Ids of a column of a join's one side, to be probed with `otherRows` rows of the other. */
export function joinStage(
  work: Workspace,
  column: WasmColumn,
  prior: Prior,
  otherRows: number,
  makeTable: MakeTable,
): Stage {
  const { length } = column
  const words = presentWords(work, column)
  const dense = denseStage(work, words, prior, length, length + otherRows)
  return dense ?? hashedStage(work, makeTable(work, words, prior, length))
}

/** Ids of a hash table, whose `probe` takes a column. */
function hashedStage<T extends KeyTable>(work: Workspace, table: T): Stage & Pick<T, 'first'> {
  const { ids, first, count } = table
  const probe = (column: WasmColumn, prior: Block | null) =>
    table.probe(presentWords(work, column), prior, column.length)
  return { ids, first, count, probe }
}

// Null where the words lie too far apart.
function denseStage(
  work: Workspace,
  { block, flip }: Words,
  prior: Prior,
  length: number,
  expectedRows: number,
): CountedStage | null {
  const { least, range } = wordsRange(work, { block, flip }, prior.ids, length)
  const slots = range * BigInt(prior.count)
  if (slots > BigInt(2 * expectedRows + 1024)) return null
  const table = work.filled(4 * (Number(slots) + 1), 0xff)
  const [ids, first] = [work.bytes(4 * length), work.bytes(4 * length)]
  const before = addressOf(prior.ids)
  const count = work.kernels.ids_dense(
    block.offset,
    flip,
    least,
    Number(range),
    before,
    length,
    table.offset,
    ids.offset,
    first.offset,
  )
  const dense = { table, least, range: Number(range), slots: Number(slots) }
  return { ids, first, count, probe: (column, prior) => probeDense(work, dense, column, prior) }
}

/** A table of `range` ids for each id of the columns before, and one behind them that is always -1. */
interface DenseTable {
  readonly table: Block
  readonly least: bigint
  readonly range: number
  readonly slots: number
}

function probeDense(
  work: Workspace,
  { table, least, range, slots }: DenseTable,
  column: WasmColumn,
  prior: Block | null,
): Found {
  const { length } = column
  const { block, flip } = presentWords(work, column)
  const [ids, present] = [work.bytes(4 * length), work.bitmap(length)]
  const tasks = work
    .ranges(length)
    .map(
      ({ start, length }) =>
        [
          block.offset + 8 * start,
          flip,
          least,
          range,
          prior ? prior.offset + 4 * start : 0,
          length,
          table.offset,
          slots,
          ids.offset + 4 * start,
          present.offset + start / 8,
        ] as const,
    )
  return { ids, present, count: sum(work.parallel('probe_dense', tasks)) }
}

/** The least word of the rows that `prior` does not leave out, and how many words the greatest is from there, it included. */
export function wordsRange(work: Workspace, words: Words, prior: Block | null, length: number) {
  const bounds = work.bytes(16)
  work.kernels.words_range(words.block.offset, words.flip, addressOf(prior), length, bounds.offset)
  const [least = 0n, greatest = 0n] = new BigUint64Array(work.arena.memory.buffer, bounds.offset, 2)
  work.free(bounds)
  return { least, range: greatest >= least ? greatest - least + 1n : 0n }
}
