import type { Expression, Fields } from '../expr/builder.js'
import type { Expr } from '../expr/ir.js'
import type { Schema } from '../types.js'
import type { TransformResult, TransformRow } from './inference.js'
import type {
  ArrowFunction,
  ArrowTransformation,
  AssemblyScriptTransformation,
  ExprTransformation,
  RowsTransformation,
} from './transformation.js'

/** An expression as users write it: built with methods, in text, or as data. */
export type ExpressionInput = Expression | string | Expr

/**
 * How a view computes its features.
 *
 * - `expr`, the default: a function of typed expressions that returns its outputs, called once, now; or an object of
 *   expressions, each built, in text or as data. The outputs' types are inferred, and `schema`, where given, must agree.
 * - `rows`: a plain function of one row. `arrow`: a function of an Arrow table. Both, and `assemblyscript`, need `schema`.
 *
 * `version` names the code of a `rows` or `arrow` function instead of a hash of its text; see `fingerprint`.
 */
export type TransformOptions<Features extends Schema, Inputs extends Schema> =
  | {
      readonly mode?: 'expr'
      readonly schema?: Features
      readonly transform: (
        inputs: Fields<Inputs>,
      ) => { readonly [K in keyof Features]: Expression<Features[K]> } & Readonly<Record<string, Expression>>
    }
  | {
      readonly mode?: 'expr'
      readonly schema?: Features
      readonly transform: { readonly [K in keyof Features]: ExpressionInput } | ExprTransformation
    }
  | {
      readonly mode: 'rows'
      readonly schema: Features
      readonly transform: ((row: TransformRow<Inputs>) => TransformResult<Features>) | RowsTransformation
      readonly version?: string
    }
  | {
      readonly mode: 'arrow'
      readonly schema: Features
      readonly transform: ArrowFunction | ArrowTransformation
      readonly version?: string
    }
  | {
      readonly mode?: 'assemblyscript'
      readonly schema: Features
      readonly transform: AssemblyScriptTransformation
    }

/** Names of the options of {@link TransformOptions}. */
export const transformOptionNames = ['mode', 'schema', 'transform', 'version'] as const
