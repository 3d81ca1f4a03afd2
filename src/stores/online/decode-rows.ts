import { WasmColumn } from '../../backends/wasm/wasm-column.js'
import type { Column } from '../../column.js'
import { isVariable, readVariable } from './decode-variable.js'
import { type FailRow, GatheredRows } from './gathered-rows.js'
import { ORDER_KEY, type RowLayout, type Slot } from './row-layout.js'

/** Values of {@link DecodedRows.found}. */
export const ABSENT = 0
export const PRESENT = 1
export const STALE_SCHEMA = 2

/** Rows as columns. A row that is not PRESENT has null in every column and 0n for both timestamps. */
export interface DecodedRows {
  readonly found: Uint8Array
  readonly eventTimestamps: BigInt64Array
  readonly createdTimestamps: BigInt64Array
  readonly columns: readonly Column[]
}

/**
 * Unpacks the wanted fields of rows into columns, field by field.
 *
 * @param layout the layout of the view's fields. A row with another fingerprint is not decoded but STALE_SCHEMA.
 * @param rows packed rows, or undefined where there is none.
 * @param slots the wanted fields, in the order wanted; a field may be wanted more than once.
 * @param fail makes the error to throw for a damaged row.
 * @throws MILLRACE_INVALID_ARGUMENT where the rows take 1 GiB or more.
 */
export function decodeRows(
  layout: RowLayout,
  rows: readonly (Uint8Array | undefined)[],
  slots: readonly Slot[],
  fail: FailRow,
): DecodedRows {
  return GatheredRows.read(layout, rows, slots, fail, (gathered) => {
    const columns = readColumns(gathered, slots)
    try {
      return {
        found: gathered.found,
        eventTimestamps: gathered.orderKeys(ORDER_KEY),
        createdTimestamps: gathered.orderKeys(ORDER_KEY + 8),
        columns: columns.map((column) => column.toColumn()),
      }
    } finally {
      for (const column of columns) column.release()
    }
  })
}

/**
 * The values of fields. Those of fixed width are in WebAssembly memory, the others on the host. The caller releases the
 * columns.
 */
export function readColumns(gathered: GatheredRows, slots: readonly Slot[]): WasmColumn[] {
  if (!slots.some(isVariable)) return gathered.fixedWidth(slots)
  const fixed = gathered.fixedWidth(slots.filter((slot) => !isVariable(slot)))
  try {
    let next = 0
    return slots.map((slot) => {
      return isVariable(slot) ? WasmColumn.fromSource(readVariable(gathered, slot)) : fixed[next++]!
    })
  } catch (error) {
    for (const column of fixed) column.release()
    throw error
  }
}
