import type { Block } from '../../wasm/arena.js'
import type { Selection } from './selection.js'
import { takeColumn, takeValidity, widthShift } from './take.js'
import type { WasmColumn } from './wasm-column.js'
import type { Workspace } from './workspace.js'

const columnBytes = 16
// A column of this many bytes is not held by the caches that matter: each row gathered from it is a wait for memory.
const largeColumn = 4 << 20
// A packed row is no more than a cache line: a second line would be a second wait.
const mostStride = 64
// A sixteenth of what memory can be; what is packed lies there beside the source and the result.
const mostPackedBytes = 256 << 20

/**
 * Gathers the selected rows of several columns. Where they are large and many rows are gathered, numbers are first packed
 * side by side, a few columns at a time, so that a row of them is one such wait and not one a column.
 */
export function takeSideBySide(
  work: Workspace,
  columns: readonly WasmColumn[],
  selection: Selection,
): readonly WasmColumn[] {
  const packed = new Map<WasmColumn, WasmColumn>()
  for (const group of packedGroups(columns.filter((column) => pays(column, selection)))) {
    for (const [column, taken] of takePacked(work, group, selection)) packed.set(column, taken)
  }
  return columns.map((column) => packed.get(column) ?? takeColumn(work, column, selection))
}

function pays({ type, length }: WasmColumn, selection: Selection): boolean {
  const shift = widthShift(type)
  return shift !== null && length * 2 ** shift >= largeColumn && selection.length >= 2 * length
}

/** Groups of two columns or more whose packed rows keep to the bounds. */
function packedGroups(columns: readonly WasmColumn[]): WasmColumn[][] {
  const groups: WasmColumn[][] = []
  for (const column of new Set(columns)) {
    const group = groups.at(-1)
    if (group && strideOf([...group, column]) <= Math.min(mostStride, mostPackedBytes / (column.length + 1))) {
      group.push(column)
    } else groups.push([column])
  }
  return groups.filter(({ length }) => length > 1)
}

/** Bytes of a packed row: a power of two, so that none lies in two cache lines. */
function strideOf(columns: readonly WasmColumn[]): number {
  return 2 ** Math.ceil(Math.log2(columns.reduce((sum, { type }) => sum + 2 ** widthShift(type)!, 0)))
}

function takePacked(
  work: Workspace,
  columns: readonly WasmColumn[],
  selection: Selection,
): Map<WasmColumn, WasmColumn> {
  const { rows, length } = selection
  const { table, outs, stride } = layout(work, columns, length)
  const sourceRows = columns[0]!.length
  const packed = work.bytes(stride * (sourceRows + 1))
  work.kernels.fill_bytes(packed.offset, 0, stride)
  const first = packed.offset + stride
  work.parallel(
    'pack_rows',
    work.ranges(sourceRows).map(({ start, length }) => [table, columns.length, start, length, stride, first]),
  )
  work.parallel(
    'take_packed',
    work.ranges(length).map(({ start, length }) => [table, columns.length, rows.offset, start, length, stride, first]),
  )
  work.free(packed)
  const taken = columns.map((column, index) => {
    const validity = takeValidity(work, column, selection)
    return [column, work.column(column.type, length, { validity, values: outs[index]! })] as const
  })
  return new Map(taken)
}

// Eight-byte values come first, so that all are aligned.
function layout(work: Workspace, columns: readonly WasmColumn[], length: number) {
  const shifts = columns.map(({ type }) => widthShift(type)!)
  const wide = shifts.filter((shift) => shift === 3).length
  let [wideAt, narrowAt] = [0, 8 * wide]
  const outs: Block[] = []
  const table = work.bytes(columnBytes * columns.length)
  const entries = columns.flatMap((column, index) => {
    const shift = shifts[index]!
    const place = shift === 3 ? wideAt : narrowAt
    if (shift === 3) wideAt += 8
    else narrowAt += 4
    outs.push(work.bytes(length * 2 ** shift))
    return [column.blocks().values!.offset, shift, place, outs[index]!.offset]
  })
  work.arena.u32(table).set(entries)
  return { table: table.offset, outs, stride: strideOf(columns) }
}
