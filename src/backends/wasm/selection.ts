import type { Block } from '../../wasm/arena.js'
import { sum } from './sum.js'
import type { Workspace } from './workspace.js'

/** The rows of a result: for each, the number of the source row it is, or -1 where it has none. */
export interface Selection {
  readonly rows: Block
  readonly length: number
  /** Bits of which rows have a source, or null where all do. */
  readonly presence: Block | null
  /** Says that no row is source row 0. */
  readonly skipsFirst?: boolean
}

/** A selection of rows that are all there. */
export function presentRows(rows: Block, length: number): Selection {
  return { rows, length, presence: null }
}

/** A selection of rows of which some may be -1. */
export function optionalRows(work: Workspace, rows: Block, length: number): Selection {
  const { present, count } = markPresent(work, rows, length)
  return { rows, length, presence: count === length ? null : present }
}

/** Bits of which numbers are not below 0, and how many. */
export function markPresent(work: Workspace, numbers: Block, length: number): { present: Block; count: number } {
  const present = work.bitmap(length)
  const tasks = work
    .ranges(length)
    .map(({ start, length }) => [numbers.offset + 4 * start, length, present.offset + start / 8] as const)
  return { present, count: sum(work.parallel('present_rows', tasks)) }
}
