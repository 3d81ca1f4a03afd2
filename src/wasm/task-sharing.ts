import type { Kernels } from './kernels.js'
import type { RowRange } from './row-ranges.js'
import type { TaskKernel } from './worker-pool.js'

/** Kernels' runs on several threads, or on one. */
export interface TaskSharing {
  /**
   * Runs a kernel once for each of the tasks, which write to disjoint memory, on any thread and in any order; gives the
   * results in theirs. All tasks are over at the return. In one thread it is a plain loop.
   *
   * Kernels that run so keep nothing in static memory and do not call the host.
   */
  parallel<K extends TaskKernel>(kernel: K, tasks: readonly Readonly<Parameters<Kernels[K]>>[]): number[]

  /**
   * Splits rows into ranges for {@link parallel}, whose starts are multiples of `multiple` (64 by default, so that no two
   * share a word of a bitmap): one range of all rows where there are too few to share, else a few a thread, so that one
   * that is held up does not hold up the rest.
   */
  ranges(rows: number, multiple?: number): readonly RowRange[]
}
