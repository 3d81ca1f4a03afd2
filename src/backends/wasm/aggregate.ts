import { isBytesType } from '../../arrow/make-column.js'
import type { DataType } from '../../types.js'
import type { Block } from '../../wasm/arena.js'
import type { GroupSquares, GroupSum, RelationalKernels } from '../../wasm/relational-kernels.js'
import type { AggregateFunction } from '../backend.js'
import { distinctIds } from './key-ids.js'
import type { Ids } from './key-stage.js'
import { descending, presentWords } from './order-words.js'
import { optionalRows } from './selection.js'
import { takeColumn } from './take.js'
import type { WasmColumn } from './wasm-column.js'
import { addressOf, type Workspace } from './workspace.js'

/** The types whose values add up. */
type NumberType = 'int32' | 'int64' | 'float32' | 'float64'

const suffixes = { int32: 'i32', int64: 'i64', float32: 'f32', float64: 'f64' } as const

/** Aggregates the values of each group, as the contract's table says. */
export function aggregate(work: Workspace, fn: AggregateFunction, column: WasmColumn, groups: Ids): WasmColumn {
  switch (fn) {
    case 'count':
      return work.column('int64', groups.count, { values: countValues(work, column, groups) })
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
      return takeColumn(work, column, optionalRows(work, chosenRows(work, fn, column, groups), groups.count))
  }
}

/** Counts the rows of each group. */
export function countRows(work: Workspace, groups: Ids, rows: number): WasmColumn {
  const counts = work.filled(8 * groups.count, 0)
  work.kernels.group_count(groups.ids.offset, 0, rows, counts.offset)
  return work.column('int64', groups.count, { values: counts })
}

function countValues(work: Workspace, column: WasmColumn, groups: Ids): Block {
  const counts = work.filled(8 * groups.count, 0)
  const { validity } = column.blocks()
  work.kernels.group_count(groups.ids.offset, addressOf(validity), column.length, counts.offset)
  return counts
}

function countDistinct(work: Workspace, column: WasmColumn, groups: Ids): WasmColumn {
  const distinct = distinctIds(work, groups, column)
  const counts = work.filled(8 * groups.count, 0)
  work.kernels.group_count_rows(groups.ids.offset, distinct.first.offset, distinct.count, counts.offset)
  return work.column('int64', groups.count, { values: counts })
}

// The bits of the groups with at least `least` values; null where all have.
function enoughValues(work: Workspace, counts: Block, least: number, groups: number): Block | null {
  const bits = work.bitmap(groups)
  return work.kernels.group_validity(counts.offset, least, groups, bits.offset) === groups ? null : bits
}

function accumulate(work: Workspace, kernel: GroupSum, column: WasmColumn, groups: Ids): Block {
  const sums = work.filled(8 * groups.count, 0)
  const { values, validity } = column.blocks()
  kernel(groups.ids.offset, addressOf(values), addressOf(validity), column.length, sums.offset)
  return sums
}

function sum(work: Workspace, column: WasmColumn, groups: Ids): WasmColumn {
  const { kernels } = work
  const type: DataType = column.type === 'int32' || column.type === 'int64' ? 'int64' : 'float64'
  const kernel =
    column.type === 'int32'
      ? kernels.group_sum_i32
      : column.type === 'int64'
        ? kernels.group_sum_i64
        : totalKernel(kernels, column.type)
  const values = accumulate(work, kernel, column, groups)
  const validity = enoughValues(work, countValues(work, column, groups), 1, groups.count)
  return work.column(type, groups.count, { values, validity })
}

function mean(work: Workspace, column: WasmColumn, groups: Ids): WasmColumn {
  const counts = countValues(work, column, groups)
  const values = means(work, column, groups, counts)
  return work.column('float64', groups.count, { values, validity: enoughValues(work, counts, 1, groups.count) })
}

function means(work: Workspace, column: WasmColumn, groups: Ids, counts: Block): Block {
  const sums = accumulate(work, totalKernel(work.kernels, column.type), column, groups)
  work.kernels.group_divide(sums.offset, counts.offset, 0, groups.count, sums.offset)
  return sums
}

function spread(work: Workspace, column: WasmColumn, groups: Ids, fn: 'var' | 'std'): WasmColumn {
  const { kernels } = work
  const counts = countValues(work, column, groups)
  const centres = means(work, column, groups, counts)
  const { values, validity } = column.blocks()
  const squares = work.filled(8 * groups.count, 0)
  squaresKernel(kernels, column.type)(
    groups.ids.offset,
    addressOf(values),
    addressOf(validity),
    column.length,
    centres.offset,
    squares.offset,
  )
  kernels.group_divide(squares.offset, counts.offset, 1, groups.count, squares.offset)
  if (fn === 'std') kernels.group_sqrt(squares.offset, groups.count)
  return work.column('float64', groups.count, {
    values: squares,
    validity: enoughValues(work, counts, 2, groups.count),
  })
}

function totalKernel(kernels: RelationalKernels, type: DataType): GroupSum {
  return kernels[`group_total_${suffixes[type as NumberType]}`]
}

function squaresKernel(kernels: RelationalKernels, type: DataType): GroupSquares {
  return kernels[`group_squares_${suffixes[type as NumberType]}`]
}

// The row of each group whose value is the result; -1 where no row has a value.
function chosenRows(work: Workspace, fn: 'min' | 'max' | 'first' | 'last', column: WasmColumn, groups: Ids): Block {
  const { kernels } = work
  const { offsets, values, validity } = column.blocks()
  const ids = groups.ids.offset
  const rows = work.filled(4 * groups.count, 0xff)
  const valid = addressOf(validity)
  if (fn === 'first') kernels.group_first(ids, valid, column.length, rows.offset)
  else if (fn === 'last') kernels.group_last(ids, valid, column.length, rows.offset)
  else if (isBytesType(column.type)) {
    const sign = fn === 'min' ? 1 : -1
    kernels.group_least_text(ids, addressOf(offsets), addressOf(values), valid, column.length, sign, rows.offset)
  } else {
    const words = presentWords(work, column)
    const { block, flip } = fn === 'min' ? words : descending(words)
    const least = work.bytes(8 * groups.count)
    kernels.group_least(ids, block.offset, flip, valid, column.length, least.offset, rows.offset)
  }
  return rows
}
