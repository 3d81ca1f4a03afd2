/** Rows `start` to `start + length`. */
export interface RowRange {
  readonly start: number
  readonly length: number
}

/** How many threads there are, and from how many rows on it pays to use them. */
export interface Parallelism {
  readonly threads: number
  readonly parallelRows: number
}

const rangesPerThread = 4

/** Splits rows into ranges that begin at multiples of `multiple`; one where they are too few to share, or none at all. */
export function rowRanges({ threads, parallelRows }: Parallelism, rows: number, multiple: number): readonly RowRange[] {
  if (threads === 1 || rows < parallelRows) return [{ start: 0, length: rows }]
  const size = Math.max(1, Math.ceil(rows / (rangesPerThread * threads) / multiple)) * multiple
  return Array.from({ length: Math.max(1, Math.ceil(rows / size)) }, (_, index) => ({
    start: index * size,
    length: Math.min(size, rows - index * size),
  }))
}
