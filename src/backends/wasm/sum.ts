/** Adds up what kernels give of the parts they were shared in. */
export function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0)
}
