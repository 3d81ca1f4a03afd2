import type { Block } from '../../wasm/arena.js'
import type { Workspace } from './workspace.js'

/** The rows of a result: for each, the number of the source row it is, or -1 where it has none. */
export interface Selection {
  readonly rows: Block
  readonly length: number
  /** Bits of which rows have a source, or null where all do. */
  readonly presence: Block | null
}

/** A selection of rows that are all there. */
export function presentRows(rows: Block, length: number): Selection {
  return { rows, length, presence: null }
}

/** A selection of rows of which some may be -1. */
export function optionalRows(work: Workspace, rows: Block, length: number): Selection {
  const presence = work.bitmap(length)
  const present = work.kernels.present_rows(rows.offset, length, presence.offset)
  return { rows, length, presence: present === length ? null : presence }
}
