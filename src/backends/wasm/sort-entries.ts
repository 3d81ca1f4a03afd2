import type { Block } from '../../wasm/arena.js'
import { closeGaps, type Entries, entryBytes, type FilledEntries, refillEntries } from './entries.js'
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
  const bits = (state.greatest - state.least).toString(2).length
  const bucketBits = Math.min(bits, mostBucketBits, Math.max(0, Math.ceil(Math.log2(count / bucketLength))))
  const spare = work.bytes(entryBytes * count)
  if (bucketBits === 0) {
    const entries = closeGaps(work, filled)
    const ends = Uint32Array.of(block.offset + entryBytes * count)
    sortBuckets(work, entries, spare, ends, state.least, BigInt(bits))
    work.free(spare)
    return entries
  }
  const lowBits = BigInt(bits - bucketBits)
  const ends = partition(work, parts.length, 2 ** bucketBits, entryBytes, spare.offset, {
    count: (at) => work.parallel('radix_count', scatterTasks(filled, lowBits, at)),
    scatter: (at) => work.parallel('radix_scatter', scatterTasks(filled, lowBits, at)),
  })
  const entries = { block: spare, count }
  sortBuckets(work, entries, block, ends, state.least, lowBits)
  work.free(block)
  return entries
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
  const share = Math.ceil((entryBytes * count) / work.ranges(count).length)
  const tasks: [number, number, number, number, bigint, bigint, number][] = []
  let [first, from] = [0, block.offset]
  for (const [bucket, end] of ends.entries()) {
    if (end - from < share && bucket < ends.length - 1) continue
    const toSpare = spare.offset + (from - block.offset)
    const histograms = work.bytes(histogramBytes)
    tasks.push([from, toSpare, listed.offset + 4 * first, bucket + 1 - first, least, bits, histograms.offset])
    first = bucket + 1
    from = end
  }
  work.parallel('radix_sort', tasks)
  work.free(listed)
}
