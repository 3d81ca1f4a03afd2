import type { DataType } from '../../types.js'
import type { Block } from '../../wasm/arena.js'
import { codingOf, presenceOf } from './coded-keys.js'
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

/**
 * Adds up a column of numbers, or counts the values of one of another type, or, for null, rows. Without `inFloat`, the
 * totals in float64 of whole numbers may lack.
 */
export function tally(
  work: Workspace,
  column: WasmColumn | null,
  groups: GroupSlots,
  rows: number,
  inFloat: boolean,
): Tally {
  const type = column?.type
  const shift = type === 'int32' || type === 'int64' ? 5 : 4
  const kernel = kernels[type as keyof typeof kernels] ?? 'tally_rows'
  const values = column && !codingOf(column) ? column.blocks().values : null
  const validity = column && presenceOf(work, column)
  const records = work.filled(groups.slots * 2 ** shift, 0)
  const ids = groups.slots > 1 ? groups.ids().offset : 0
  const from = [addressOf(values), addressOf(validity), rows, records.offset] as const
  if (ids === 0 && !inFloat && shift === 5) work.kernels[type === 'int32' ? 'sum_i32' : 'sum_i64'](...from)
  else
    work.parallel(
      kernel,
      slotShares(work, groups.slots, shift, rows).map((share) => [ids, ...from, ...share] as const),
    )
  return { records, shift }
}

// So many bytes of records leave the second cache no room for more, and adding to them is most of a pass.
const farBytes = 1 << 20
// Each share is a pass over all rows, of which it leaves out the more the more shares there are.
const mostShares = 4
const spareBytes = 64 * 32

/** The first slot of each thread's share, how many it has, and its spare records; all slots, and 0, for one thread. */
function slotShares(
  work: Workspace,
  slots: number,
  shift: number,
  rows: number,
): readonly (readonly [first: number, count: number, spare: number])[] {
  const isShared = slots * 2 ** shift > farBytes && work.ranges(rows).length > 1
  const shares = isShared ? Math.min(work.threads, mostShares) : 1
  if (shares === 1) return [[0, slots, 0]]
  const spare = work.bytes(spareBytes * shares).offset
  const count = Math.ceil(slots / shares)
  return Array.from({ length: shares }, (_, share) => [count * share, count, spare + spareBytes * share] as const)
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
  kernels.take_32(ids().offset, first.offset, count, order.offset)
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
