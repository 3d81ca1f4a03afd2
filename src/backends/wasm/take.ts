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
  const { arena } = work
  if (validity === null && presence === null) return null
  const bits = work.bitmap(length)
  if (validity === null) arena.u8(bits).set(arena.u8(presence!))
  else if (takeBits(work, validity, rows, length, bits) === length) return null
  return bits
}

/** Gives how many of the gathered bits are set. */
function takeBits(work: Workspace, from: Block, rows: Block, length: number, out: Block): number {
  const tasks = work
    .ranges(length)
    .map(({ start, length }) => [from.offset, rows.offset + 4 * start, length, out.offset + start / 8] as const)
  return work.parallel('take_bits', tasks).reduce((sum, set) => sum + set, 0)
}

function takeFixed(work: Workspace, type: DataType, values: Block, { rows, length, presence }: Selection): Block {
  const shift = widthShift(type)
  if (shift === null) {
    const bits = work.bitmap(length)
    takeBits(work, values, rows, length, bits)
    return bits
  }
  const taken = work.bytes(length * 2 ** shift)
  const tasks = work
    .ranges(length)
    .map(
      ({ start, length }) =>
        [values.offset, rows.offset + 4 * start, length, taken.offset + start * 2 ** shift] as const,
    )
  const present = presence === null
  work.parallel(
    shift === 2 ? (present ? 'take_present_32' : 'take_32') : present ? 'take_present_64' : 'take_64',
    tasks,
  )
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
