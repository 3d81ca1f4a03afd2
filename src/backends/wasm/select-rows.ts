import type { Block } from '../../wasm/arena.js'
import { presentRows, type Selection } from './selection.js'
import { addressOf, type Workspace } from './workspace.js'

/** Selects the rows whose bit is set in `bits`, and in `validity` where there is one; null where all are. */
export function selectRows(work: Workspace, bits: Block, validity: Block | null, length: number): Selection | null {
  const rows = work.bytes(4 * length)
  const count = work.kernels.select_rows(bits.offset, addressOf(validity), length, rows.offset)
  return count === length ? null : presentRows(rows, count)
}
