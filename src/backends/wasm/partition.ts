import type { Workspace } from './workspace.js'

/** The two passes of a stable partition, each a task a part of the rows. */
export interface PartitionPasses {
  /** Counts the rows of each bucket: `at` has for each part the address of its counts, all 0 at first. */
  count(at: readonly number[]): void
  /** Writes the rows: `at` has for each part the address of a list with the place of each bucket's next row. */
  scatter(at: readonly number[]): void
}

/**
 * Puts rows of `rowBytes` into buckets from `start` on: by bucket, then by part, in order. Gives the address behind each
 * bucket.
 */
export function partition(
  work: Workspace,
  parts: number,
  buckets: number,
  rowBytes: number,
  start: number,
  { count, scatter }: PartitionPasses,
): Uint32Array {
  const places = work.filled(4 * buckets * parts, 0)
  const at = Array.from({ length: parts }, (_, part) => places.offset + 4 * buckets * part)
  count(at)
  const view = work.arena.u32(places)
  const ends = new Uint32Array(buckets)
  let place = start
  for (let bucket = 0; bucket < buckets; bucket++) {
    for (let index = bucket; index < view.length; index += buckets) {
      const rows = view[index]!
      view[index] = place
      place += rowBytes * rows
    }
    ends[bucket] = place
  }
  scatter(at)
  work.free(places)
  return ends
}
