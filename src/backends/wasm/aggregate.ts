import { isBytesType } from '../../arrow/make-column.js'
import type { DataType } from '../../types.js'
import type { Block } from '../../wasm/arena.js'
import type { GroupSquares, RelationalKernels } from '../../wasm/relational-kernels.js'
import type { AggregateFunction, Aggregation } from '../backend.js'
import { orderColumn, presenceOf } from './coded-keys.js'
import { type GroupSlots, groupSlots } from './group-slots.js'
import { distinctIds } from './key-ids.js'
import { descending, presentWords } from './order-words.js'
import { optionalRows, presentRows } from './selection.js'
import { takeColumn } from './take.js'
import { counts, firstAppearances, sums, type Tally, tally, totals } from './tally.js'
import type { WasmColumn } from './wasm-column.js'
import type { WasmColumns, WasmFrame } from './wasm-frame.js'
import { addressOf, type Workspace } from './workspace.js'

/** Groups of rows, in the order in which they first appeared. */
interface Groups extends GroupSlots {
  readonly rows: number
  readonly count: number
  /** The slots of the groups in their order; null where they are numbered so. */
  readonly order: Block | null
  /** What was added up of a column, or with null of the rows, once for all that ask. */
  readonly tallied: (column: WasmColumn | null) => Tally
}

/** The key columns and the aggregates of a frame's groups. */
export function aggregateGroups(
  work: Workspace,
  frame: WasmFrame,
  keys: readonly string[],
  aggregations: ReadonlyMap<string, Aggregation>,
): { columns: WasmColumns; length: number } {
  const slots = groupSlots(
    work,
    keys.map((name) => frame.column(name)),
    frame.length,
  )
  const averaged = [...aggregations.values()].filter(({ fn }) => isAveraged(fn))
  const inFloat = new Set(averaged.map(({ column }) => frame.column(column!)))
  const tallies = new Map<WasmColumn | null, Tally>()
  const tallied = (column: WasmColumn | null): Tally => {
    const known =
      tallies.get(column) ?? tally(work, column, slots, frame.length, column !== null && inFloat.has(column))
    tallies.set(column, known)
    return known
  }
  const appearances = (): { first: Block; order: Block | null; count: number } => {
    if (slots.first) return { first: slots.first, order: null, count: slots.slots }
    const added = [...aggregations.values()].find(({ fn }) => isAddedUp(fn))
    const column = added?.column === undefined ? null : frame.column(added.column)
    return firstAppearances(work, tallied(column), slots, frame.length)
  }
  const { first, order, count } = appearances()
  const groups: Groups = { ...slots, rows: frame.length, count, order, tallied }
  const columns = new Map<string, WasmColumn>()
  for (const name of keys) columns.set(name, takeColumn(work, frame.column(name), presentRows(first, count)))
  for (const [name, { fn, column }] of aggregations) {
    columns.set(name, aggregate(work, fn, column === undefined ? null : frame.column(column), groups))
  }
  return { columns, length: count }
}

/** Says whether a tally has what an aggregate needs. */
function isAddedUp(fn: AggregateFunction): boolean {
  return fn === 'count' || fn === 'sum' || isAveraged(fn)
}

/** Says whether an aggregate needs the total in float64. */
function isAveraged(fn: AggregateFunction): boolean {
  return fn === 'mean' || fn === 'var' || fn === 'std'
}

// Aggregates the values of each group, as the contract's table says; without a column, its rows.
function aggregate(work: Workspace, fn: AggregateFunction, column: WasmColumn | null, groups: Groups): WasmColumn {
  const { order, count } = groups
  if (column === null || fn === 'count') {
    return work.column('int64', count, { values: counts(work, groups.tallied(column), order, count) })
  }
  switch (fn) {
    case 'count_distinct':
      return countDistinct(work, column, groups)
    case 'sum':
      return sum(work, column, groups)
    case 'mean':
      return mean(work, column, groups)
    case 'var':
    case 'std':
      return spread(work, column, groups, fn)
    case 'min':
    case 'max':
    case 'first':
    case 'last':
      return takeColumn(work, column, optionalRows(work, chosenRows(work, fn, column, groups), count))
  }
}

function countDistinct(work: Workspace, column: WasmColumn, groups: Groups): WasmColumn {
  const distinct = distinctIds(work, groups, column)
  const bySlot = work.filled(8 * groups.slots, 0)
  work.kernels.group_count_rows(groups.ids().offset, distinct.first.offset, distinct.count, bySlot.offset)
  return work.column('int64', groups.count, { values: inOrder(work, bySlot, 8, groups) })
}

