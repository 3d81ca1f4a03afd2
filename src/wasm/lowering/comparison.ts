import type { DataType } from '../../types.js'
import { Op } from '../abi.js'
import { storageOf } from '../storage.js'
import { type Lowering, type Lowerings, numberOp } from './lowering.js'

type Relation = 'Eq' | 'Ne' | 'Lt' | 'Le'

/** The instruction that compares two values of a scalar type. */
export function comparisonOp(relation: Relation, type: DataType): Op {
  switch (storageOf(type)) {
    case 'bits':
      return Op[`${relation}Bits`]
    case 'view':
      return Op[`${relation}Text`]
    default:
      return numberOp(Op[`${relation}I32`], type)
  }
}

function comparison(relation: Relation): Lowering {
  return ({ emit, arg, argType }) => emit(comparisonOp(relation, argType(0)), arg(0), arg(1))
}

/** x > y is y < x, for NaN too. */
function swapped(relation: Relation): Lowering {
  return ({ emit, arg, argType }) => emit(comparisonOp(relation, argType(0)), arg(1), arg(0))
}

export const comparisonLowerings: Lowerings = {
  eq: comparison('Eq'),
  ne: comparison('Ne'),
  lt: comparison('Lt'),
  le: comparison('Le'),
  gt: swapped('Lt'),
  ge: swapped('Le'),
}
