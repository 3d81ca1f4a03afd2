import { assertOffsetFits } from '../../arrow/take-column.js'
import { type DataType, isArrayType, itemType } from '../../types.js'
import type { Block } from '../../wasm/arena.js'
import { presentRows, type Selection } from './selection.js'
import { type Bitmap, takeBitmaps } from './take-bits.js'
import type { Coding, ColumnBlocks, WasmColumn } from './wasm-column.js'
import type { WasmColumns } from './wasm-frame.js'
import { addressOf, type Workspace } from './workspace.js'

/** Gathers the selected rows of a column; a row without a source becomes null. */
export function takeColumn(work: Workspace, column: WasmColumn, selection: Selection): WasmColumn {
  const { type, coding } = column
  if (coding) return work.coded(takeCodes(work, coding, selection))
  if (type === 'bool') return takeBools(work, column, selection)
  const blocks = column.blocks()
  const validity = takeValidity(work, column, selection)
  const { length } = selection
  const shift = widthShift(type)
  if (shift !== null) {
    return work.column(type, length, { validity, values: takeFixed(work, shift, blocks.values!, selection) })
  }
  const offsets = work.bytes(4 * (length + 1))
  const { rows } = selection
  const total = work.kernels.take_offsets(blocks.offsets!.offset, rows.offset, length, offsets.offset)
  assertOffsetFits(total)
  return work.column(type, length, { validity, offsets, ...takeSpans(work, type, blocks, selection, total) })
}

// A row without a source has code 0 then, which is that of null.
function takeCodes(work: Workspace, { codes, words, skipsFirst }: Coding, selection: Selection): Coding {
  const values = takeFixed(work, widthShift(codes.type)!, codes.blocks().values!, selection)
  return {
    codes: work.column(codes.type, selection.length, { values }),
    words,
    skipsFirst: skipsFirst && selection.presence === null,
  }
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
export function takeValidity(work: Workspace, column: WasmColumn, selection: Selection): Block | null {
  const validity = validityToTake(work, column, selection)
  if (validity === null) return copyPresence(work, selection)
  const { taken, set } = takeBitmaps(work, [{ bits: validity, length: column.length }], selection)
  return set === selection.length ? null : taken[0]!
}

/** The column's validity; null where all rows that may be taken have a value. */
function validityToTake(work: Workspace, column: WasmColumn, { skipsFirst }: Selection): Block | null {
  const { validity } = column.blocks()
  if (validity === null || !skipsFirst) return validity
  const known = work.kernels.count_rows(validity.offset, 0, column.length)
  const isFirstKnown = work.arena.u8(validity)[0]! & 1
  return known - isFirstKnown === column.length - 1 ? null : validity
}

function copyPresence(work: Workspace, { presence, length }: Selection): Block | null {
  if (presence === null) return null
  const bits = work.bitmap(length)
  work.arena.u8(bits).set(work.arena.u8(presence))
  return bits
}

// Values and validity in one pass over the rows.
function takeBools(work: Workspace, column: WasmColumn, selection: Selection): WasmColumn {
  const validity = validityToTake(work, column, selection)
  const bits: Bitmap = { bits: column.blocks().values!, length: column.length }
  const { length } = selection
  if (validity === null) {
    const [taken] = takeBitmaps(work, [bits], selection).taken
    return work.column('bool', length, { values: taken!, validity: copyPresence(work, selection) })
  }
  const { taken, set } = takeBitmaps(work, [bits, { bits: validity, length: column.length }], selection)
  return work.column('bool', length, { values: taken[0]!, validity: set === length ? null : taken[1]! })
}

function takeFixed(work: Workspace, shift: number, values: Block, { rows, length, presence }: Selection): Block {
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
