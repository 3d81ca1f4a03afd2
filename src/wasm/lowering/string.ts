import { Op } from '../abi.js'
import { caseTable } from '../case-table.js'
import type { Lowering, Lowerings } from './lowering.js'

function call(op: Op): Lowering {
  return ({ emit, arg, call }) => emit(op, ...call.args.map((_, index) => arg(index)))
}

/** Code points by a table; ASCII letters, from `firstLetter` on, without one. */
function mapCase(to: 'lower' | 'upper', firstLetter: string): Lowering {
  return ({ builder, emit, arg }) => {
    const table = builder.table(to, caseTable(to))
    return emit(Op.MapCase, arg(0), table, builder.constant('int32', firstLetter.charCodeAt(0)))
  }
}

export const stringLowerings: Lowerings = {
  length: call(Op.CodePoints),
  byte_length: call(Op.ViewLength),
  lower: mapCase('lower', 'A'),
  upper: mapCase('upper', 'a'),
  trim: call(Op.Trim),
  concat: call(Op.Concat),
  contains: call(Op.Contains),
  starts_with: call(Op.StartsWith),
  ends_with: call(Op.EndsWith),
  substring: call(Op.Substring),
  replace: call(Op.Replace),
}
