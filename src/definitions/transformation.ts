import type { Table } from 'apache-arrow'
import type { Expr } from '../expr/ir.js'
import type { InputRow, OutputRow } from '../types.js'

/** How a view computes its features: data, and for `rows` and `arrow` the user's function where it is loaded. */
export type Transformation =
  | ExprTransformation
  | RowsTransformation
  | ArrowTransformation
  | AssemblyScriptTransformation

export type TransformationMode = Transformation['mode']

/** One expression an output. */
export interface ExprTransformation {
  readonly mode: 'expr'
  readonly outputs: ReadonlyMap<string, Expr>
}

/** A function of one row's inputs, by name, that returns its outputs. */
export type RowsFunction = (row: OutputRow) => InputRow

/** A function of a table of inputs that returns a table of as many rows that has the outputs. */
export type ArrowFunction = (table: Table) => Table

/** A plain function over row objects. */
export interface RowsTransformation {
  readonly mode: 'rows'
  /** Null where the definition came from the registry and no code of that fingerprint is loaded. */
  readonly fn: RowsFunction | null
  /** Tells one code from another; see `fingerprint.ts`. */
  readonly fingerprint: string
}

/** A function from an Arrow table to an Arrow table. */
export interface ArrowTransformation {
  readonly mode: 'arrow'
  readonly fn: ArrowFunction | null
  readonly fingerprint: string
}

/** Scalar functions of a WebAssembly module made from AssemblyScript at build time. */
export interface AssemblyScriptTransformation {
  readonly mode: 'assemblyscript'
  readonly module: Uint8Array
  /** Output -> the module's export that computes it, and the inputs it takes, in order. */
  readonly functions: ReadonlyMap<string, { readonly export: string; readonly args: readonly string[] }>
}

/** Says whether `value` is a transformation, rather than a function or an object of expressions. */
export function isTransformation(value: unknown): value is Transformation {
  if (typeof value !== 'object' || value === null) return false
  const { mode, outputs, fn, fingerprint, module } = value as Record<string, unknown>
  if (mode === 'expr') return outputs instanceof Map
  if (mode === 'assemblyscript') return module instanceof Uint8Array
  return (
    (mode === 'rows' || mode === 'arrow') &&
    typeof fingerprint === 'string' &&
    (fn === null || typeof fn === 'function')
  )
}
