import { Op } from '../abi.js'
import { comparisonOp } from './comparison.js'
import { type Lowerings, numberOp, storageOp, wideOp } from './lowering.js'

/** Functions that decide about nulls, and choices between values. */
export const conditionalLowerings: Lowerings = {
  and: ({ emit, arg }) => emit(Op.And, arg(0), arg(1)),
  or: ({ emit, arg }) => emit(Op.Or, arg(0), arg(1)),
  not: ({ emit, arg }) => emit(Op.NotBits, arg(0)),
  if: ({ emit, arg, call }) => emit(storageOp(Op.Select32, call.type), arg(0), arg(1), arg(2)),
  coalesce: ({ emit, arg, call }) => emit(storageOp(Op.Coalesce32, call.type), arg(0), arg(1)),
  nullif: ({ builder, emit, arg, call }) => {
    const equal = builder.emit(comparisonOp('Eq', call.type), 'bits', arg(0), arg(1))
    return emit(storageOp(Op.NullIf32, call.type), arg(0), equal)
  },
  is_null: ({ emit, arg }) => emit(Op.IsNull, arg(0)),
  is_nan: ({ emit, arg, argType }) => emit(wideOp(Op.NeF32, argType(0)), arg(0), arg(0)),
  least: ({ emit, arg, call }) => emit(numberOp(Op.MinI32, call.type), arg(0), arg(1)),
  greatest: ({ emit, arg, call }) => emit(numberOp(Op.MaxI32, call.type), arg(0), arg(1)),
  clamp: ({ emit, arg, call }) => {
    const raised = emit(numberOp(Op.MaxI32, call.type), arg(0), arg(1))
    return emit(numberOp(Op.MinI32, call.type), raised, arg(2))
  },
}
