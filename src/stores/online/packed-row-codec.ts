import type { Table } from 'apache-arrow'
import { invalidArgument } from '../../arrow/invalid-value.js'
import { columnsFromTable } from '../../arrow/table-from-columns.js'
import { rowsFromColumns } from '../../arrow/table-from-rows.js'
import type { WasmBackend } from '../../backends/wasm/wasm-backend.js'
import type { WasmColumn } from '../../backends/wasm/wasm-column.js'
import { WasmFrame } from '../../backends/wasm/wasm-frame.js'
import type { Column } from '../../column.js'
import { MillraceError } from '../../errors.js'
import type { OutputRow, Schema } from '../../types.js'
import { decodeRows, readColumns, STALE_SCHEMA } from './decode-rows.js'
import { encodeRows } from './encode-rows.js'
import { GatheredRows } from './gathered-rows.js'
import { type RowLayout, rowLayout, type Slot } from './row-layout.js'

/**
 * Packs rows as online stores keep them, one run of bytes a row, and unpacks them into columns or objects. For rows that
 * came another way than through a store: by a queue, from a cache.
 *
 * A row knows what fields it was packed with and has a checksum. One of other fields is refused, as is a damaged one: with
 * MILLRACE_SCHEMA_MISMATCH and MILLRACE_ROW_CORRUPT. What is no list of bytes is MILLRACE_INVALID_ARGUMENT.
 *
 * @example
 * const codec = new PackedRowCodec({ rate: Float64, trips: Int64 })
 * const packed = codec.pack(tableFromRows(codec.schema, [{ rate: 0.5, trips: 12 }]))
 * codec.rows(packed) // [{ rate: 0.5, trips: 12n }]
 */
export class PackedRowCodec {
  readonly schema: Schema
  readonly #layout: RowLayout

  constructor(schema: Schema) {
    this.schema = Object.freeze({ ...schema })
    this.#layout = rowLayout(Object.entries(schema).map(([name, type]) => ({ name, type })))
  }

  /** Packs the rows of a table of the codec's fields. Throws MILLRACE_MISSING_COLUMN, MILLRACE_INVALID_VALUE. */
  pack(table: Table): Uint8Array[] {
    const given = columnsFromTable(table)
    const columns = this.#layout.slots.map((slot) => columnOf(given, slot))
    const { bytes, starts } = encodeRows(this.#layout, columns, new BigInt64Array(table.numRows), null)
    return Array.from({ length: table.numRows }, (_, row) => bytes.slice(starts[row], starts[row + 1]))
  }

  /**
   * Unpacks rows into a frame, whose columns of fixed width are made where the backend computes, in one pass. They share
   * one allocation, which is given back with the last of them.
   */
  frame(backend: WasmBackend, rows: readonly Uint8Array[]): WasmFrame {
    requireBytes(rows)
    const { slots } = this.#layout
    return GatheredRows.read(this.#layout, rows, slots, damaged, (gathered) => {
      requireSchema(gathered.firstStale)
      const columns = readColumns(gathered, slots)
      try {
        const named = new Map<string, WasmColumn>()
        for (let place = 0; place < columns.length; place++) named.set(slots[place]!.name, columns[place]!)
        return new WasmFrame(backend, named, rows.length)
      } finally {
        for (const column of columns) column.release()
      }
    })
  }

  /** Unpacks rows into objects. */
  rows(rows: readonly Uint8Array[]): OutputRow[] {
    requireBytes(rows)
    const { found, columns } = decodeRows(this.#layout, rows, this.#layout.slots, damaged)
    requireSchema(found.indexOf(STALE_SCHEMA))
    const named = new Map(this.#layout.slots.map(({ name }, index) => [name, columns[index]!]))
    return rowsFromColumns(named, rows.length)
  }
}

function columnOf(columns: ReadonlyMap<string, Column>, { name, type }: Slot): Column {
  const column = columns.get(name)
  if (column === undefined)
    throw new MillraceError('MILLRACE_MISSING_COLUMN', `The table lacks a field of the packed rows: ${name}`, { name })
  if (column.type === type) return column
  throw new MillraceError('MILLRACE_INVALID_VALUE', `The field '${name}' of packed rows is ${type}: ${column.type}`, {
    name,
    type,
    given: column.type,
  })
}

function requireBytes(rows: readonly Uint8Array[]): void {
  if (!Array.isArray(rows)) throw invalidArgument('Packed rows come as a list', rows)
  for (let row = 0; row < rows.length; row++)
    if (!(rows[row] instanceof Uint8Array)) throw invalidArgument(`Packed row ${row} must be a Uint8Array`, rows[row])
}

function damaged(row: number, reason: string): MillraceError {
  return new MillraceError('MILLRACE_ROW_CORRUPT', `Packed row ${row} is damaged: ${reason}`, { row, reason })
}

/** `row` is the first of other fields, -1 where there is none. */
function requireSchema(row: number): void {
  if (row < 0) return
  throw new MillraceError('MILLRACE_SCHEMA_MISMATCH', `Packed row ${row} has other fields; pack it again`, { row })
}
