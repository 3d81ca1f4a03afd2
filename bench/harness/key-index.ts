import type { Column } from '../../src/column.js'

/**
 * Numbers distinct int64 keys by first appearance: open addressing over typed arrays, keys read as two 32-bit halves,
 * because a bigint costs an allocation. What the plain loops join and group by.
 */
export class KeyIndex {
  readonly #mask: number
  readonly #slots: Int32Array
  readonly #low: Int32Array
  readonly #high: Int32Array
  count = 0

  /** Room for `capacity` distinct keys. */
  constructor(capacity: number) {
    const size = 2 ** Math.ceil(Math.log2(Math.max(capacity, 8) * 2))
    this.#mask = size - 1
    this.#slots = new Int32Array(size).fill(-1)
    this.#low = new Int32Array(capacity)
    this.#high = new Int32Array(capacity)
  }

  /** The number of a key, given one where it is new. */
  add(low: number, high: number): number {
    const slot = this.#find(low, high)
    const known = this.#slots[slot]!
    if (known >= 0) return known
    this.#low[this.count] = low
    this.#high[this.count] = high
    this.#slots[slot] = this.count
    return this.count++
  }

  /** The number of a key, or -1. */
  get(low: number, high: number): number {
    return this.#slots[this.#find(low, high)]!
  }

  /** The distinct keys in the order of their numbers. */
  keys(): BigInt64Array {
    const halves = new Int32Array(this.count * 2)
    for (let index = 0; index < this.count; index++) {
      halves[index * 2] = this.#low[index]!
      halves[index * 2 + 1] = this.#high[index]!
    }
    return new BigInt64Array(halves.buffer)
  }

  #find(low: number, high: number): number {
    const mixed = Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1)
    let slot = (mixed ^ (mixed >>> 15)) & this.#mask
    for (;;) {
      const index = this.#slots[slot]!
      if (index < 0 || (this.#low[index] === low && this.#high[index] === high)) return slot
      slot = (slot + 1) & this.#mask
    }
  }
}

/** The 32-bit halves of an int64 or timestamp column, low ones first. */
export function halvesOf({ values, length }: Column): Int32Array {
  const { buffer, byteOffset } = values as BigInt64Array
  return new Int32Array(buffer, byteOffset, length * 2)
}
