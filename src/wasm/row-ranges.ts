import { boardThreads } from './task-board.js'

/** Rows `start` to `start + length`. */
export interface RowRange {
  readonly start: number
  readonly length: number
}

/** How many threads there are, and from how many rows on it pays to use them. */
export interface Parallelism {
  /** May take a millisecond to find out: ask only where there is something to share. */
  readonly threads: number
  readonly parallelRows: number
}

const rangesPerThread = 4
// As many as threads can take at once.
const mostRanges = boardThreads + 1

/** Splits rows into ranges that begin at multiples of `multiple`; one where they are too few to share, or none at all. */
export function rowRanges(parallelism: Parallelism, rows: number, multiple: number): readonly RowRange[] {
  if (rows < parallelism.parallelRows || parallelism.threads === 1) return [{ start: 0, length: rows }]
  const most = Math.min(rangesPerThread * parallelism.threads, mostRanges)
  const size = Math.max(1, Math.ceil(rows / most / multiple)) * multiple
  return Array.from({ length: Math.max(1, Math.ceil(rows / size)) }, (_, index) => ({
    start: index * size,
    length: Math.min(size, rows - index * size),
  }))
}
