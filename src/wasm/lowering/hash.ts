import { Op } from '../abi.js'
import type { Operand } from '../program-builder.js'
import { storageOf } from '../storage.js'
import type { LoweringContext, Lowerings } from './lowering.js'

function hash({ builder, arg, argType }: LoweringContext, index: number): Operand {
  const op = storageOf(argType(index)) === 'view' ? Op.HashText : Op.HashI64
  return builder.emit(op, 'word64', arg(index))
}

export const hashLowerings: Lowerings = {
  hash: (context) => hash(context, 0),
  hash_bucket: (context) => context.emit(Op.RemainderU64, hash(context, 0), context.arg(1)),
  cross: (context) => context.emit(Op.HashPair, hash(context, 0), hash(context, 1)),
}
