import type { DataType } from '../../types.js'
import type { Arena, Block } from '../../wasm/arena.js'
import type { Kernels } from '../../wasm/kernels.js'
import { loadKernels } from '../../wasm/load.js'
import { type Parallelism, type RowRange, rowRanges } from '../../wasm/row-ranges.js'
import type { TaskSharing } from '../../wasm/task-sharing.js'
import type { TaskKernel, WorkerPool } from '../../wasm/worker-pool.js'
import { type Coding, type ColumnBlocks, WasmColumn } from './wasm-column.js'

/**
 * The memory of one operation. What it hands out is given back when the operation ends, also by an error; a result
 * survives because its frame holds a reference of its own.
 *
 * Kernels take addresses. Those stay right when memory grows; views do not, so they are made where they are used.
 */
export class Workspace implements TaskSharing {
  readonly kernels: Kernels
  readonly arena: Arena
  readonly #pool: WorkerPool
  readonly #parallelism: Parallelism
  readonly #blocks = new Set<Block>()
  readonly #columns: WasmColumn[] = []

  private constructor(parallelism: Parallelism) {
    const { kernels, arena, pool } = loadKernels()
    this.kernels = kernels
    this.arena = arena
    this.#pool = pool
    this.#parallelism = parallelism
  }

  /** Runs an operation in a workspace of its own. */
  static run<T>(parallelism: Parallelism, operation: (work: Workspace) => T): T {
    const work = new Workspace(parallelism)
    try {
      return operation(work)
    } finally {
      for (const block of work.#blocks) work.arena.free(block)
      for (const column of work.#columns) column.release()
    }
  }

  /** Most threads that {@link parallel} uses. */
  get threads(): number {
    return this.#parallelism.threads
  }

  /** See {@link TaskSharing}. */
  parallel<K extends TaskKernel>(kernel: K, tasks: readonly Readonly<Parameters<Kernels[K]>>[]): number[] {
    return this.#pool.run(kernel, tasks, tasks.length > 1 ? this.threads : 1)
  }

  /** See {@link TaskSharing}. */
  ranges(rows: number, multiple = 64): readonly RowRange[] {
    return rowRanges(this.#parallelism, rows, multiple)
  }

  /** Takes bytes of undefined content. */
  bytes(byteLength: number): Block {
    const block = this.arena.allocate(byteLength)
    this.#blocks.add(block)
    return block
  }

  /** Takes bytes that are all `byte`. */
  filled(byteLength: number, byte: number): Block {
    const block = this.bytes(byteLength)
    this.kernels.fill_bytes(block.offset, byte, byteLength)
    return block
  }

  /** Takes a bitmap for `length` rows in whole words. */
  bitmap(length: number): Block {
    return this.bytes(Math.ceil(length / 64) * 8)
  }

  /** Gives a block back before the operation ends. */
  free(block: Block): void {
    this.#blocks.delete(block)
    this.arena.free(block)
  }

  /** Makes a column of this workspace's blocks. */
  column(type: DataType, length: number, blocks: Partial<ColumnBlocks>): WasmColumn {
    const { validity = null, values = null, offsets = null, items = null } = blocks
    for (const block of [validity, values, offsets]) if (block) this.#blocks.delete(block)
    return this.own(WasmColumn.fromBlocks(type, length, { validity, values, offsets, items: items?.retain() ?? null }))
  }

  /** Makes a column of text by code; the caller keeps its references. */
  coded({ codes, words, skipsFirst }: Coding): WasmColumn {
    return this.own(WasmColumn.fromCoding({ codes: codes.retain(), words: words.retain(), skipsFirst }))
  }

  /** Takes over a reference of a column. */
  own(column: WasmColumn): WasmColumn {
    this.#columns.push(column)
    return column
  }
}

/** A block's address as kernels take it; 0 for none. */
export function addressOf(block: Block | null): number {
  return block?.offset ?? 0
}
