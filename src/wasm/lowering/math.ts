import { Op } from '../abi.js'
import { type Lowering, type LoweringContext, type Lowerings, wideOp } from './lowering.js'

function rounding(first: Op): Lowering {
  return ({ emit, arg, call }) => emit(wideOp(first, call.type), arg(0))
}

/** Functions of float64 only: float32 is widened first, and the result rounded once. */
function real(op: Op): Lowering {
  return ({ builder, call, arg }: LoweringContext) => {
    const operands = call.args.map((_, index) => arg(index))
    if (call.type === 'float64') return builder.emit(op, 'word64', ...operands)
    const wide = operands.map((operand) => builder.emit(Op.F32ToF64, 'word64', operand))
    return builder.emit(Op.F64ToF32, 'word32', builder.emit(op, 'word64', ...wide))
  }
}

export const mathLowerings: Lowerings = {
  floor: rounding(Op.FloorF32),
  ceil: rounding(Op.CeilF32),
  round: rounding(Op.NearestF32),
  trunc: rounding(Op.TruncF32),
  sqrt: rounding(Op.SqrtF32),
  exp: real(Op.Exp),
  log: real(Op.Log),
  log1p: real(Op.Log1p),
  expm1: real(Op.Expm1),
  sin: real(Op.Sin),
  cos: real(Op.Cos),
  tan: real(Op.Tan),
  tanh: real(Op.Tanh),
  sigmoid: real(Op.Sigmoid),
  pow: real(Op.Pow),
  atan2: real(Op.Atan2),
  haversine: real(Op.Haversine),
  bucketize: ({ emit, arg }) => emit(Op.Bucketize, arg(0), arg(1)),
}
