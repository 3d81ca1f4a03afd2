import { assertOffsetFits } from '../../arrow/take-column.js'
import { type DataType, isArrayType, itemType } from '../../types.js'
import type { Block } from '../../wasm/arena.js'
import { presentRows, type Selection } from './selection.js'
import type { ColumnBlocks, WasmColumn } from './wasm-column.js'
import type { WasmColumns } from './wasm-frame.js'
import { addressOf, type Workspace } from './workspace.js'

/** Gathers the selected rows of a column; a row without a source becomes null. */
export function takeColumn(work: Workspace, column: WasmColumn, selection: Selection): WasmColumn {
  const { type } = column
  const blocks = column.blocks()
  const validity = takeValidity(work, blocks.validity, selection)
  const { length } = selection
  if (blocks.offsets === null) {
    return work.column(type, length, { validity, values: takeFixed(work, type, blocks.values!, selection) })
  }
  const offsets = work.bytes(4 * (length + 1))
  const { rows } = selection
  const total = work.kernels.take_offsets(blocks.offsets.offset, rows.offset, length, offsets.offset)
  assertOffsetFits(total)
  return work.column(type, length, { validity, offsets, ...takeSpans(work, type, blocks, selection, total) })
}

/** Gathers the selected rows of every column. */
export function takeColumns(work: Workspace, columns: WasmColumns, selection: Selection): Map<string, WasmColumn> {
  const taken = new Map<string, WasmColumn>()
  for (const [name, column] of columns) taken.set(name, takeColumn(work, column, selection))
  return taken
}

/** The power of two of the bytes of a fixed-width value; bits and bytes with offsets have none. */
export function widthShift(type: DataType): number | null {
  switch (type) {
    case 'int32':
    case 'float32':
      return 2
    case 'int64':
    case 'float64':
    case 'timestamp':
      return 3
    default:
      return null
  }
}

/** Gathers the bits of which rows have a value; null where all have. */
export function takeValidity(
  work: Workspace,
  validity: Block | null,
  { rows, length, presence }: Selection,
): Block | null {
  const { arena, kernels } = work
  if (validity === null && presence === null) return null
  const bits = work.bitmap(length)
  if (validity === null) arena.u8(bits).set(arena.u8(presence!))
  else if (kernels.take_bits(validity.offset, rows.offset, length, bits.offset) === length) return null
  return bits
}

function takeFixed(work: Workspace, type: DataType, values: Block, { rows, length }: Selection): Block {
  const shift = widthShift(type)
  const taken = shift === null ? work.bitmap(length) : work.bytes(length << shift)
  const take = shift === null ? work.kernels.take_bits : shift === 2 ? work.kernels.take_32 : work.kernels.take_64
  take(values.offset, rows.offset, length, taken.offset)
  return taken
}

function takeSpans(
  work: Workspace,
  type: DataType,
  { offsets, values, items }: ColumnBlocks,
  { rows, length }: Selection,
  total: number,
): Partial<ColumnBlocks> {
  const from = addressOf(offsets)
  const { kernels } = work
  if (!isArrayType(type)) {
    const bytes = work.bytes(total)
    kernels.take_spans(from, addressOf(values), 0, rows.offset, length, bytes.offset)
    return { values: bytes }
  }
  const item = itemType(type)
  const shift = widthShift(item)
  if (shift !== null) {
    const taken = work.bytes(total * 2 ** shift)
    kernels.take_spans(from, addressOf(items!.blocks().values), shift, rows.offset, length, taken.offset)
    return { items: work.column(item, total, { values: taken }) }
  }
  const itemRows = work.bytes(4 * total)
  kernels.take_items(from, rows.offset, length, itemRows.offset)
  return { items: takeColumn(work, items!, presentRows(itemRows, total)) }
}
