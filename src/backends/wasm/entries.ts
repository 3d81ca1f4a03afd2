import type { Block } from '../../wasm/arena.js'
import type { Words } from './order-words.js'
import type { Workspace } from './workspace.js'

/** Bytes of an entry: a word to sort by, an id, a row. */
export const entryBytes = 16

/** Rows to be put in order, with the words and ids that go with them. */
export interface Entries {
  readonly block: Block
  readonly count: number
}

/** What filling in words tells about them. */
export interface WordState {
  readonly least: bigint
  readonly greatest: bigint
  readonly descends: boolean
}

/** Runs a kernel that fills in words of entries and reports on them. */
export function fillWords<T>(work: Workspace, fill: (state: number) => T): { filled: T; state: WordState } {
  const block = work.bytes(24)
  const filled = fill(block.offset)
  const view = new DataView(work.arena.memory.buffer, block.offset, 24)
  const state = {
    least: view.getBigUint64(0, true),
    greatest: view.getBigUint64(8, true),
    descends: view.getUint32(16, true) !== 0,
  }
  work.free(block)
  return { filled, state }
}

/** Sorts entries by columns of words, the most significant first, stably. Their own words are those of the first column. */
export function sortEntriesBy(work: Workspace, entries: Entries, columns: readonly Words[], state: WordState): Entries {
  if (columns.length <= 1) return sortEntries(work, entries, state)
  let sorted = entries
  for (const { block, flip } of columns.toReversed()) {
    const { state } = fillWords(work, (at) =>
      work.kernels.entries_words(block.offset, flip, sorted.block.offset, endOf(sorted), at),
    )
    sorted = sortEntries(work, sorted, state)
  }
  return sorted
}

/** The address behind the last entry. */
export function endOf({ block, count }: Entries): number {
  return block.offset + entryBytes * count
}

// Two buffers of a bucket of this many entries fit the nearer caches.
const bucketLength = 4096
const mostBucketBits = 11
const histogramBytes = 8 * 256 * 4

/** Sorts entries by their words, stably. */
function sortEntries(work: Workspace, entries: Entries, { least, greatest, descends }: WordState): Entries {
  if (!descends) return entries
  const bits = (greatest - least).toString(2).length
  const bucketBits = Math.min(bits, mostBucketBits, Math.max(0, Math.ceil(Math.log2(entries.count / bucketLength))))
  const spare = { block: work.bytes(entries.block.byteLength), count: entries.count }
  if (bucketBits === 0) {
    sortBuckets(work, entries, spare, [endOf(entries)], least, BigInt(bits))
    work.free(spare.block)
    return entries
  }
  const lowBits = BigInt(bits - bucketBits)
  const ends = scatter(work, entries, spare, least, lowBits, 2 ** bucketBits)
  sortBuckets(work, spare, entries, ends, least, lowBits)
  work.free(entries.block)
  return spare
}

/** Sorts each bucket by the lowest `bits` bits of its words; `ends` has the address behind each. */
function sortBuckets(
  work: Workspace,
  entries: Entries,
  spare: Entries,
  ends: Iterable<number>,
  least: bigint,
  bits: bigint,
): void {
  const histograms = work.bytes(histogramBytes)
  const { offset } = entries.block
  let from = offset
  for (const end of ends) {
    const count = (end - from) / entryBytes
    const to = spare.block.offset + (from - offset)
    if (count > 1) work.kernels.radix_sort(from, to, count, least, bits, histograms.offset)
    from = end
  }
  work.free(histograms)
}

/** Scatters entries to buckets; gives the address behind each. */
function scatter(work: Workspace, from: Entries, to: Entries, least: bigint, shift: bigint, buckets: number) {
  const places = work.filled(4 * buckets, 0)
  const { kernels, arena } = work
  kernels.radix_count(from.block.offset, endOf(from), least, shift, places.offset)
  const view = arena.u32(places)
  let place = to.block.offset
  for (let bucket = 0; bucket < buckets; bucket++) {
    const count = view[bucket]!
    view[bucket] = place
    place += entryBytes * count
  }
  kernels.radix_scatter(from.block.offset, endOf(from), least, shift, places.offset)
  const ends = view.slice()
  work.free(places)
  return ends
}
