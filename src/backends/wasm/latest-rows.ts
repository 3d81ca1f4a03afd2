import { groupIds } from './key-ids.js'
import { orderWords, wordsTable } from './order-words.js'
import { selectRows } from './select-rows.js'
import type { Selection } from './selection.js'
import type { WasmFrame } from './wasm-frame.js'
import type { Workspace } from './workspace.js'

/** Selects of each key the row that is greatest by `orderBy`, of equal ones the last; null where all rows survive. */
export function latestRows(
  work: Workspace,
  frame: WasmFrame,
  keys: readonly string[],
  orderBy: readonly string[],
): Selection | null {
  const groups = groupIds(
    work,
    keys.map((name) => frame.column(name)),
    frame.length,
  )
  if (groups.count === frame.length) return null
  const words = orderBy.flatMap((name) => orderWords(work, frame.column(name), 'first'))
  const latest = work.filled(4 * groups.count, 0xff)
  const table = wordsTable(work, words)
  work.kernels.latest_rows(groups.ids.offset, table.offset, words.length, frame.length, latest.offset)
  const survives = work.filled(Math.ceil(frame.length / 64) * 8, 0)
  work.kernels.mark_rows(latest.offset, groups.count, survives.offset)
  return selectRows(work, survives, null, frame.length)
}
