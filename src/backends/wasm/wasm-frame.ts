import { MillraceError } from '../../errors.js'
import type { Schema } from '../../types.js'
import { schemaOf } from '../schema-of.js'
import type { WasmColumn } from './wasm-column.js'

/** Columns by name, in order. */
export type WasmColumns = ReadonlyMap<string, WasmColumn>

// What a frame holds, apart from the frame, so that it can be given back when the frame itself is gone.
interface Holding {
  columns: WasmColumns | null
}

const abandoned = new FinalizationRegistry<Holding>(giveBack)

/** A frame of the WASM backend: columns of one length. It holds a reference of each until it is released. */
export class WasmFrame {
  readonly owner: object
  readonly length: number
  readonly #holding: Holding
  #schema: Schema | null = null

  /** Counts a reference more of every column. */
  constructor(owner: object, columns: WasmColumns, length: number) {
    this.owner = owner
    this.length = length
    this.#holding = { columns }
    for (const column of columns.values()) column.retain()
    abandoned.register(this, this.#holding, this.#holding)
  }

  /** Says whether `value` is a frame that `owner` made: itself, and not an object that inherits from one. */
  static isOf(owner: object, value: unknown): value is WasmFrame {
    return typeof value === 'object' && value !== null && #holding in value && value.owner === owner
  }

  /** The columns, unless the frame was released. */
  get columns(): WasmColumns {
    const { columns } = this.#holding
    if (columns) return columns
    throw new MillraceError(
      'MILLRACE_INVALID_FRAME',
      `A frame was used after its release; keep it until its last use: ${this.length} rows`,
      { rows: this.length },
    )
  }

  /** The columns' types, unless the frame was released. */
  get schema(): Schema {
    this.#schema ??= schemaOf(this.columns)
    return this.#schema
  }

  /** Throws MILLRACE_INVALID_FRAME after the release. */
  assertHeld(): void {
    this.columns
  }

  /** The column `name`, which the backend has checked to be there. */
  column(name: string): WasmColumn {
    return this.columns.get(name)!
  }

  /** Gives the references back; the second time it does nothing. */
  release(): void {
    abandoned.unregister(this.#holding)
    giveBack(this.#holding)
  }
}

function giveBack(holding: Holding): void {
  const { columns } = holding
  holding.columns = null
  if (columns) for (const column of columns.values()) column.release()
}
