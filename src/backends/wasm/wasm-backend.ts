import type { Table, Vector } from 'apache-arrow'
import { codedTextFromVector } from '../../arrow/coded-text.js'
import { columnFromVector } from '../../arrow/column-from-vector.js'
import { readColumns, tableFromColumns } from '../../arrow/table-from-columns.js'
import type { Column } from '../../column.js'
import { MillraceError } from '../../errors.js'
import type { Expr, TypedExpr } from '../../expr/ir.js'
import type { Schema } from '../../types.js'
import type { Block } from '../../wasm/arena.js'
import { loadKernels } from '../../wasm/load.js'
import type { Parallelism } from '../../wasm/row-ranges.js'
import {
  type Aggregation,
  type BackendSupports,
  type CompleteAsofJoinOptions,
  DataFrameBackend,
  type FewRows,
  type JoinOptions,
  type SortKey,
} from '../backend.js'
import { type JoinedSides, joinedColumns } from '../join-columns.js'
import { compileFewRows } from '../rows/few-rows.js'
import { aggregateGroups } from './aggregate.js'
import { asofSelection } from './asof-selection.js'
import { orderColumn } from './coded-keys.js'
import { concatPieces } from './concat.js'
import { evaluate } from './evaluate.js'
import { filterRows } from './filter-rows.js'
import { joinSelections } from './join-selections.js'
import { latestRows } from './latest-rows.js'
import { descending, nullFlags, valueWords, type Words } from './order-words.js'
import { parallelism, type WasmBackendOptions } from './parallelism.js'
import { presentRows, type Selection } from './selection.js'
import { sortOrder } from './sort-order.js'
import { takeColumns } from './take.js'
import { takeSideBySide } from './take-packed.js'
import { WasmColumn } from './wasm-column.js'
import { type WasmColumns, WasmFrame } from './wasm-frame.js'
import { Workspace } from './workspace.js'

/**
 * The default backend: kernels in WebAssembly over columns in its memory, one call a batch, on several threads where
 * batches are large and the platform allows.
 *
 * A column is copied into that memory when an operation first reads it, frames share columns, and results are copied out
 * once, by `toArrow`. Memory is bounded by 4 GiB: release frames that are no longer needed, and work in batches.
 *
 * Text that comes dictionary-encoded, with fewer entries than rows, is kept and worked on by code. It is decoded where an
 * operation needs it plain, and by `toArrow`.
 *
 * Errors beyond those of {@link DataFrameBackend}: MILLRACE_OUT_OF_MEMORY, after which every frame is as it was, and
 * MILLRACE_VALUE_OUT_OF_RANGE where a result would have more than 2^31 - 1 rows, or bytes or items in one column.
 *
 * @example
 * const backend = new WasmBackend()
 * const trips = backend.fromArrow(table)
 * backend.toArrow(backend.sort(trips, ['driver_id']))
 */
export class WasmBackend extends DataFrameBackend<WasmFrame> {
  override readonly name: string = 'wasm'
  override readonly supports: BackendSupports = Object.freeze({
    missingFunctions: Object.freeze([]),
    missingTypes: Object.freeze([]),
    bitIdentical: true,
  })

  readonly #parallelism: Parallelism

  /** Throws MILLRACE_INVALID_ARGUMENT for options that are no whole numbers from 1 on. */
  constructor(options: WasmBackendOptions = {}) {
    super()
    this.#parallelism = parallelism(options)
  }

  /**
   * Most threads an operation runs on, the calling one included: what the options say, but 1 where threads cannot share
   * memory, and fewer from the moment on that the platform denies one (Node does under `--permission` without
   * `--allow-worker`, a page whose policy has a `worker-src` without `blob:`). Threads start with the first operation that
   * is large enough; in browsers, when its caller has yielded to the event loop.
   */
  get threads(): number {
    return Math.min(this.#parallelism.threads, loadKernels().pool.mostThreads)
  }

  override compileFewRows(
    schema: Schema,
    stages: readonly ReadonlyMap<string, Expr>[],
    outputs: readonly string[],
  ): FewRows | null {
    return compileFewRows(schema, stages, outputs)
  }

  override fromArrow(table: Table): WasmFrame {
    return this.#taken(readColumns(table, wasmColumn), table.numRows)
  }

  override toArrow(frame: WasmFrame): Table {
    const columns = [...this.#own(frame).columns].map(([name, column]) => [name, column.toColumn()] as const)
    return tableFromColumns(new Map(columns), frame.length)
  }

  override columns(frame: WasmFrame): Schema {
    this.#own(frame).assertHeld()
    return frame.schema
  }

  override rows(frame: WasmFrame): number {
    this.#own(frame).assertHeld()
    return frame.length
  }

  override release(frame: WasmFrame): void {
    this.#own(frame).release()
  }

  protected override _fromColumns(columns: ReadonlyMap<string, Column>, length: number): WasmFrame {
    const taken = new Map<string, WasmColumn>()
    for (const [name, column] of columns) taken.set(name, WasmColumn.fromSource(column))
    return this.#taken(taken, length)
  }

  protected override _select(frame: WasmFrame, names: readonly string[]): WasmFrame {
    return this.#frame(new Map(names.map((name) => [name, frame.column(name)])), frame.length)
  }

  protected override _rename(frame: WasmFrame, names: ReadonlyMap<string, string>): WasmFrame {
    const renamed = [...frame.columns].map(([name, column]) => [names.get(name) ?? name, column] as const)
    return this.#frame(new Map(renamed), frame.length)
  }

  protected override _withColumns(frame: WasmFrame, expressions: ReadonlyMap<string, TypedExpr>): WasmFrame {
    return this.#run((work) => {
      const columns = new Map(frame.columns)
      for (const [name, column] of evaluate(work, frame, expressions)) columns.set(name, column)
      return this.#frame(columns, frame.length)
    })
  }

