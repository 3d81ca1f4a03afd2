import type { Block } from '../../wasm/arena.js'
import { presentRows, type Selection } from './selection.js'
import { addressOf, type Workspace } from './workspace.js'

/** Selects the rows whose bit is set in `bits`, and in `validity` where there is one; null where all are. */
export function selectRows(work: Workspace, bits: Block, validity: Block | null, length: number): Selection | null {
  const known = addressOf(validity)
  const parts = work.ranges(length).map(({ start, length }) => {
    const places = [bits.offset + start / 8, known && known + start / 8] as const
    return { places, start, length, count: work.kernels.count_rows(...places, length) }
  })
  const count = parts.reduce((sum, part) => sum + part.count, 0)
  if (count === length) return null
  const rows = work.bytes(4 * count)
  let end = rows.offset
  const tasks = parts.map(({ places, start, length, count }) => {
    const out = end
    end += 4 * count
    return [...places, start, length, out, count] as const
  })
  work.parallel('select_rows', tasks)
  return presentRows(rows, count)
}
