import type { Column } from '../../src/column.js'

/** A slot's words: the low and the high half of a key, its number from 1 on or 0 where it is empty, and one to align it. */
const words = 4

/**
 * Numbers distinct int64 keys by first appearance: open addressing over typed arrays that grow, keys read as two 32-bit
 * halves, because a bigint costs an allocation. What the plain loops join and group by.
 */
export class KeyIndex {
  #mask = 1023
  #slots = new Int32Array((this.#mask + 1) * words)
  count = 0

  /** The number of a key, given one where it is new. */
  add(low: number, high: number): number {
    const at = this.#find(low, high)
    const known = this.#slots[at + 2]!
    if (known > 0) return known - 1
    this.#put(at, low, high, this.count + 1)
    if (++this.count * 2 > this.#mask) this.#grow()
    return this.count - 1
  }

  /** The number of a key, or -1. */
  get(low: number, high: number): number {
    return this.#slots[this.#find(low, high) + 2]! - 1
  }

  /** The distinct keys in the order of their numbers. */
  keys(): BigInt64Array {
    const halves = new Int32Array(this.count * 2)
    const slots = this.#slots
    for (let at = 0; at < slots.length; at += words) {
      const index = slots[at + 2]! - 1
      if (index < 0) continue
      halves[index * 2] = slots[at]!
      halves[index * 2 + 1] = slots[at + 1]!
    }
    return new BigInt64Array(halves.buffer)
  }

  #put(at: number, low: number, high: number, number: number): void {
    this.#slots[at] = low
    this.#slots[at + 1] = high
    this.#slots[at + 2] = number
  }

  #grow(): void {
    const old = this.#slots
    this.#mask = this.#mask * 2 + 1
    this.#slots = new Int32Array(old.length * 2)
    for (let at = 0; at < old.length; at += words) {
      if (old[at + 2] !== 0) this.#put(this.#find(old[at]!, old[at + 1]!), old[at]!, old[at + 1]!, old[at + 2]!)
    }
  }

  /** Where the slot of a key begins. */
  #find(low: number, high: number): number {
    const slots = this.#slots
    const mixed = Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1)
    let slot = (mixed ^ (mixed >>> 15)) & this.#mask
    for (;;) {
      const at = slot * words
      if (slots[at + 2] === 0 || (slots[at] === low && slots[at + 1] === high)) return at
      slot = (slot + 1) & this.#mask
    }
  }
}

/** The 32-bit halves of an int64 or timestamp column, low ones first. */
export function halvesOf({ values, length }: Column): Int32Array {
  const { buffer, byteOffset } = values as BigInt64Array
  return new Int32Array(buffer, byteOffset, length * 2)
}
