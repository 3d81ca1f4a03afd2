import type { Block } from '../../wasm/arena.js'
import { presentRows, type Selection } from './selection.js'
import { takeColumn, takeValidity, widthShift } from './take.js'
import type { WasmColumn } from './wasm-column.js'
import type { WasmColumns } from './wasm-frame.js'
import { addressOf, type Workspace } from './workspace.js'

const entryBytes = 12

/** What a filter leaves of columns. */
export interface Filtered {
  readonly columns: WasmColumns
  readonly length: number
}

/**
 * Keeps the rows of columns whose bit is set in `bits`, and in `validity` where there is one; null where all are. Numbers
 * are gathered as their rows are found, the other columns when all are.
 */
export function filterRows(
  work: Workspace,
  columns: WasmColumns,
  bits: Block,
  validity: Block | null,
  length: number,
): Filtered | null {
  const known = addressOf(validity)
  const parts = work.ranges(length).map(({ start, length }) => {
    const places = [bits.offset + start / 8, known && known + start / 8] as const
    return { places, start, length, count: work.kernels.count_rows(...places, length) }
  })
  const kept = parts.reduce((sum, part) => sum + part.count, 0)
  if (kept === length) return null
  const rows = work.bytes(4 * kept)
  const stored = new Set([...columns.values()].map(storedColumn))
  const numbers = numberColumns(work, stored, kept)
  let end = 0
  const tasks = parts.map(({ places, start, length, count }) => {
    const place = end
    end += count
    return [numbers.table, numbers.values.size, ...places, start, length, rows.offset, place, count] as const
  })
  work.parallel('filter_rows', tasks)
  const selection = presentRows(rows, kept)
  const taken = new Map<WasmColumn, WasmColumn>()
  for (const column of stored) {
    const values = numbers.values.get(column)
    taken.set(column, values ? numberColumn(work, column, values, selection) : takeColumn(work, column, selection))
  }
  const named = [...columns].map(([name, column]) => {
    const result = taken.get(storedColumn(column))!
    if (!column.coding) return [name, result] as const
    const { words, skipsFirst } = column.coding
    return [name, work.coded({ codes: result, words, skipsFirst })] as const
  })
  return { columns: new Map(named), length: kept }
}

/** What is gathered of a column: of text by code, the codes. */
function storedColumn(column: WasmColumn): WasmColumn {
  return column.coding?.codes ?? column
}

function numberColumn(work: Workspace, column: WasmColumn, values: Block, selection: Selection): WasmColumn {
  const validity = takeValidity(work, column, selection)
  return work.column(column.type, selection.length, { validity, values })
}

/** The columns of numbers as filter_rows lists them, and the blocks where their values go. */
function numberColumns(work: Workspace, columns: ReadonlySet<WasmColumn>, kept: number) {
  const values = new Map<WasmColumn, Block>()
  const entries: number[] = []
  for (const column of columns) {
    const shift = widthShift(column.type)
    if (shift === null) continue
    const out = work.bytes(kept * 2 ** shift)
    values.set(column, out)
    entries.push(column.blocks().values!.offset, shift, out.offset)
  }
  const table = work.bytes(entryBytes * values.size)
  work.arena.u32(table).set(entries)
  return { table: table.offset, values }
}
