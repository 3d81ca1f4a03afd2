import { Op } from '../abi.js'
import { type Lowering, type Lowerings, numberOp, wideOp } from './lowering.js'

function binary(first: Op): Lowering {
  return ({ emit, arg, argType }) => emit(numberOp(first, argType(0)), arg(0), arg(1))
}

function unary(first: Op): Lowering {
  return ({ emit, arg, argType }) => emit(numberOp(first, argType(0)), arg(0))
}

function integerDivision(first: Op): Lowering {
  return ({ emit, arg, argType }) => emit(wideOp(first, argType(0)), arg(0), arg(1))
}

/** Timestamps are int64 here: their sums and differences are those of their microseconds. */
export const arithmeticLowerings: Lowerings = {
  add: binary(Op.AddI32),
  sub: binary(Op.SubI32),
  mul: binary(Op.MulI32),
  div: ({ emit, arg, argType }) => emit(wideOp(Op.DivF32, argType(0)), arg(0), arg(1)),
  idiv: integerDivision(Op.DivideI32),
  mod: integerDivision(Op.ModuloI32),
  neg: unary(Op.NegI32),
  abs: unary(Op.AbsI32),
  sign: unary(Op.SignI32),
}
