import { type ArrayType, type DataType, itemType, type ScalarType } from '../types.js'
import { Slot } from './abi.js'
import type { Arena, Block } from './arena.js'
import type { ProgramSlot } from './program.js'
import { isVariableWidth, itemStorage, valueBytes } from './storage.js'

/** A column that a program made, in the layout of {@link Column}. Its blocks are the caller's to free. */
export interface ComputedColumn {
  readonly type: DataType
  readonly length: number
  /** Null where every row has a value. */
  readonly validity: Block | null
  readonly values: Block | null
  readonly offsets: Block | null
  readonly items: ComputedColumn | null
}

/** The memory of one output while its program runs. */
export class ProgramOutput {
  readonly #arena: Arena
  readonly #output: ProgramSlot
  readonly #rows: number
  #validity: Block | null = null
  /** Values of fixed width, or offsets; these may be those of a column, which are read only. */
  #values: Block | null = null
  /** Of variable width: bytes, items, or the offsets of text items. Grows when a run stops because it is full. */
  #data: Block | null = null
  /** The bytes of text items. Grows too. */
  #text: Block | null = null

  /**
   * Takes memory for `rows` rows and, of variable width, for `dataBytes` bytes at first. `offsets` are shared until
   * {@link grow} is asked for others.
   */
  constructor(arena: Arena, output: ProgramSlot, rows: number, dataBytes: number, offsets: Block | null) {
    this.#arena = arena
    this.#output = output
    this.#rows = rows
    try {
      this.#values = offsets && arena.share(offsets)
      this.#take(dataBytes)
    } catch (error) {
      this.free()
      throw error
    }
    // Every chunk continues at the offset where the one before it ended; the first at 0.
    if (this.#data && !offsets) arena.i32(this.#values!)[0] = 0
    if (this.#text) arena.i32(this.#data!)[0] = 0
  }

  #take(dataBytes: number): void {
    const { type } = this.#output
    const variable = isVariableWidth(type)
    this.#validity = this.#arena.allocate(Math.ceil(this.#rows / 8))
    this.#values ??= this.#arena.allocate(variable ? (this.#rows + 1) * 4 : valueBytes(type, this.#rows))
    if (variable) this.#data = this.#arena.allocate(Math.max(dataBytes, 4))
    if (itemStorage(type) === 'view') this.#text = this.#arena.allocate(dataBytes)
  }

  /** Offset of its slot in the program. */
  get slot(): number {
    return this.#output.slot
  }

  /** Writes addresses and capacities into its slot, in a program that lies at `program`. */
  bind(program: number): void {
    const words = this.#arena.words()
    const slot = (program + this.slot) / 4
    words[slot + Slot.Values / 4] = this.#values!.offset
    words[slot + Slot.ValidityBuffer / 4] = this.#validity!.offset
    if (!this.#data) return
    words[slot + Slot.Data / 4] = this.#data.offset
    words[slot + Slot.DataCapacity / 4] = this.#data.byteLength
    words[slot + Slot.Text / 4] = this.#text?.offset ?? 0
    words[slot + Slot.TextCapacity / 4] = this.#text?.byteLength ?? 0
  }

  /**
   * Moves the buffer whose capacity is that word of the slot to one of `byteLength` bytes; where it is the word of the
   * values, gives the output offsets of its own.
   */
  grow(capacity: Slot, byteLength: number): void {
    if (capacity === Slot.Values) this.#values = this.#moved(this.#values!, (this.#rows + 1) * 4)
    else if (capacity === Slot.DataCapacity) this.#data = this.#moved(this.#data!, byteLength)
    else this.#text = this.#moved(this.#text!, byteLength)
  }

  #moved(full: Block, byteLength: number): Block {
    const larger = this.#arena.allocate(byteLength)
    this.#arena.u8(larger).set(this.#arena.u8(full).subarray(0, byteLength))
    this.#arena.free(full)
    return larger
  }

  /** Gives the column and its blocks away. */
  finish(nullCount: number): ComputedColumn {
    const validity = nullCount > 0 ? this.#validity : null
    if (validity === null) this.#arena.free(this.#validity!)
    const { type } = this.#output
    const column = { type, length: this.#rows, validity, values: this.#values, offsets: null, items: null }
    return this.#data ? { ...column, ...this.#content(this.#data), offsets: this.#values } : column
  }

  /** Gives the memory back, instead of {@link finish}. */
  free(): void {
    for (const block of [this.#values, this.#validity, this.#data, this.#text]) if (block) this.#arena.free(block)
  }

  /** The bytes or items, cut to what was used. */
  #content(data: Block): Pick<ComputedColumn, 'values' | 'items'> {
    const { type } = this.#output
    const count = this.#arena.i32(this.#values!)[this.#rows]!
    if (itemStorage(type) === undefined) return { values: this.#arena.truncate(data, count), items: null }
    const item = itemType(type as ArrayType)
    return {
      values: null,
      items: this.#text ? this.#textItems(item, count, data, this.#text) : this.#items(item, count, data),
    }
  }

  #items(type: ScalarType, length: number, data: Block): ComputedColumn {
    const values = this.#arena.truncate(data, valueBytes(type, length))
    return { type, length, validity: null, values, offsets: null, items: null }
  }

  #textItems(type: ScalarType, length: number, data: Block, text: Block): ComputedColumn {
    const bytes = this.#arena.i32(data)[length]!
    const offsets = this.#arena.truncate(data, (length + 1) * 4)
    return { type, length, validity: null, values: this.#arena.truncate(text, bytes), offsets, items: null }
  }
}
