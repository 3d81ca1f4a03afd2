import { operandIr } from './call.js'
import { Expression } from './expression.js'
import type { CallExpr, Expr } from './ir.js'
import type { FoldedRight, Operand, OperandOf, TypeOf } from './operand.js'

type Condition = Expression<'bool'>
type Branch = readonly [condition: Expr, value: Expr]

/** What further branches may be, once the first that is not null has said it. */
type Narrowed<Fits, A> = [A] extends [null] ? Fits : OperandOf<TypeOf<A>> | null

/**
 * Begins a case: the value of the first branch whose condition is true (null counts as false), else the last.
 *
 * @example
 * when(trips.gt(100)).then('often').when(trips.gt(10)).then('some').otherwise('rare')
 */
export function when(condition: Condition): When<[], Operand> {
  return new When([], condition)
}

/** A case that waits for the value of its last condition. */
export class When<Values extends readonly unknown[], Fits> {
  readonly #branches: readonly Branch[]
  readonly #condition: Expr

  constructor(branches: readonly Branch[], condition: Condition) {
    this.#branches = branches
    this.#condition = condition.ir
  }

  /** The value where the condition is true. */
  // biome-ignore lint/suspicious/noThenProperty: the word is SQL's; a case is no promise, and awaiting one is a type error
  then<A extends Fits & Operand>(value: A): Case<[...Values, A], Narrowed<Fits, A>> {
    return new Case([...this.#branches, [this.#condition, operandIr(value)]])
  }
}

/** A case that may take another branch, or its last value. */
export class Case<Values extends readonly unknown[], Fits> {
  readonly #branches: readonly Branch[]

  constructor(branches: readonly Branch[]) {
    this.#branches = branches
  }

  /** Adds a condition, asked where all before it were not true. */
  when(condition: Condition): When<Values, Fits> {
    return new When(this.#branches, condition)
  }

  /** The value where no condition was true, which may be null. */
  otherwise<A extends Fits & Operand>(value: A): Expression<FoldedRight<[...Values, A]>> {
    return new Expression(this.#branches.reduceRight(ifElse, operandIr(value)))
  }
}

function ifElse(rest: Expr, [condition, value]: Branch): Expr {
  return Object.freeze<CallExpr>({ kind: 'call', fn: 'if', args: Object.freeze([condition, value, rest]) })
}
