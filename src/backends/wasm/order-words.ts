import type { Block } from '../../wasm/arena.js'
import type { WasmColumn } from './wasm-column.js'
import { addressOf, type Workspace } from './workspace.js'

/** One unsigned 64-bit word a row, `word ^ flip`, that compares as the column's values do. */
export interface Words {
  readonly block: Block
  readonly flip: bigint
}

/** Where rows without a value go among those with one. */
export type NullOrder = 'first' | 'last'

const signBit = 1n << 63n
const allBits = (1n << 64n) - 1n

/**
 * Words that order a column's values and, for columns with nulls, flags to compare before them. A row without a value
 * has the least word.
 */
export function orderWords(work: Workspace, column: WasmColumn, nulls: NullOrder): Words[] {
  const flags = nullFlags(work, column, nulls)
  const values = valueWords(work, column)
  return flags ? [flags, values] : [values]
}

/** The words that order descending. */
export function descending({ block, flip }: Words): Words {
  return { block, flip: flip ^ allBits }
}

/** Words of which rows have a value, or null where all have. */
export function nullFlags(work: Workspace, column: WasmColumn, nulls: NullOrder): Words | null {
  const { validity } = column.blocks()
  if (validity === null) return null
  const block = work.bytes(8 * column.length)
  const [clear, set] = nulls === 'first' ? [0, 1] : [1, 0]
  work.kernels.words_flags(validity.offset, column.length, clear, set, block.offset)
  return { block, flip: 0n }
}

/** Words of a column's values. Int64 without nulls is its own. */
export function valueWords(work: Workspace, column: WasmColumn): Words {
  const { values, validity } = column.blocks()
  const wide = column.type === 'int64' || column.type === 'timestamp'
  if (wide && validity === null) return { block: values!, flip: signBit }
  const block = work.bytes(8 * column.length)
  writeWords(work, column, block)
  if (validity) work.kernels.words_fill(block.offset, validity.offset, column.length, 0n)
  return { block, flip: 0n }
}

/**
 * Words for rows that are told apart elsewhere where they have no value: int64 is its own words, nulls or not.
 */
export function presentWords(work: Workspace, column: WasmColumn): Words {
  const { values } = column.blocks()
  const wide = column.type === 'int64' || column.type === 'timestamp'
  return wide ? { block: values!, flip: signBit } : valueWords(work, column)
}

function writeWords(work: Workspace, column: WasmColumn, out: Block): void {
  const { kernels } = work
  const from = addressOf(column.blocks().values)
  const { length } = column
  switch (column.type) {
    case 'bool':
      kernels.words_flags(from, length, 0, 1, out.offset)
      break
    case 'int32':
      kernels.words_i32(from, length, out.offset)
      break
    case 'int64':
    case 'timestamp':
      kernels.words_i64(from, length, out.offset)
      break
    case 'float32':
      kernels.words_f32(from, length, out.offset)
      break
    case 'float64':
      kernels.words_f64(from, length, out.offset)
      break
    case 'string':
    case 'bytes':
      writeRanks(work, column, out)
  }
}

function writeRanks(work: Workspace, column: WasmColumn, out: Block): void {
  const { length } = column
  const { offsets, values } = column.blocks()
  const [prefixes, rows, spare] = [work.bytes(8 * length), work.bytes(4 * length), work.bytes(4 * length)]
  work.kernels.text_ranks(
    addressOf(offsets),
    addressOf(values),
    length,
    prefixes.offset,
    rows.offset,
    spare.offset,
    out.offset,
  )
  for (const block of [prefixes, rows, spare]) work.free(block)
}

/** Writes the table of columns of words that `words_sorted` and `latest_rows` read. */
export function wordsTable(work: Workspace, columns: readonly Words[]): Block {
  const table = work.bytes(16 * columns.length)
  const view = new DataView(work.arena.memory.buffer, table.offset, table.byteLength)
  columns.forEach(({ block, flip }, index) => {
    view.setBigUint64(16 * index, flip, true)
    view.setUint32(16 * index + 8, block.offset, true)
  })
  return table
}
