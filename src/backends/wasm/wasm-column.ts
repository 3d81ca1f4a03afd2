import { bytesColumn, type FixedWidthType, fixedWidthColumn, isBytesType, listColumn } from '../../arrow/make-column.js'
import { sliceColumn } from '../../arrow/slice-column.js'
import type { Column, ValueBuffer } from '../../column.js'
import { MillraceError } from '../../errors.js'
import { type DataType, isArrayType } from '../../types.js'
import type { Arena, Block } from '../../wasm/arena.js'
import { loadKernels } from '../../wasm/load.js'

/** A column's pieces in WebAssembly memory; `validity` null where every row has a value, the rest as in {@link Column}. */
export interface ColumnBlocks {
  readonly validity: Block | null
  readonly values: Block | null
  readonly offsets: Block | null
  readonly items: WasmColumn | null
}

/**
 * A column of the WASM backend: on the host, in WebAssembly memory, or both.
 *
 * One that came from the host is copied in at the first operation that reads it and never copied back: its source is
 * kept. Frames share columns and count references; the last `release` frees the memory.
 */
export class WasmColumn {
  readonly type: DataType
  readonly length: number
  readonly #source: Column | null
  #blocks: ColumnBlocks | null
  #references = 1

  private constructor(type: DataType, length: number, source: Column | null, blocks: ColumnBlocks | null) {
    this.type = type
    this.length = length
    this.#source = source
    this.#blocks = blocks
  }

  /** A column that stays on the host until it is read. */
  static fromSource(source: Column): WasmColumn {
    return new WasmColumn(source.type, source.length, source, null)
  }

  /** A column that takes over blocks, and one reference of the items. */
  static fromBlocks(type: DataType, length: number, blocks: ColumnBlocks): WasmColumn {
    return new WasmColumn(type, length, null, blocks)
  }

  /** Counts one reference more. */
  retain(): this {
    this.#references++
    return this
  }

  /** Counts one reference less, and frees the memory with the last. */
  release(): void {
    if (--this.#references > 0) return
    if (this.#blocks) freeBlocks(this.#blocks)
    this.#blocks = null
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
    this.#blocks ??= upload(this.#source!)
    return this.#blocks
  }

  /** The column on the host: the source itself, or else a copy. */
  toColumn(): Column {
    return this.#source ?? download(this.type, this.length, this.blocks())
  }

  /** Rows `start` to `start + length` of a column that has its source on the host, sharing memory there; else null. */
  sliceSource(start: number, length: number): WasmColumn | null {
    return this.#source && WasmColumn.fromSource(sliceColumn(this.#source, start, length))
  }
}

function freeBlocks({ validity, values, offsets, items }: ColumnBlocks): void {
  const { arena } = loadKernels()
  for (const block of [validity, values, offsets]) if (block) arena.free(block)
  items?.release()
}

function upload(source: Column): ColumnBlocks {
  const { arena } = loadKernels()
  const taken: Block[] = []
  const copy = (buffer: ArrayBufferView | null): Block | null => {
    if (buffer === null) return null
    const block = arena.allocateCopy(buffer)
    taken.push(block)
    return block
  }
  try {
    return {
      validity: copy(source.validity),
      values: copy(source.values),
      offsets: copy(source.offsets),
      items: source.items && WasmColumn.fromSource(source.items),
    }
  } catch (error) {
    for (const block of taken) arena.free(block)
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
