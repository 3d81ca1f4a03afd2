import type { DataType } from '../types.js'
import { Expression } from './expression.js'
import type { CallExpr, Expr } from './ir.js'
import { adaptingLiteral } from './literal-expression.js'
import type { Operand } from './operand.js'

/** The IR of an operand: an expression's own, or a literal of a plain value. */
export function operandIr(operand: Operand): Expr {
  return operand instanceof Expression ? operand.ir : adaptingLiteral(operand)
}

/** A call of a function of the table. */
export function call<T extends DataType>(fn: string, ...operands: readonly Operand[]): Expression<T> {
  return new Expression(Object.freeze<CallExpr>({ kind: 'call', fn, args: Object.freeze(operands.map(operandIr)) }))
}

/** A call of `cast`. */
export function castTo(arg: Expr, type: DataType): CallExpr {
  return Object.freeze<CallExpr>({ kind: 'call', fn: 'cast', args: Object.freeze([arg]), type })
}
