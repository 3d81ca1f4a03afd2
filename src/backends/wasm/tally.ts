import type { DataType } from '../../types.js'
import type { Block } from '../../wasm/arena.js'
import type { GroupSlots } from './group-slots.js'
import type { WasmColumn } from './wasm-column.js'
import { addressOf, type Workspace } from './workspace.js'

/** What one pass over a column found out about each slot: a record each, as assembly/tally.ts describes them. */
export interface Tally {
  readonly records: Block
  /** The power of two of a record's bytes. */
  readonly shift: number
}

const kernels = { int32: 'tally_i32', int64: 'tally_i64', float32: 'tally_f32', float64: 'tally_f64' } as const
const sumOffset = 16

/** Adds up a column of numbers, or counts the values of one of another type, or, for null, rows. */
export function tally(work: Workspace, column: WasmColumn | null, groups: GroupSlots, rows: number): Tally {
  const type = column?.type
  const shift = type === 'int32' || type === 'int64' ? 5 : 4
  const kernel = kernels[type as keyof typeof kernels] ?? 'tally_rows'
  const { values = null, validity = null } = column?.blocks() ?? {}
  const records = work.filled(groups.slots * 2 ** shift, 0)
  work.kernels[kernel](groups.ids.offset, addressOf(values), addressOf(validity), rows, records.offset)
  return { records, shift }
}

/** Lists the slots that have rows in the order of their first ones, and these. */
export function firstAppearances(work: Workspace, { records, shift }: Tally, { ids, slots }: GroupSlots, rows: number) {
  const { kernels } = work
  const bySlot = work.bytes(4 * slots)
  kernels.tally_first(records.offset, shift, slots, bySlot.offset)
  const marks = work.filled(Math.ceil(rows / 64) * 8, 0)
  kernels.mark_rows(bySlot.offset, slots, marks.offset)
  const count = kernels.count_rows(marks.offset, 0, rows)
  const first = work.bytes(4 * count)
  kernels.select_rows(marks.offset, 0, 0, rows, first.offset, count)
  const order = work.bytes(4 * count)
  kernels.take_32(ids.offset, first.offset, count, order.offset)
  return { first, order, count }
}

/** Writes the number of values of groups: of `count` slots as they are, or of those that `order` lists. */
export function counts(work: Workspace, { records, shift }: Tally, order: Block | null, count: number): Block {
  const out = work.bytes(8 * count)
  work.kernels.tally_counts(records.offset, shift, addressOf(order), count, out.offset)
  return out
}

/** Writes their totals in float64. */
export function totals(work: Workspace, { records, shift }: Tally, order: Block | null, count: number): Block {
  const out = work.bytes(8 * count)
  work.kernels.tally_words(records.offset, 0, shift, addressOf(order), count, out.offset)
  return out
}

/** Writes their sums in the type that sums of `type` have. */
export function sums(
  work: Workspace,
  type: DataType,
  { records, shift }: Tally,
  order: Block | null,
  count: number,
): Block {
  const out = work.bytes(8 * count)
  const at = type === 'int32' || type === 'int64' ? sumOffset : 0
  work.kernels.tally_words(records.offset, at, shift, addressOf(order), count, out.offset)
  return out
}
