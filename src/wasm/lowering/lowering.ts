import type { TypedCall, TypedExpr } from '../../expr/ir.js'
import type { DataType } from '../../types.js'
import type { Op } from '../abi.js'
import type { Operand, ProgramBuilder } from '../program-builder.js'
import { type Storage, storageOf } from '../storage.js'

/** What a lowering works with: the call, its operands by position, and the program that is being built. */
export interface LoweringContext {
  readonly builder: ProgramBuilder
  readonly call: TypedCall
  /** The operand of argument `index`; emits what computes it at the first use. */
  arg(index: number): Operand
  /** The type of argument `index`. */
  argType(index: number): DataType
  /** The value of argument `index`, a literal. */
  literal(index: number): TypedExpr & { kind: 'literal' }
  /** Emits an instruction whose result is of the call's type. */
  emit(op: Op, ...args: readonly Operand[]): Operand
}

/** Emits the instructions of one function's call and gives its result. */
export type Lowering = (context: LoweringContext) => Operand

/** Lowerings by function name. */
export type Lowerings = Readonly<Record<string, Lowering>>

/** The instruction for a type, of four that follow each other: for int32, int64, float32, float64. */
export function numberOp(first: Op, type: DataType): Op {
  const index = { int32: 0, int64: 1, timestamp: 1, float32: 2, float64: 3 }[type as 'int32']
  return first + index
}

/** The instruction for a type, of two that follow each other: for 4 and for 8 bytes. */
export function wideOp(first: Op, type: DataType): Op {
  return first + (storageOf(type) === 'word32' ? 0 : 1)
}

const storageIndex: { readonly [S in Storage]: number } = { word32: 0, word64: 1, view: 1, bits: 2 }

/** The instruction for a type, of three that follow each other: for 4 bytes, 8 bytes (views too), and bools. */
export function storageOp(first: Op, type: DataType): Op {
  return first + storageIndex[storageOf(type)]
}