  protected override _filter(frame: WasmFrame, condition: TypedExpr): WasmFrame {
    return this.#run((work) => {
      const held = evaluate(work, frame, new Map([['', condition]])).get('')!
      const { values, validity } = held.blocks()
      return this.#filtered(work, frame, values!, validity)
    })
  }

  protected override _slice(frame: WasmFrame, offset: number, length: number): WasmFrame {
    if (length === frame.length) return this.#frame(frame.columns, length)
    return this.#run((work) => {
      const sliced = new Map<string, WasmColumn>()
      for (const [name, column] of frame.columns) {
        const source = column.sliceSource(offset, length)
        sliced.set(
          name,
          source ? work.own(source) : concatPieces(work, column.type, [{ column, start: offset, length }]),
        )
      }
      return this.#frame(sliced, length)
    })
  }

  protected override _join(left: WasmFrame, right: WasmFrame, options: Required<JoinOptions>): WasmFrame {
    const { on, how } = options
    return this.#run((work) => {
      const rows = joinSelections(work, left, right, on, how)
      const kept = rows.left ? takeColumns(work, left.columns, rows.left) : left.columns
      return this.#joined(work, left, kept, right, rows.right, options)
    })
  }

  protected override _asofJoin(left: WasmFrame, right: WasmFrame, options: CompleteAsofJoinOptions): WasmFrame {
    return this.#run((work) => {
      const rows = asofSelection(work, left, right, options)
      return this.#joined(work, left, left.columns, right, rows, options)
    })
  }

  protected override _groupbyAgg(
    frame: WasmFrame,
    keys: readonly string[],
    aggregations: ReadonlyMap<string, Aggregation>,
  ): WasmFrame {
    return this.#run((work) => {
      const { columns, length } = aggregateGroups(work, frame, keys, aggregations)
      return this.#frame(columns, length)
    })
  }

  protected override _dropDuplicates(frame: WasmFrame, keys: readonly string[], orderBy: readonly string[]): WasmFrame {
    return this.#run((work) => {
      const survives = latestRows(work, frame, keys, orderBy)
      return survives ? this.#filtered(work, frame, survives, null) : this.#frame(frame.columns, frame.length)
    })
  }

  protected override _sort(frame: WasmFrame, by: readonly Required<SortKey>[]): WasmFrame {
    return this.#run((work) => {
      const words = by.flatMap((key) => sortWords(work, orderColumn(work, frame.column(key.column)), key))
      const rows = sortOrder(work, words, frame.length)
      return this.#selected(work, frame, rows && presentRows(rows, frame.length))
    })
  }

  protected override _concat(frames: readonly WasmFrame[]): WasmFrame {
    return this.#run((work) => {
      const result = new Map<string, WasmColumn>()
      for (const [name, { type }] of frames[0]!.columns) {
        const pieces = frames.map((frame) => ({ column: frame.column(name), start: 0, length: frame.length }))
        result.set(name, concatPieces(work, type, pieces))
      }
      return this.#frame(
        result,
        frames.reduce((sum, frame) => sum + frame.length, 0),
      )
    })
  }

  #run<T>(operation: (work: Workspace) => T): T {
    return Workspace.run(this.#parallelism, operation)
  }

  #frame(columns: WasmColumns, length: number): WasmFrame {
    return new WasmFrame(this, columns, length)
  }

  /** The rows whose bit is set. */
  #filtered(work: Workspace, frame: WasmFrame, bits: Block, validity: Block | null): WasmFrame {
    const { columns, length } = filterRows(work, frame.columns, bits, validity, frame.length) ?? frame
    return this.#frame(columns, length)
  }

  /** The rows of `selection`; null stands for all rows as they are. */
  #selected(work: Workspace, frame: WasmFrame, selection: Selection | null): WasmFrame {
    if (selection === null) return this.#frame(frame.columns, frame.length)
    return this.#frame(takeColumns(work, frame.columns, selection), selection.length)
  }

  /** Puts the selected right rows beside left columns. */
  #joined(
    work: Workspace,
    left: WasmFrame,
    kept: WasmColumns,
    right: WasmFrame,
    rows: Selection,
    sides: JoinedSides,
  ): WasmFrame {
    const result = new Map(kept)
    const added = joinedColumns(left.schema, sides)
    const columns = added.map(({ from }) => right.column(from))
    for (const [index, column] of takeSideBySide(work, columns, rows).entries()) result.set(added[index]!.to, column)
    return this.#frame(result, rows.length)
  }

  /** A frame of columns that nobody else holds. */
  #taken(columns: WasmColumns, length: number): WasmFrame {
    return this.#run((work) => {
      for (const column of columns.values()) work.own(column)
      return this.#frame(columns, length)
    })
  }

  #own(frame: WasmFrame): WasmFrame {
    if (WasmFrame.isOf(this, frame)) return frame
    throw new MillraceError('MILLRACE_INVALID_FRAME', 'The frame is not of this backend; make it with fromArrow: wasm')
  }
}

function wasmColumn(vector: Vector, field: string): WasmColumn {
  const coded = codedTextFromVector(vector, field)
  return coded ? WasmColumn.fromText(coded) : WasmColumn.fromSource(columnFromVector(vector, field))
}

function sortWords(work: Workspace, column: WasmColumn, key: Required<SortKey>): Words[] {
  const flags = nullFlags(work, column, key.nulls)
  const values = valueWords(work, column)
  return [...(flags ? [flags] : []), key.descending ? descending(values) : values]
}
