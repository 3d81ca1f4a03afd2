import type { DataType } from '../types.js'

/** One typing of a function: exact argument types and the result's. */
export interface Overload {
  readonly args: readonly DataType[]
  readonly result: DataType
}

/**
 * One entry of the function table. Adding a function means one entry, one kernel and one case in each consumer; a test
 * fails while any consumer lacks it.
 */
export interface FunctionDefinition {
  readonly name: string
  readonly category: 'arithmetic' | 'comparison' | 'logic' | 'conditional' | 'math' | 'string' | 'time' | 'list' | 'hash' | 'geo' | 'cast'
  readonly overloads: readonly Overload[]
  /** Positions of the arguments that must be literals, such as bucketize's boundaries. */
  readonly constants?: readonly number[]
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
  readonly example: { readonly text: string; readonly value: boolean | number | bigint | string | readonly number[] | null }
}
