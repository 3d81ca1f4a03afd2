import { bitmapBytes } from '../../arrow/bitmap.js'
import { partBytes, SharedBlock } from '../../backends/wasm/shared-block.js'
import { WasmColumn } from '../../backends/wasm/wasm-column.js'
import { MillraceError } from '../../errors.js'
import type { DataType } from '../../types.js'
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
/**
 * Where rows are put side by side before they go to WebAssembly memory, which takes bytes more slowly where threads share it,
 * and at odd addresses much more slowly.
 */
let stage: Uint8Array | undefined
/** Kept because V8 11.3 looks up a typed array's method anew at each call: a third of the time that a short row takes. */
const { set } = Uint8Array.prototype
const smallestScratch = 1 << 16
const largestScratch = 1 << 22
const largestRead = 1 << 30
/** What `rows_columns` is told of a field. */
const fieldWords = 6
const fieldBytes = fieldWords * 4
/** What `rows_check` gives where no row is damaged, but one has other fields. */
const foundStale = -2

/**
 * Packed rows side by side in WebAssembly memory, where kernels check them and read their columns. Before them lie the
 * numbers that say where each is, and a blank row, which stands in for each that is absent or of another schema.
 */
export class GatheredRows {
  readonly length: number
  readonly #runtime = loadKernels()
  readonly #layout: RowLayout
  readonly #block: Block
  /** Addresses of: where rows begin, where they end, what became of each row, the rows. */
  readonly #starts: number
  readonly #ends: number
  readonly #found: number
  readonly #base: number
  /** Addresses of room for: the fields of a call, one column, a byte of each row. */
  readonly #fields: number
  readonly #column: number
  readonly #bytes: number
  #hasStale = false

  private constructor(
    layout: RowLayout,
    rows: readonly (Uint8Array | undefined)[],
    slots: readonly Slot[],
    readonly fail: FailRow,
  ) {
    const { length } = rows
    const total = totalLength(rows, fail)
    const [fours, fields] = [align8(length * 4), slots.length * fieldBytes]
    const before = fours * 2 + align8(length) + fields + length * 8 + (length & -64) + 64
    this.length = length
    this.#layout = layout
    this.#block = blockOf(before + layout.fixedLength + total)
    this.#starts = this.#block.offset
    this.#ends = this.#starts + fours
    this.#found = this.#ends + fours
    this.#fields = this.#found + align8(length)
    this.#column = this.#fields + fields
    this.#bytes = this.#column + length * 8
    this.#base = this.#block.offset + before
  }

  /** Gathers rows, checks them, and gives what `decode` makes of their fields `slots`; they are gone when it returns. */
  static read<T>(
    layout: RowLayout,
    rows: readonly (Uint8Array | undefined)[],
    slots: readonly Slot[],
    fail: FailRow,
    decode: (gathered: GatheredRows) => T,
  ): T {
    const gathered = new GatheredRows(layout, rows, slots, fail)
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
    const { blank, fixedLength } = this.#layout
    const words = arena.words()
    const memory = arena.bytes()
    const starts = this.#starts >>> 2
    const ends = this.#ends >>> 2
    const stage = stageOf(this.#block.byteLength)
    const target = stage ?? memory
    const base = stage === undefined ? this.#base : 0
    target.set(blank, base)
    let next = fixedLength
    for (let row = 0; row < rows.length; row++) {
      const stored = rows[row]
      if (stored === undefined) {
        words[starts + row] = 0
        words[ends + row] = fixedLength
      } else {
        set.call(target, stored, base + next)
        words[starts + row] = next
        words[ends + row] = next += stored.length
      }
    }
    if (stage !== undefined) memory.set(stage.subarray(0, next), this.#base)
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
    this.#hasStale = damaged === foundStale
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
    if (!this.#hasStale) return -1
    return new Uint8Array(this.#runtime.arena.memory.buffer, this.#found, this.length).indexOf(2)
  }

  /** The half of each row's order key that begins `at` bytes into it; 0 for a row that is not decoded. */
  orderKeys(at: number): BigInt64Array {
    const { arena, kernels } = this.#runtime
    kernels.rows_order(this.#base, this.#starts, this.length, at, this.#column)
    return new BigInt64Array(arena.memory.buffer, this.#column, this.length).slice()
  }

  /** The values of fields of fixed width, read in one call. The caller releases the columns. */
  fixedWidth(slots: readonly Slot[]): WasmColumn[] {
    // Without a column nobody would give the shared block back.
    if (slots.length === 0) return []
    const { arena, kernels } = this.#runtime
    const { length } = this
    const bitmap = Math.ceil(length / 64) * 8
    let total = 0
    for (const { type } of slots) total += partBytes(valueBytes(type, length)) + partBytes(bitmap)
    const shared = new SharedBlock(total)
    const words = arena.words()
    const parts: Block[] = []
    let field = this.#fields >>> 2
    for (const { type, index, offset } of slots) {
      const values = shared.part(valueBytes(type, length))
      const validity = shared.part(bitmap)
      parts.push(values, validity)
      words[field] = offset
      words[field + 1] = slotWidth(type)
      words[field + 2] = index
      words[field + 3] = values.offset
      words[field + 4] = validity.offset
      field += fieldWords
    }
    kernels.rows_columns(this.#base, this.#starts, length, BITMAP, this.#fields, slots.length, this.#bytes)
    field = this.#fields >>> 2
    return slots.map(({ type }, place) => {
      const present = words[field + place * fieldWords + 5]!
      const validity = present < length ? parts[place * 2 + 1]! : null
      const blocks = { validity, values: parts[place * 2]!, offsets: null, items: null }
      return WasmColumn.fromShared(type, length, blocks, shared)
    })
  }

  /** The validity bitmap of a field, on the host; null where every row has a value. */
  validity({ index }: Slot): Uint8Array | null {
    const { arena, kernels } = this.#runtime
    const [at, out] = [BITMAP + (index >>> 3), this.#column]
    const present = kernels.rows_bits(this.#base, this.#starts, this.length, at, index & 7, out, this.#bytes)
    if (present === this.length) return null
    return new Uint8Array(arena.memory.buffer, out, bitmapBytes(this.length)).slice()
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

function valueBytes(type: DataType, length: number): number {
  return type === 'bool' ? Math.ceil(length / 64) * 8 : length * slotWidth(type)
}

function totalLength(rows: readonly (Uint8Array | undefined)[], fail: FailRow): number {
  let total = 0
  for (let row = 0; row < rows.length; row++) {
    const length = rows[row]?.length
    if (length === undefined) continue
    if (length < SHORTEST_ROW || (length & 7) !== 0) throw fail(row, `its length is ${length} bytes`)
    total += length
  }
  if (total < largestRead) return total
  throw new MillraceError(
    'MILLRACE_INVALID_ARGUMENT',
    `The rows of one read take 1 GiB or more; read fewer keys at a time: ${rows.length} rows`,
    { rows: rows.length },
  )
}

/** Undefined for more bytes than are worth keeping. */
function stageOf(byteLength: number): Uint8Array | undefined {
  if (byteLength > largestScratch) return undefined
  if (stage === undefined || byteLength > stage.length)
    stage = new Uint8Array(Math.max(smallestScratch, byteLength * 2))
  return stage
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
