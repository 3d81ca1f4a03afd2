import type { DataType, Value } from '../types.js'

/**
 * The intermediate representation of an expression: immutable data without behaviour. Builders and the parser make it,
 * `infer` types it, and each consumer (WASM program, JS closure, SQL, printer) is one file that walks it.
 */
export type Expr = ColumnExpr | LiteralExpr | CallExpr

/** The value of the column `name` in each row. */
export interface ColumnExpr {
  readonly kind: 'column'
  readonly name: string
}

/**
 * A constant. `type` null means that the literal takes its type from its surroundings: an integral number fits every
 * numeric type it does not overflow, a fractional one every float type, and null every type.
 */
export interface LiteralExpr {
  readonly kind: 'literal'
  readonly type: DataType | null
  readonly value: Value
}

/**
 * A call of a function of the table in `functions.ts`. Arity is fixed: what users write with any number of arguments
 * (coalesce, concat, min, max, case) is folded into nested calls by whoever builds the IR.
 * A `cast` carries its target in `type`; every other function has `type` undefined.
 */
export interface CallExpr {
  readonly kind: 'call'
  readonly fn: string
  readonly args: readonly Expr[]
  readonly type?: DataType
}

/**
 * An expression whose every node has a type and whose implicit conversions are written out as `cast` calls, so that
 * the argument types of a call are exactly those of one overload in the function table.
 */
export type TypedExpr = TypedColumn | TypedLiteral | TypedCall

export interface TypedColumn {
  readonly kind: 'column'
  readonly name: string
  readonly type: DataType
}

export interface TypedLiteral {
  readonly kind: 'literal'
  readonly type: DataType
  readonly value: Value
}

export interface TypedCall {
  readonly kind: 'call'
  readonly fn: string
  readonly args: readonly TypedExpr[]
  readonly type: DataType
}
