import type { Block } from '../../wasm/arena.js'
import type { Prior } from './key-stage.js'
import { bucketBytes, bucketProbe, countedTable, type KeyTable, powerFrom, probeRanges } from './key-table.js'
import type { Words } from './order-words.js'
import { partition } from './partition.js'
import { sum } from './sum.js'
import { addressOf, type Workspace } from './workspace.js'

// The part of a table for so many rows fits the nearer caches, with what is dealt to it.
const regionRows = 1 << 13
const dealtBytes = 16

/** A table for a join, whose ids may be any that tell keys apart. */
export function joinTable(work: Workspace, words: Words, prior: Prior, length: number): KeyTable {
  if (length < 2 * regionRows) return countedTable(work, words, prior, length)
  // Without columns before it, a key is no more than its word.
  return prior.count === 1 ? quotientTable(work, words, prior, length) : bucketTable(work, words, prior, length)
}

function bucketTable(work: Workspace, words: Words, prior: Prior, length: number): KeyTable {
  const dealt = dealRows(work, words, prior, length)
  const { regions, ids } = dealt
  for (let places = powerFrom((2 * length) / regions); ; places *= 2) {
    const regionBuckets = places / 2
    const buckets = regionBuckets * regions
    const table = work.bytes(bucketBytes * buckets)
    const limit = (places / 4) * 3
    const counts = work.parallel(
      'ids_region',
      dealt.parts.map(
        (part, region) => [...part, table.offset, buckets - 1, regionBuckets - 1, region, limit, ids.offset] as const,
      ),
    )
    const count = countKeys(counts)
    if (count !== null) {
      work.free(dealt.rows)
      return { ids, first: null, count, probe: bucketProbe(work, table, buckets, regionBuckets) }
    }
    // A region got more of the keys than its share.
    work.free(table)
  }
}

const quotientBytes = 16
// Of as many keys as there are buckets of two, one in ten finds its own full; those lie beside, two to a bucket.
const bucketsPerSpill = 8

function quotientTable(work: Workspace, words: Words, prior: Prior, length: number): KeyTable {
  const dealt = dealRows(work, words, prior, length)
  const { regions, ids } = dealt
  const bits = Math.ceil(Math.log2(length + 1))
  const regionBuckets = 2 ** bits / regions
  const table = work.bytes(quotientBytes * regionBuckets * regions)
  for (let spillBuckets = regionBuckets / bucketsPerSpill; ; spillBuckets *= 2) {
    const spill = work.bytes(bucketBytes * spillBuckets * regions)
    const beside = [spill.offset, spillBuckets * regions - 1, spillBuckets - 1] as const
    const limit = (spillBuckets / 2) * 3
    const counts = work.parallel(
      'ids_quotients',
      dealt.parts.map(
        (part, region) =>
          [...part, table.offset, BigInt(bits), regionBuckets, region, ...beside, limit, ids.offset] as const,
      ),
    )
    const count = countKeys(counts)
    if (count !== null) {
      work.free(dealt.rows)
      const place = [table.offset, bits, ...beside] as const
      const probe: KeyTable['probe'] = (words, prior, length) =>
        probeRanges(work, words, prior, length, (tasks) =>
          work.parallel(
            'probe_quotients',
            tasks.map(({ rows, outs }) => [...rows, ...place, ...outs] as const),
          ),
        )
      return { ids, first: null, count, probe }
    }
    work.free(spill)
  }
}

// Null where a region had no room for its keys.
function countKeys(counts: readonly number[]): number | null {
  return counts.includes(-1) ? null : sum(counts)
}

/** Rows of a key by the regions of a table to be made, and room for their ids: each the row where its key first appeared. */
interface DealtRows {
  readonly rows: Block
  readonly regions: number
  /** The addresses of each region's first row and behind its last. */
  readonly parts: readonly (readonly [start: number, end: number])[]
  readonly ids: Block
}

function dealRows(work: Workspace, { block, flip }: Words, prior: Prior, length: number): DealtRows {
  const regions = powerFrom(length / regionRows)
  const rows = work.bytes(dealtBytes * length)
  const ranges = work.ranges(length)
  const from = [block.offset, flip, addressOf(prior.ids), regions] as const
  const tasks = (at: readonly number[]) =>
    ranges.map(({ start, length }, index) => [...from, start, start + length, at[index]!] as const)
  // Behind the regions' rows lie those without a prior id.
  const ends = partition(work, ranges.length, regions + 1, dealtBytes, rows.offset, {
    count: (at) => work.parallel('count_regions', tasks(at)),
    scatter: (at) => work.parallel('deal_regions', tasks(at)),
  })
  const parts = Array.from(
    { length: regions },
    (_, region) => [ends[region - 1] ?? rows.offset, ends[region]!] as const,
  )
  return { rows, regions, parts, ids: prior.ids ? work.filled(4 * length, 0xff) : work.bytes(4 * length) }
}
