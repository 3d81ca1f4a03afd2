import type { DataFrameBackend, FewRows } from '../backends/backend.js'
import { schemaOf } from '../backends/schema-of.js'
import type { Column } from '../column.js'
import type { Expr } from '../expr/ir.js'

/** The most rows that go without a frame: a request. More gain by a backend's vectors what these lose on the way. */
const mostRows = 64

/** All transforms of a plan as one function of few rows, compiled by the backend at the first run that has few. */
export class FusedTransforms {
  readonly #stages: readonly ReadonlyMap<string, Expr>[]
  readonly #outputs: readonly string[]
  /** Null for a backend that has no such function. */
  readonly #compiled = new WeakMap<DataFrameBackend, FewRows | null>()

  /**
   * @param stages what each transform computes, in the plan's order.
   * @param columns what is wanted in the end; columns that no transform computes are left alone.
   */
  constructor(stages: readonly ReadonlyMap<string, Expr>[], columns: Iterable<string>) {
    this.#stages = stages
    this.#outputs = [...new Set(columns)].filter((name) => stages.some((stage) => stage.has(name)))
  }

  /** The function for `length` rows of columns; null where a frame is to be made of them. */
  forRows(backend: DataFrameBackend, columns: ReadonlyMap<string, Column>, length: number): FewRows | null {
    if (length > mostRows) return null
    const known = this.#compiled.get(backend)
    if (known !== undefined) return known
    // The types of a plan's columns are the same in every run, so that one compilation serves all.
    const compiled = backend.compileFewRows(schemaOf(columns), this.#stages, this.#outputs)
    this.#compiled.set(backend, compiled)
    return compiled
  }
}
