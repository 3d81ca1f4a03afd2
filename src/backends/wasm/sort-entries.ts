import type { Block } from '../../wasm/arena.js'
import { closeGaps, type Entries, entryBytes, type FilledEntries, refillEntries, type WordState } from './entries.js'
import type { Words } from './order-words.js'
import { partition } from './partition.js'
import type { Workspace } from './workspace.js'

/**
 * Sorts entries by columns of words, the most significant first, stably. The words they hold are those of the first
 * column. The block they were in may be used up.
 */
export function sortEntries(work: Workspace, filled: FilledEntries, columns: readonly Words[]): Entries {
  if (columns.length === 1) return sortByWords(work, filled)
  let sorted = closeGaps(work, filled)
  for (const { block, flip } of columns.toReversed()) {
    sorted = sortByWords(work, refillEntries(work, sorted, block.offset, flip))
  }
  return sorted
}

// Two buffers of a bucket of this many entries fit the nearer caches.
const bucketLength = 4096
const mostBucketBits = 11
const histogramBytes = 8 * 256 * 4

function sortByWords(work: Workspace, filled: FilledEntries): Entries {
  const { block, parts, state } = filled
  if (!state.descends) return closeGaps(work, filled)
  const count = parts.reduce((sum, [start, end]) => sum + (end - start) / entryBytes, 0)
  const { bucketBits, lowBits } = splitBits(state, count)
  const spare = work.bytes(entryBytes * count)
  if (bucketBits === 0) {
    const entries = closeGaps(work, filled)
    const ends = Uint32Array.of(block.offset + entryBytes * count)
    sortBuckets(work, entries, spare, ends, state.least, lowBits)
    work.free(spare)
    return entries
  }
  const ends = partition(work, parts.length, 2 ** bucketBits, entryBytes, spare.offset, {
    count: (at) => work.parallel('radix_count', scatterTasks(filled, lowBits, at)),
    scatter: (at) => work.parallel('radix_scatter', scatterTasks(filled, lowBits, at)),
  })
  const entries = { block: spare, count }
  sortBuckets(work, entries, block, ends, state.least, lowBits)
  work.free(block)
  return entries
}

/** The least and the greatest of words. */
type WordBounds = Pick<WordState, 'least' | 'greatest'>

/** Rows as the kernels that make entries of them take them. */
export interface EntryRows {
  readonly words: Words
  readonly keys: Block
  /** The int64 key whose id is 0; null where keys are ids. */
  readonly least: bigint | null
  readonly slots: number
  readonly length: number
}

/**
 * Makes entries of rows with words within bounds, in order of their words: they are written to their buckets at once. Null
 * where there are too few for that.
 */
export function sortedEntries(work: Workspace, rows: EntryRows, bounds: WordBounds): Entries | null {
  const { words, keys, least, slots, length } = rows
  const { bucketBits, lowBits } = splitBits(bounds, length)
  if (bucketBits === 0) return null
  const [block, spare] = [work.bytes(entryBytes * length), work.bytes(entryBytes * length)]
  const ranges = work.ranges(length)
  const from = [words.block.offset, words.flip, bounds.least, lowBits] as const
  const by = [keys.offset, least ?? 0n, least === null ? 0 : 1, slots] as const
  const tasks = (at: readonly number[]) =>
    ranges.map(({ start, length }, index) => [...from, ...by, start, start + length, at[index]!] as const)
  const ends = partition(work, ranges.length, 2 ** bucketBits, entryBytes, block.offset, {
    count: (at) => work.parallel('count_entries', tasks(at)),
    scatter: (at) => work.parallel('deal_entries', tasks(at)),
  })
  const entries = { block, count: (ends.at(-1)! - block.offset) / entryBytes }
  sortBuckets(work, entries, spare, ends, bounds.least, lowBits)
  work.free(spare)
  return entries
}

// How many of the bits in which words differ name the bucket of an entry, and how many are left to sort by in it.
function splitBits({ least, greatest }: WordBounds, count: number): { bucketBits: number; lowBits: bigint } {
  const bits = (greatest - least).toString(2).length
  const bucketBits = Math.min(bits, mostBucketBits, Math.max(0, Math.ceil(Math.log2(count / bucketLength))))
  return { bucketBits, lowBits: BigInt(bits - bucketBits) }
}

function scatterTasks({ parts, state }: FilledEntries, shift: bigint, at: readonly number[]) {
  return parts.map((part, index) => [...part, state.least, shift, at[index]!] as const)
}

// Neighbouring buckets with about as many entries in all make a task.
function sortBuckets(
  work: Workspace,
  { block, count }: Entries,
  spare: Block,
  ends: Uint32Array,
  least: bigint,
  bits: bigint,
): void {
  const listed = work.bytes(ends.byteLength)
  work.arena.u32(listed).set(ends)
  const most = work.ranges(count).length
  const histograms = work.bytes(histogramBytes * (most + 1))
  const share = Math.ceil((entryBytes * Math.max(count, 1)) / most)
  const tasks: [number, number, number, number, bigint, bigint, number][] = []
  let [first, from] = [0, block.offset]
  for (const [bucket, end] of ends.entries()) {
    if (end - from < share && bucket < ends.length - 1) continue
    const toSpare = spare.offset + (from - block.offset)
    const own = histograms.offset + histogramBytes * tasks.length
    tasks.push([from, toSpare, listed.offset + 4 * first, bucket + 1 - first, least, bits, own])
    first = bucket + 1
    from = end
  }
  work.parallel('radix_sort', tasks)
  work.free(listed)
  work.free(histograms)
}
