import { bitmapBytes } from '../../arrow/bitmap.js'
import { WasmColumn } from '../../backends/wasm/wasm-column.js'
import { MillraceError } from '../../errors.js'
import type { Block } from '../../wasm/arena.js'
import { loadKernels } from '../../wasm/load.js'
import {
  align8,
  BITMAP,
  CHECKSUM_WORD,
  FINGERPRINT_WORD,
  FIRST_WORD,
  FORMAT_VERSION,
  MAGIC,
  ORDER_KEY,
  type RowLayout,
  SHORTEST_ROW,
  type Slot,
  slotWidth,
} from './row-layout.js'
import { xxh32 } from './xxh32.js'

/** Makes the error to throw for a damaged row. */
export type FailRow = (row: number, reason: string) => Error

/** Packed rows as bytes and words, for what no kernel reads. Valid until the next block is allocated. */
export interface RowViews {
  readonly bytes: Uint8Array
  readonly words: Int32Array
  /** Where each row begins and ends, in bytes; rows that are not decoded begin at 0, where a row of zeros is. */
  readonly starts: Int32Array
  readonly ends: Int32Array
}

/** Kept between reads, because the first touch of fresh memory costs more than decoding; decoding never awaits. */
let scratch: Block | undefined
const smallestScratch = 1 << 16
const largestScratch = 1 << 22
const largestRead = 1 << 30

/**
 * Packed rows side by side in WebAssembly memory, where kernels check them and read their columns. Before them lie the
 * numbers that say where each is, and a blank row, which stands in for each that is absent or of another schema.
 */
export class GatheredRows {
  readonly length: number
  readonly #runtime = loadKernels()
  readonly #layout: RowLayout
  readonly #block: Block
  /** Addresses of: where rows begin, where they end, room for one column, what became of each row, the rows. */
  readonly #starts: number
  readonly #ends: number
  readonly #room: number
  readonly #found: number
  readonly #base: number

  private constructor(
    layout: RowLayout,
    rows: readonly (Uint8Array | undefined)[],
    readonly fail: FailRow,
  ) {
    const { length } = rows
    const total = totalLength(rows, fail)
    const before = align8(length * 4) * 2 + length * 8 + align8(length)
    this.length = length
    this.#layout = layout
    this.#block = blockOf(before + layout.fixedLength + total)
    this.#starts = this.#block.offset
    this.#ends = this.#starts + align8(length * 4)
    this.#room = this.#ends + align8(length * 4)
    this.#found = this.#room + length * 8
    this.#base = this.#block.offset + before
  }

