import type { DataType, Value } from '../types.js'

/** One typing of a function: exact argument types and the result's. */
export interface Overload {
  readonly args: readonly DataType[]
  readonly result: DataType
}

export type FunctionCategory =
  | 'arithmetic'
  | 'comparison'
  | 'logic'
  | 'conditional'
  | 'math'
  | 'string'
  | 'time'
  | 'list'
  | 'hash'
  | 'geo'
  | 'cast'

/**
 * One entry of the function table. Adding a function means one entry, one kernel and one case in each consumer; a test
 * fails while any consumer lacks it.
 */
export interface FunctionDefinition {
  readonly name: string
  readonly category: FunctionCategory
  /** All of the same number of arguments. */
  readonly overloads: readonly Overload[]
  /** Positions of the arguments that must be literals other than null, such as bucketize's boundaries. */
  readonly constants?: readonly number[]
  /** Says what is wrong with a constant of the right type, or nothing. Called by `infer`. */
  readonly checkConstant?: (value: Value) => string | undefined
  /** Builder and text take more than two arguments and fold them from the left: f(a, b, c) is f(f(a, b), c). */
  readonly variadic?: true
  /**
   * `propagate`: the result is null where any argument is. `own`: the function decides (Kleene logic, coalesce, isNull).
   * `partial`: as propagate, and null also where the function has no value (div by zero, a cast that does not fit).
   */
  readonly nulls: 'propagate' | 'partial' | 'own'
  /** How it is written in text: `call` is name(args); operators say their symbol. */
  readonly operator?: string
  /** One sentence with units, edge cases and the source of a formula. */
  readonly doc: string
  /** An expression over literals in text form, and its value. The tests evaluate it on every engine. */
  readonly example: {
    readonly text: string
    readonly value: boolean | number | bigint | string | readonly number[] | null
  }
}
