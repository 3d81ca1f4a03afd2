import type { ArrayType } from '../../types.js'
import { itemType } from '../../types.js'
import { Op } from '../abi.js'
import { type Lowering, type Lowerings, storageOp, wideOp } from './lowering.js'

function measure(first: Op): Lowering {
  return ({ emit, arg, argType, call }) =>
    emit(wideOp(first, itemType(argType(0) as ArrayType)), ...call.args.map((_, index) => arg(index)))
}

export const listLowerings: Lowerings = {
  dot: measure(Op.DotF32),
  l2: measure(Op.DistanceF32),
  cosine_similarity: measure(Op.CosineF32),
  norm: measure(Op.NormF32),
  element: ({ emit, arg, call }) => emit(storageOp(Op.Element32, call.type), arg(0), arg(1)),
  size: ({ emit, arg }) => emit(Op.ViewLength, arg(0)),
}
