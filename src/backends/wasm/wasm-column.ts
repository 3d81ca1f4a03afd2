import type { CodedText } from '../../arrow/coded-text.js'
import { bytesColumn, type FixedWidthType, fixedWidthColumn, isBytesType, listColumn } from '../../arrow/make-column.js'
import { sliceColumn } from '../../arrow/slice-column.js'
import { assertOffsetFits } from '../../arrow/take-column.js'
import type { Column, ValueBuffer } from '../../column.js'
import { MillraceError } from '../../errors.js'
import { type DataType, isArrayType } from '../../types.js'
import type { Arena, Block } from '../../wasm/arena.js'
import { loadKernels } from '../../wasm/load.js'
import type { SharedBlock } from './shared-block.js'

/** A column's pieces in WebAssembly memory; `validity` null where every row has a value, the rest as in {@link Column}. */
export interface ColumnBlocks {
  readonly validity: Block | null
  readonly values: Block | null
  readonly offsets: Block | null
  readonly items: WasmColumn | null
}

/** Text that is kept by code: the row of `words` that each row is. Entry 0 is null; others may be, or be equal. */
export interface Coding {
  /** Int32 without nulls. */
  readonly codes: WasmColumn
  readonly words: WasmColumn
  /** Says that no row is entry 0; others may be null. */
  readonly skipsFirst: boolean
}

/**
 * A column of the WASM backend: on the host, in WebAssembly memory, or both. Text may be kept by code; whoever knows
 * nothing of that asks for its blocks and has plain text.
 *
 * One that came from the host is copied in at the first operation that reads it and never copied back: its source is
 * kept. Frames share columns and count references; the last `release` frees the memory.
 */
export class WasmColumn {
  readonly type: DataType
  readonly length: number
  /** How the column is kept by code, or null. */
  readonly coding: Coding | null
  readonly #source: Column | null
  /** What the blocks are parts of, where they are not the column's own. */
  readonly #shared: SharedBlock | null
  #blocks: ColumnBlocks | null
  #references = 1

  private constructor(
    type: DataType,
    length: number,
    source: Column | null,
    blocks: ColumnBlocks | null,
    shared: SharedBlock | null = null,
    coding: Coding | null = null,
  ) {
    this.type = type
    this.length = length
    this.coding = coding
    this.#source = source
    this.#blocks = blocks
    this.#shared = shared
  }

  /** A column that stays on the host until it is read. */
  static fromSource(source: Column): WasmColumn {
    return new WasmColumn(source.type, source.length, source, null)
  }

  /** A column that takes over blocks, and one reference of the items. */
  static fromBlocks(type: DataType, length: number, blocks: ColumnBlocks): WasmColumn {
    return new WasmColumn(type, length, null, blocks)
  }

  /** A column over parts of a block that it shares with others. */
  static fromShared(type: DataType, length: number, blocks: ColumnBlocks, shared: SharedBlock): WasmColumn {
    return new WasmColumn(type, length, null, blocks, shared.retain())
  }

  /** A column of text by code, on the host until it is read. */
  static fromText({ codes, words, skipsFirst }: CodedText): WasmColumn {
    const source = fixedWidthColumn('int32', codes.length, codes, null)
    return WasmColumn.fromCoding({
      codes: WasmColumn.fromSource(source),
      words: WasmColumn.fromSource(words),
      skipsFirst,
    })
  }

  /** A column of text by code, which takes over a reference of both. */
  static fromCoding(coding: Coding): WasmColumn {
    return new WasmColumn(coding.words.type, coding.codes.length, null, null, null, coding)
  }

  /** Counts one reference more. */
  retain(): this {
    this.#references++
    return this
  }