  /** Gathers rows, checks them, and gives what `decode` makes of them; they are gone when it returns. */
  static read<T>(
    layout: RowLayout,
    rows: readonly (Uint8Array | undefined)[],
    fail: FailRow,
    decode: (gathered: GatheredRows) => T,
  ): T {
    const gathered = new GatheredRows(layout, rows, fail)
    try {
      gathered.#copy(rows)
      gathered.#check()
      return decode(gathered)
    } finally {
      if (gathered.#block !== scratch) gathered.#runtime.arena.free(gathered.#block)
    }
  }

  #copy(rows: readonly (Uint8Array | undefined)[]): void {
    const { arena } = this.#runtime
    const words = arena.words()
    const bytes = new Uint8Array(arena.memory.buffer)
    const blank = this.#base / 4
    words.fill(0, blank, blank + this.#layout.fixedLength / 4)
    // Timestamps lie big-endian with the sign bit flipped: these are 0.
    for (const at of [ORDER_KEY, ORDER_KEY + 8]) words[blank + at / 4] = 0x80
    let next = this.#layout.fixedLength
    for (let row = 0; row < rows.length; row++) {
      const stored = rows[row]
      words[this.#starts / 4 + row] = stored === undefined ? 0 : next
      if (stored !== undefined) {
        bytes.set(stored, this.#base + next)
        next += stored.length
      }
      words[this.#ends / 4 + row] = next
    }
  }

  #check(): void {
    const { fingerprint, fixedLength } = this.#layout
    const damaged = this.#runtime.kernels.rows_check(
      this.#base,
      this.#starts,
      this.#ends,
      this.length,
      FIRST_WORD,
      fingerprint[0],
      fingerprint[1],
      fixedLength,
      this.#found,
    )
    if (damaged >= 0) throw this.fail(damaged, this.#describeDamage(damaged))
  }

  #describeDamage(row: number): string {
    const { words, starts, ends } = this.views()
    const word = starts[row]! >>> 2
    const first = words[word]!
    if (first !== FIRST_WORD) return describeFirstWord(first)
    const checksum = xxh32(words, word + FINGERPRINT_WORD, ends[row]! >>> 2, first)
    return checksum === words[word + CHECKSUM_WORD]! >>> 0 ? 'it is too short' : 'its checksum is wrong'
  }

  /** What became of each row: 0 absent, 1 present, 2 of another schema. */
  get found(): Uint8Array {
    return new Uint8Array(this.#runtime.arena.memory.buffer, this.#found, this.length).slice()
  }

  /** The number of the first row of another schema, or -1. */
  get firstStale(): number {
    return new Uint8Array(this.#runtime.arena.memory.buffer, this.#found, this.length).indexOf(2)
  }

  /** The half of each row's order key that begins `at` bytes into it; 0 for a row that is not decoded. */
  orderKeys(at: number): BigInt64Array {
    const { arena, kernels } = this.#runtime
    kernels.rows_order(this.#base, this.#starts, this.length, at, this.#room)
    return new BigInt64Array(arena.memory.buffer, this.#room, this.length).slice()
  }

  /** The values of a field of fixed width, in blocks of their own. The caller releases the column. */
  fixedWidth({ type, index, offset }: Slot): WasmColumn {
    const { arena, kernels } = this.#runtime
    const { length } = this
    const bitmap = Math.ceil(length / 64) * 8
    const isBool = type === 'bool'
    const values = arena.allocate(isBool ? bitmap : length * slotWidth(type))
    const validity = this.#validity(index, values)
    if (isBool) kernels.rows_bits(this.#base, this.#starts, length, offset, 0, values.offset)
    else {
      const read = slotWidth(type) === 4 ? kernels.rows_32 : kernels.rows_64
      read(this.#base, this.#starts, length, offset, values.offset)
    }
    return WasmColumn.fromBlocks(type, length, { validity, values, offsets: null, items: null })
  }

  #validity(index: number, values: Block): Block | null {
    const { arena } = this.#runtime
    try {
      const validity = arena.allocate(Math.ceil(this.length / 64) * 8)
      if (this.#readValidity(index, validity.offset) < this.length) return validity
      arena.free(validity)
      return null
    } catch (error) {
      arena.free(values)
      throw error
    }
  }

  /** The validity bitmap of a field, on the host; null where every row has a value. */
  validity({ index }: Slot): Uint8Array | null {
    if (this.#readValidity(index, this.#room) === this.length) return null
    return new Uint8Array(this.#runtime.arena.memory.buffer, this.#room, bitmapBytes(this.length)).slice()
  }

  #readValidity(index: number, out: number): number {
    const { kernels } = this.#runtime
    return kernels.rows_bits(this.#base, this.#starts, this.length, BITMAP + (index >>> 3), index & 7, out)
  }

  views(): RowViews {
    const { buffer } = this.#runtime.arena.memory
    const size = this.#block.offset + this.#block.byteLength - this.#base
    return {
      bytes: new Uint8Array(buffer, this.#base, size),
      words: new Int32Array(buffer, this.#base, size >>> 2),
      starts: new Int32Array(buffer, this.#starts, this.length),
      ends: new Int32Array(buffer, this.#ends, this.length),
    }
  }
}

function totalLength(rows: readonly (Uint8Array | undefined)[], fail: FailRow): number {
  let total = 0
  for (let row = 0; row < rows.length; row++) {
    const length = rows[row]?.length
    if (length === undefined) continue
    if (length < SHORTEST_ROW || length % 8 !== 0) throw fail(row, `its length is ${length} bytes`)
    total += length
  }
  if (total < largestRead) return total
  throw new MillraceError(
    'MILLRACE_INVALID_ARGUMENT',
    `The rows of one read take 1 GiB or more; read fewer keys at a time: ${rows.length} rows`,
    { rows: rows.length },
  )
}

function blockOf(byteLength: number): Block {
  const { arena } = loadKernels()
  if (byteLength > largestScratch) return arena.allocate(byteLength)
  if (scratch !== undefined && byteLength <= scratch.byteLength) return scratch
  const larger = arena.allocate(Math.max(smallestScratch, byteLength * 2))
  if (scratch !== undefined) arena.free(scratch)
  scratch = larger
  return larger
}

function describeFirstWord(word: number): string {
  if ((word & 0xff) !== MAGIC || word >>> 16 !== 0) return 'it does not begin as a row does'
  return `its format version is ${word >>> 8}, this library reads ${FORMAT_VERSION}`
}
