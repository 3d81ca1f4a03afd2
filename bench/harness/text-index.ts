import type { Column } from '../../src/column.js'

/** Finds rows of a string column by their bytes, no two of them equal: open addressing, FNV-1a. What the plain loops join by. */
export class TextIndex {
  readonly #column: Column
  readonly #slots: Int32Array
  readonly #mask: number

  constructor(column: Column) {
    this.#column = column
    const size = 2 ** Math.ceil(Math.log2(Math.max(column.length, 8) * 2))
    this.#mask = size - 1
    this.#slots = new Int32Array(size).fill(-1)
    for (let row = 0; row < column.length; row++) this.#slots[this.#slotOf(column, row)] = row
  }

  /** The row that holds the text of another column's row, or -1. */
  find(column: Column, row: number): number {
    return this.#slots[this.#slotOf(column, row)]!
  }

  #slotOf(column: Column, row: number): number {
    const bytes = column.values as Uint8Array
    const [start, end] = [column.offsets![row]!, column.offsets![row + 1]!]
    let hash = 0x811c9dc5
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193)
    let slot = (hash ^ (hash >>> 15)) & this.#mask
    for (;;) {
      const candidate = this.#slots[slot]!
      if (candidate < 0 || this.#equals(candidate, bytes, start, end)) return slot
      slot = (slot + 1) & this.#mask
    }
  }

  #equals(candidate: number, bytes: Uint8Array, start: number, end: number): boolean {
    const { values, offsets } = this.#column
    const own = values as Uint8Array
    const from = offsets![candidate]!
    if (offsets![candidate + 1]! - from !== end - start) return false
    for (let at = start; at < end; at++) if (own[from + at - start] !== bytes[at]) return false
    return true
  }
}
