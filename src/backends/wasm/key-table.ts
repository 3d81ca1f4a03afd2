import type { Block } from '../../wasm/arena.js'
import type { Found, Ids, Prior } from './key-stage.js'
import type { Words } from './order-words.js'
import { sum } from './sum.js'
import { addressOf, type Workspace } from './workspace.js'

/** A hash table of words, and the ids it gave to the rows it was made of. */
export interface KeyTable extends Ids {
  /** Looks up the words of other rows, by the ids of the columns before. */
  probe(words: Words, prior: Block | null, length: number): Found
}

export const bucketBytes = 32
/** Makes a table of the rows of a key. */
export type MakeTable<T extends KeyTable = KeyTable> = (
  work: Workspace,
  words: Words,
  prior: Prior,
  length: number,
) => T

// What a kernel keeps of a block of rows while it looks them up.
const scratchBytes = 65 * 4

const firstCapacity = 1 << 14
const smallRows = 1 << 13

/** A table whose ids are counted from 0 in order of first appearance. */
export function countedTable(
  work: Workspace,
  { block, flip }: Words,
  prior: Prior,
  length: number,
): KeyTable & { readonly first: Block } {
  const [ids, first, state] = [work.bytes(4 * length), work.bytes(4 * length), work.filled(4, 0)]
  const rows = [block.offset, flip, addressOf(prior.ids)] as const
  const outs = [state.offset, work.bytes(scratchBytes).offset, ids.offset, first.offset] as const
  let capacity = Math.min(firstCapacity, capacityFor(length))
  let table = emptyTable(work, capacity)
  let row = 0
  for (;;) {
    const limit = capacity / 2
    row = work.kernels.ids_words(...rows, row, length, table.offset, capacity / 2 - 1, limit, ...outs)
    if (row === length) break
    const larger = Math.min(Math.max(4 * capacity, foretold(limit, row, length)), capacityFor(length))
    const next = emptyTable(work, larger)
    work.kernels.rehash(table.offset, capacity / 2, next.offset, larger / 2 - 1)
    work.free(table)
    table = next
    capacity = larger
  }
  const buckets = capacity / 2
  const probe = bucketProbe(work, table, buckets, buckets)
  return { ids, first, count: work.arena.i32(state)[0]!, probe }
}

/**
 * Looks words up in a table as assembly/bucket-table.ts describes it. A key stands in the region, of `regionBuckets`, that
 * its hash names.
 */
export function bucketProbe(work: Workspace, table: Block, buckets: number, regionBuckets: number): KeyTable['probe'] {
  return (words, prior, length) =>
    probeRanges(work, words, prior, length, (tasks) => {
      const scratch = work.bytes(scratchBytes * tasks.length)
      const place = (index: number) =>
        [table.offset, buckets - 1, regionBuckets - 1, scratch.offset + scratchBytes * index] as const
      return work.parallel(
        'probe_words',
        tasks.map(({ rows, outs }, index) => [...rows, ...place(index), ...outs] as const),
      )
    })
}

/** What a kernel takes first and last that looks a range of rows up. */
export interface ProbeTask {
  readonly rows: readonly [words: number, flip: bigint, prior: number, length: number]
  readonly outs: readonly [ids: number, present: number]
}

/** Looks rows up by ranges; `probe` gives how many it found of each. */
export function probeRanges(
  work: Workspace,
  { block, flip }: Words,
  prior: Block | null,
  length: number,
  probe: (tasks: readonly ProbeTask[]) => readonly number[],
): Found {
  const [ids, present] = [work.bytes(4 * length), work.bitmap(length)]
  const counts = probe(
    work.ranges(length).map(({ start, length }) => ({
      rows: [block.offset + 8 * start, flip, prior ? prior.offset + 4 * start : 0, length],
      outs: [ids.offset + 4 * start, present.offset + start / 8],
    })),
  )
  return { ids, present, count: sum(counts) }
}

// It begins small, since many rows may have few keys, and grows by four or to what the rows so far foretell: those of a
// join's table mostly differ, and each growth costs a pass over it.
function foretold(ids: number, row: number, length: number): number {
  return capacityFor(Math.ceil((ids / row) * length))
}

function emptyTable(work: Workspace, capacity: number): Block {
  return work.filled((bucketBytes / 2) * capacity, 0)
}

// At most half full. Small tables are kept emptier: they stay in the cache, and fewer keys stand beside their bucket.
function capacityFor(rows: number): number {
  return powerFrom(Math.max(16, (rows <= smallRows ? 4 : 2) * rows))
}

/** The least power of two from `count` on. */
export function powerFrom(count: number): number {
  return 2 ** Math.ceil(Math.log2(count))
}