function sum(work: Workspace, column: WasmColumn, { tallied, order, count }: Groups): WasmColumn {
  const type: DataType = column.type === 'int32' || column.type === 'int64' ? 'int64' : 'float64'
  const known = tallied(column)
  const values = sums(work, column.type, known, order, count)
  const validity = enoughValues(work, counts(work, known, order, count), 1, count)
  return work.column(type, count, { values, validity })
}

function mean(work: Workspace, column: WasmColumn, { tallied, order, count }: Groups): WasmColumn {
  const known = tallied(column)
  const divisors = counts(work, known, order, count)
  const values = means(work, known, divisors, order, count)
  return work.column('float64', count, { values, validity: enoughValues(work, divisors, 1, count) })
}

function means(work: Workspace, known: Tally, divisors: Block, order: Block | null, count: number): Block {
  const values = totals(work, known, order, count)
  work.kernels.group_divide(values.offset, divisors.offset, 0, count, values.offset)
  return values
}

// Squares are added up by slot, and so need the means of all slots.
function spread(work: Workspace, column: WasmColumn, groups: Groups, fn: 'var' | 'std'): WasmColumn {
  const { kernels } = work
  const { slots, rows, count } = groups
  const known = groups.tallied(column)
  const divisors = counts(work, known, null, slots)
  const centres = means(work, known, divisors, null, slots)
  const { values, validity } = column.blocks()
  const squares = work.filled(8 * slots, 0)
  const squaresOf = squaresKernel(kernels, column.type)
  squaresOf(groups.ids().offset, addressOf(values), addressOf(validity), rows, centres.offset, squares.offset)
  kernels.group_divide(squares.offset, divisors.offset, 1, slots, squares.offset)
  if (fn === 'std') kernels.group_sqrt(squares.offset, slots)
  return work.column('float64', count, {
    values: inOrder(work, squares, 8, groups),
    validity: enoughValues(work, inOrder(work, divisors, 8, groups), 2, count),
  })
}

const suffixes = { int32: 'i32', int64: 'i64', float32: 'f32', float64: 'f64' } as const

function squaresKernel(kernels: RelationalKernels, type: DataType): GroupSquares {
  return kernels[`group_squares_${suffixes[type as keyof typeof suffixes]}`]
}

// The bits of the groups with at least `least` values; null where all have.
function enoughValues(work: Workspace, counts: Block, least: number, groups: number): Block | null {
  const bits = work.bitmap(groups)
  return work.kernels.group_validity(counts.offset, least, groups, bits.offset) === groups ? null : bits
}

// Values by slot, as the groups are in order.
function inOrder(work: Workspace, bySlot: Block, width: 4 | 8, { order, count }: Groups): Block {
  if (order === null) return bySlot
  const values = work.bytes(width * count)
  const take = width === 4 ? work.kernels.take_32 : work.kernels.take_64
  take(bySlot.offset, order.offset, count, values.offset)
  return values
}

// The row of each group whose value is the result; -1 where no row has a value.
function chosenRows(work: Workspace, fn: 'min' | 'max' | 'first' | 'last', given: WasmColumn, groups: Groups): Block {
  const { kernels } = work
  const ids = groups.ids().offset
  const rows = work.filled(4 * groups.slots, 0xff)
  if (fn === 'first' || fn === 'last') {
    const choose = fn === 'first' ? kernels.group_first : kernels.group_last
    choose(ids, addressOf(presenceOf(work, given)), given.length, rows.offset)
    return inOrder(work, rows, 4, groups)
  }
  const column = orderColumn(work, given)
  const { offsets, values, validity } = column.blocks()
  const valid = addressOf(validity)
  if (isBytesType(column.type)) {
    const sign = fn === 'min' ? 1 : -1
    kernels.group_least_text(ids, addressOf(offsets), addressOf(values), valid, column.length, sign, rows.offset)
  } else {
    const words = presentWords(work, column)
    const { block, flip } = fn === 'min' ? words : descending(words)
    const least = work.bytes(8 * groups.slots)
    kernels.group_least(ids, block.offset, flip, valid, column.length, least.offset, rows.offset)
  }
  return inOrder(work, rows, 4, groups)
}
