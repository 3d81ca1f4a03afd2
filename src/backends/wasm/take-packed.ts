import type { Block } from '../../wasm/arena.js'
import type { Selection } from './selection.js'
import { takeColumn, takeValidity, widthShift } from './take.js'
import type { WasmColumn } from './wasm-column.js'
import type { Workspace } from './workspace.js'

const entryBytes = 16
// A column of this many bytes is not held by the caches that matter: each row gathered from it is a wait for memory.
const largeColumn = 4 << 20

/**
 * Gathers the selected rows of several columns. Where they are large and many rows are gathered, numbers are first packed
 * side by side, so that a row of them is one such wait and not one a column.
 */
export function takeSideBySide(
  work: Workspace,
  columns: readonly WasmColumn[],
  selection: Selection,
): readonly WasmColumn[] {
  const packable = new Set(columns.filter((column) => pays(column, selection)))
  const packed = packable.size > 1 ? takePacked(work, [...packable], selection) : new Map<WasmColumn, WasmColumn>()
  return columns.map((column) => packed.get(column) ?? takeColumn(work, column, selection))
}

function pays({ type, length }: WasmColumn, selection: Selection): boolean {
  const shift = widthShift(type)
  return shift !== null && length * 2 ** shift >= largeColumn && selection.length >= 2 * length
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
    const validity = takeValidity(work, column.blocks().validity, selection)
    return [column, work.column(column.type, length, { validity, values: outs[index]! })] as const
  })
  return new Map(taken)
}

// Eight-byte values come first, so that all are aligned; the bytes of a row are a power of two, or whole cache lines.
function layout(work: Workspace, columns: readonly WasmColumn[], length: number) {
  const shifts = columns.map(({ type }) => widthShift(type)!)
  const wide = shifts.filter((shift) => shift === 3).length
  let [wideAt, narrowAt] = [0, 8 * wide]
  const outs: Block[] = []
  const table = work.bytes(entryBytes * columns.length)
  const entries = columns.flatMap((column, index) => {
    const shift = shifts[index]!
    const place = shift === 3 ? wideAt : narrowAt
    if (shift === 3) wideAt += 8
    else narrowAt += 4
    outs.push(work.bytes(length * 2 ** shift))
    return [column.blocks().values!.offset, shift, place, outs[index]!.offset]
  })
  work.arena.u32(table).set(entries)
  const stride = narrowAt > 64 ? Math.ceil(narrowAt / 64) * 64 : 2 ** Math.ceil(Math.log2(narrowAt))
  return { table: table.offset, outs, stride }
}
