import type { Block } from '../../wasm/arena.js'
import type { Found, Ids, Prior, Stage } from './key-stage.js'
import type { KeyTable, MakeTable } from './key-table.js'
import type { Words } from './order-words.js'
import { sum } from './sum.js'
import type { WasmColumn } from './wasm-column.js'
import { addressOf, type Workspace } from './workspace.js'

/**
 * Ids of strings or bytes by a hash table. A row without a value is like no other, unless `prior` leaves it out.
 *
 * Strings are told apart by their hashes, which are all but certain to differ. Where they do not, others are made.
 */
export function textStage<T extends KeyTable>(
  work: Workspace,
  column: WasmColumn,
  prior: Prior,
  makeTable: MakeTable<T>,
): Stage & Pick<T, 'first'> {
  const short = isShort(work, column)
  for (let salt = 0n; ; salt++) {
    const known = hashTexts(work, column, salt, short)
    const table = makeTable(work, known.words, prior, column.length)
    work.free(known.words.block)
    if (!isTold(work, known, table)) {
      if (known.tails) work.free(known.tails)
      continue
    }
    const { ids, first, count } = table
    const probe = (other: WasmColumn, prior: Block | null) => {
      const others = hashTexts(work, other, salt, short)
      return confirm(work, known, table, others, table.probe(others.words, prior, other.length))
    }
    return { ids, first, count, probe }
  }
}

/** Strings and their hashes. */
interface HashedTexts {
  readonly column: WasmColumn
  readonly words: Words
  /** What is behind the first 8 bytes, by which short strings of one hash are told apart; null where they are compared. */
  readonly tails: Block | null
}

/** Says whether all strings are of so few bytes that a hash and a tail make them up. */
function isShort(work: Workspace, column: WasmColumn): boolean {
  const offsets = addressOf(column.blocks().offsets)
  const ranges = work.ranges(column.length)
  const tasks = ranges.map(({ start, length }) => [offsets, start, start + length] as const)
  return !work.parallel('has_long', tasks).includes(1)
}

function hashTexts(work: Workspace, column: WasmColumn, salt: bigint, short: boolean): HashedTexts {
  const { offsets, values, validity } = column.blocks()
  const block = work.bytes(8 * column.length)
  const words = { block, flip: 0n }
  const text = [addressOf(offsets), addressOf(values), addressOf(validity), salt] as const
  const rows = work.ranges(column.length).map(({ start, length }) => [...text, start, start + length] as const)
  if (short) {
    const tails = work.bytes(8 * column.length)
    work.parallel(
      'words_short',
      rows.map((range) => [...range, block.offset, tails.offset] as const),
    )
    return { column, words, tails }
  }
  work.parallel(
    'words_text',
    rows.map((range) => [...range, block.offset] as const),
  )
  return { column, words, tails: null }
}

/** Says whether rows have one id only where they are one string. */
function isTold(work: Workspace, { column, tails }: HashedTexts, { ids, first }: Ids): boolean {
  const { offsets, values, validity } = column.blocks()
  const rows = work
    .ranges(column.length)
    .map(({ start, length }) => [ids.offset, addressOf(first), start, start + length] as const)
  const text = [addressOf(offsets), addressOf(values), addressOf(validity)] as const
  const unlike = tails
    ? work.parallel(
        'count_unlike_tails',
        rows.map((range) => [tails.offset, ...range] as const),
      )
    : work.parallel(
        'count_unlike',
        rows.map((range) => [...text, ...range] as const),
      )
  return unlike.every((count) => count === 0)
}

// A string that has the hash of another is none of the table's: there, no two hashes are equal.
function confirm(work: Workspace, known: HashedTexts, { first, count }: Ids, others: HashedTexts, found: Found): Found {
  if (count === 0) return found
  const { ids, present } = found
  const ranges = work.ranges(others.column.length)
  const outs = (start: number) => [addressOf(first), ids.offset + 4 * start, present.offset + start / 8] as const
  const [text, knownText] = [others.column.blocks(), known.column.blocks()]
  const counts =
    known.tails && others.tails
      ? work.parallel(
          'drop_unlike_tails',
          ranges.map(
            ({ start, length }) =>
              [others.tails!.offset + 8 * start, length, known.tails!.offset, ...outs(start)] as const,
          ),
        )
      : work.parallel(
          'drop_unlike',
          ranges.map(
            ({ start, length }) =>
              [
                addressOf(text.offsets) + 4 * start,
                addressOf(text.values),
                length,
                addressOf(knownText.offsets),
                addressOf(knownText.values),
                ...outs(start),
              ] as const,
          ),
        )
  return { ids, present, count: sum(counts) }
}
