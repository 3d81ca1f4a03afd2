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

interface Buffers {
  readonly validity: Block
  /** Values of fixed width, or offsets. */
  readonly values: Block
  /** Of variable width: bytes, items, or the offsets of text items. Grows when a run stops because it is full. */
  readonly data?: Block
  /** The bytes of text items. Grows too. */
  readonly text?: Block
}

/** The memory of one output while its program runs. */
export class ProgramOutput {
  readonly #arena: Arena
  readonly #output: ProgramSlot
  readonly #rows: number
  #buffers: { -readonly [Name in keyof Buffers]: Buffers[Name] }

  /** Takes memory for `rows` rows and, of variable width, for `dataBytes` bytes at first. */
  constructor(arena: Arena, output: ProgramSlot, rows: number, dataBytes: number) {
    this.#arena = arena
    this.#output = output
    this.#rows = rows
    const taken: Block[] = []
    const take = (byteLength: number) => {
      taken.push(arena.allocate(byteLength))
      return taken.at(-1)!
    }
    try {
      this.#buffers = takeBuffers(output.type, rows, dataBytes, take)
    } catch (error) {
      for (const block of taken) arena.free(block)
      throw error
    }
    // Every chunk continues at the offset where the one before it ended; the first at 0.
    if (this.#buffers.data) arena.i32(this.#buffers.values)[0] = 0
    if (this.#buffers.text) arena.i32(this.#buffers.data!)[0] = 0
  }

  /** Offset of its slot in the program. */
  get slot(): number {
    return this.#output.slot
  }

  /** Writes addresses and capacities into its slot; `words` are those of the program. */
  bind(words: Uint32Array): void {
    const { validity, values, data, text } = this.#buffers
    const set = (word: Slot, value: number) => {
      words[(this.slot + word) / 4] = value
    }
    set(Slot.Values, values.offset)
    set(Slot.ValidityBuffer, validity.offset)
    set(Slot.Data, data?.offset ?? 0)
    set(Slot.DataCapacity, data?.byteLength ?? 0)
    set(Slot.Text, text?.offset ?? 0)
    set(Slot.TextCapacity, text?.byteLength ?? 0)
  }

  /** Moves the buffer whose capacity is that word of the slot to one of `byteLength` bytes. */
  grow(capacity: Slot, byteLength: number): void {
    const name = capacity === Slot.DataCapacity ? 'data' : 'text'
    const full = this.#buffers[name]!
    const larger = this.#arena.allocate(byteLength)
    this.#arena.u8(larger).set(this.#arena.u8(full))
    this.#arena.free(full)
    this.#buffers[name] = larger
  }

  /** Gives the column and its blocks away. */
  finish(nullCount: number): ComputedColumn {
    const { type } = this.#output
    const column = { type, length: this.#rows, ...this.#content() }
    if (nullCount > 0) return { ...column, validity: this.#buffers.validity }
    this.#arena.free(this.#buffers.validity)
    return { ...column, validity: null }
  }

  /** Gives the memory back, instead of {@link finish}. */
  free(): void {
    for (const block of Object.values(this.#buffers)) this.#arena.free(block)
  }

  #content(): Pick<ComputedColumn, 'values' | 'offsets' | 'items'> {
    const { values, data, text } = this.#buffers
    const { type } = this.#output
    if (data === undefined) return { values, offsets: null, items: null }
    const count = this.#arena.i32(values)[this.#rows]!
    if (itemStorage(type) === undefined) {
      return { values: this.#arena.truncate(data, count), offsets: values, items: null }
    }
    const item = itemType(type as ArrayType)
    return {
      values: null,
      offsets: values,
      items: text ? this.#textItems(item, count, data, text) : this.#items(item, count, data),
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

function takeBuffers(type: DataType, rows: number, dataBytes: number, take: (byteLength: number) => Block): Buffers {
  const validity = take(Math.ceil(rows / 8))
  if (!isVariableWidth(type)) return { validity, values: take(valueBytes(type, rows)) }
  const fixed = { validity, values: take((rows + 1) * 4), data: take(Math.max(dataBytes, 4)) }
  return itemStorage(type) === 'view' ? { ...fixed, text: take(dataBytes) } : fixed
}