  /** Counts one reference less, and frees the memory with the last. */
  release(): void {
    if (--this.#references > 0) return
    if (this.#shared) this.#shared.release()
    else if (this.#blocks) freeBlocks(this.#blocks)
    this.#blocks = null
    this.coding?.codes.release()
    this.coding?.words.release()
  }

  /** The pieces in WebAssembly memory, copied in now if they are not there. */
  blocks(): ColumnBlocks {
    if (this.#references <= 0) {
      throw new MillraceError(
        'MILLRACE_INVALID_FRAME',
        `A column was read after its frame was released: ${this.type} of ${this.length} rows`,
        { type: this.type, length: this.length },
      )
    }
    this.#blocks ??= this.coding ? decode(this.coding) : upload(this.#source!)
    return this.#blocks
  }

  /** The column on the host: the source itself, or else a copy. Text that is decoded for it is not kept here too. */
  toColumn(): Column {
    if (this.#source) return this.#source
    const held = this.#blocks
    const blocks = this.blocks()
    const column = download(this.type, this.length, blocks)
    if (this.coding && !held) {
      freeBlocks(blocks)
      this.#blocks = null
    }
    return column
  }

  /** Rows `start` to `start + length` of a column that has its source on the host, sharing memory there; else null. */
  sliceSource(start: number, length: number): WasmColumn | null {
    if (this.coding) {
      const codes = this.coding.codes.sliceSource(start, length)
      return codes && WasmColumn.fromCoding({ ...this.coding, codes, words: this.coding.words.retain() })
    }
    return this.#source && WasmColumn.fromSource(sliceColumn(this.#source, start, length))
  }
}

function freeBlocks({ validity, values, offsets, items }: ColumnBlocks): void {
  const { arena } = loadKernels()
  for (const block of [validity, values, offsets]) if (block) arena.free(block)
  items?.release()
}

function upload(source: Column): ColumnBlocks {
  return allocated((take) => ({
    validity: copyIn(source.validity, take),
    values: copyIn(source.values, take),
    offsets: copyIn(source.offsets, take),
    items: source.items && WasmColumn.fromSource(source.items),
  }))
}

function copyIn(buffer: ArrayBufferView | null, take: (block: Block) => Block): Block | null {
  return buffer && take(loadKernels().arena.allocateCopy(buffer))
}

/** Plain text, by gathering the entry of every row. */
function decode({ codes, words }: Coding): ColumnBlocks {
  const { arena, kernels } = loadKernels()
  const { length } = codes
  const rows = codes.blocks().values!.offset
  const entries = words.blocks()
  const from = entries.offsets!.offset
  return allocated((take) => {
    const offsets = take(arena.allocate(4 * (length + 1)))
    const bytes = kernels.take_offsets(from, rows, length, offsets.offset)
    assertOffsetFits(bytes)
    const values = take(arena.allocate(bytes))
    kernels.take_spans(from, entries.values!.offset, 0, rows, length, values.offset)
    const validity = take(arena.allocate(Math.ceil(length / 64) * 8))
    const present = kernels.take_bits(entries.validity!.offset, rows, length, validity.offset)
    if (present < length) return { validity, values, offsets, items: null }
    arena.free(validity)
    return { validity: null, values, offsets, items: null }
  })
}

/** What `make` makes of blocks; where it fails, those that it took are freed. */
function allocated(make: (take: (block: Block) => Block) => ColumnBlocks): ColumnBlocks {
  const taken: Block[] = []
  try {
    return make((block) => {
      taken.push(block)
      return block
    })
  } catch (error) {
    for (const block of taken) loadKernels().arena.free(block)
    throw error
  }
}

function download(type: DataType, length: number, blocks: ColumnBlocks): Column {
  const { arena } = loadKernels()
  const bitmapBytes = (length + 7) >>> 3
  const validity = blocks.validity && arena.u8(blocks.validity).slice(0, bitmapBytes)
  if (blocks.offsets === null) {
    return fixedWidthColumn(
      type as FixedWidthType,
      length,
      copyOut(arena, type as FixedWidthType, length, blocks.values!),
      validity,
    )
  }
  const offsets = arena.i32(blocks.offsets).slice(0, length + 1)
  if (isArrayType(type)) return listColumn(offsets, blocks.items!.toColumn(), validity)
  if (isBytesType(type))
    return bytesColumn(type, offsets, arena.u8(blocks.values!).slice(0, offsets[length]!), validity)
  throw new MillraceError('MILLRACE_UNSUPPORTED_TYPE', `A column of this type has no offsets: ${type}`, { type })
}

function copyOut(arena: Arena, type: FixedWidthType, length: number, block: Block): ValueBuffer {
  switch (type) {
    case 'bool':
      return arena.u8(block).slice(0, (length + 7) >>> 3)
    case 'int32':
      return arena.i32(block).slice(0, length)
    case 'float32':
      return arena.f32(block).slice(0, length)
    case 'float64':
      return arena.f64(block).slice(0, length)
    case 'int64':
    case 'timestamp':
      return arena.i64(block).slice(0, length)
  }
}
