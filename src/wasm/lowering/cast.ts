import { MillraceError } from '../../errors.js'
import type { DataType } from '../../types.js'
import { Op } from '../abi.js'
import type { Operand, ProgramBuilder } from '../program-builder.js'
import { storageOf } from '../storage.js'
import { comparisonOp } from './comparison.js'
import type { Lowerings } from './lowering.js'

/** One step of a conversion: an instruction, and the type it gives. */
type Step = readonly [op: Op, type: DataType]
type Steps = { readonly [From in DataType]?: { readonly [To in DataType]?: readonly Step[] } }

const toFloat64: Step = [Op.F32ToF64, 'float64']
const toInt64: Step = [Op.I32ToI64, 'int64']

const conversions: Steps = {
  bool: {
    int32: [[Op.BitsToI32, 'int32']],
    int64: [[Op.BitsToI64, 'int64']],
    float32: [[Op.BitsToF32, 'float32']],
    float64: [[Op.BitsToF64, 'float64']],
    string: [[Op.BitsToText, 'string']],
  },
  int32: {
    int64: [toInt64],
    float32: [[Op.I32ToF32, 'float32']],
    float64: [[Op.I32ToF64, 'float64']],
    string: [toInt64, [Op.I64ToText, 'string']],
  },
  int64: {
    int32: [[Op.I64ToI32, 'int32']],
    float32: [[Op.I64ToF32, 'float32']],
    float64: [[Op.I64ToF64, 'float64']],
    string: [[Op.I64ToText, 'string']],
    timestamp: [],
  },
  float32: {
    int32: [[Op.F32ToI32, 'int32']],
    int64: [[Op.F32ToI64, 'int64']],
    float64: [toFloat64],
    string: [toFloat64, [Op.F64ToText, 'string']],
  },
  float64: {
    int32: [[Op.F64ToI32, 'int32']],
    int64: [[Op.F64ToI64, 'int64']],
    float32: [[Op.F64ToF32Checked, 'float32']],
    string: [[Op.F64ToText, 'string']],
  },
  timestamp: { int64: [], string: [[Op.TimestampToText, 'string']] },
  string: {
    bool: [[Op.TextToBits, 'bool']],
    int32: [
      [Op.TextToI64, 'int64'],
      [Op.I64ToI32, 'int32'],
    ],
    int64: [[Op.TextToI64, 'int64']],
    float32: [
      [Op.TextToF64, 'float64'],
      [Op.F64ToF32Checked, 'float32'],
    ],
    float64: [[Op.TextToF64, 'float64']],
    timestamp: [[Op.TextToTimestamp, 'timestamp']],
  },
  'array<float32>': { 'array<float64>': [[Op.WidenList, 'array<float64>']] },
}

/** Emits the conversion of an operand. An integer is true where it is not 0. */
function convert(builder: ProgramBuilder, operand: Operand, from: DataType, to: DataType): Operand {
  if (from === to) return operand
  if (to === 'bool' && from !== 'string') {
    return builder.emit(comparisonOp('Ne', from), 'bits', operand, builder.constant(from, from === 'int64' ? 0n : 0))
  }
  const steps = conversions[from]?.[to]
  if (!steps) {
    throw new MillraceError('MILLRACE_EXPRESSION_TYPE', `There is no cast between these types: ${from} to ${to}`, {
      from,
      to,
    })
  }
  return steps.reduce((value, [op, type]) => builder.emit(op, storageOf(type), value), operand)
}

export const castLowerings: Lowerings = {
  cast: ({ builder, arg, argType, call }) => convert(builder, arg(0), argType(0), call.type),
}
