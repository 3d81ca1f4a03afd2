import { MillraceError } from '../../errors.js'
import type { TypedCall, TypedExpr } from '../../expr/ir.js'
import type { Operand, ProgramBuilder } from '../program-builder.js'
import { storageOf } from '../storage.js'
import { arithmeticLowerings } from './arithmetic.js'
import { castLowerings } from './cast.js'
import { comparisonLowerings } from './comparison.js'
import { conditionalLowerings } from './conditional.js'
import { hashLowerings } from './hash.js'
import { listLowerings } from './list.js'
import type { Lowering } from './lowering.js'
import { mathLowerings } from './math.js'
import { stringLowerings } from './string.js'
import { timeLowerings } from './time.js'

/** How each function of the table becomes instructions, by its name. */
export const lowerings: ReadonlyMap<string, Lowering> = new Map(
  [
    arithmeticLowerings,
    comparisonLowerings,
    conditionalLowerings,
    mathLowerings,
    castLowerings,
    stringLowerings,
    hashLowerings,
    timeLowerings,
    listLowerings,
  ].flatMap((group) => Object.entries(group)),
)

/**
 * Emits the instructions that compute an expression, and gives its values. `lowered` remembers the nodes that were met,
 * so that a shared node costs nothing the second time.
 */
export function lower(builder: ProgramBuilder, expr: TypedExpr, lowered: Map<TypedExpr, Operand>): Operand {
  const known = lowered.get(expr)
  if (known !== undefined) return known
  const operand = lowerNode(builder, expr, lowered)
  lowered.set(expr, operand)
  return operand
}

function lowerNode(builder: ProgramBuilder, expr: TypedExpr, lowered: Map<TypedExpr, Operand>): Operand {
  switch (expr.kind) {
    case 'column':
      return builder.column(expr.name, expr.type)
    case 'literal':
      return builder.constant(expr.type, expr.value)
    case 'call':
      return lowerCall(builder, expr, lowered)
  }
}

function lowerCall(builder: ProgramBuilder, call: TypedCall, lowered: Map<TypedExpr, Operand>): Operand {
  const lowering = lowerings.get(call.fn)
  if (!lowering) {
    throw new MillraceError(
      'MILLRACE_UNKNOWN_FUNCTION',
      `The WebAssembly engine has no function of this name: ${call.fn}`,
      {
        fn: call.fn,
      },
    )
  }
  return lowering({
    builder,
    call,
    arg: (index) => lower(builder, call.args[index]!, lowered),
    argType: (index) => call.args[index]!.type,
    literal(index) {
      const argument = call.args[index]!
      if (argument.kind === 'literal') return argument
      throw new MillraceError('MILLRACE_EXPRESSION_TYPE', `Argument ${index} of ${call.fn} must be a literal`, {
        fn: call.fn,
        index,
      })
    },
    emit: (op, ...args) => builder.emit(op, storageOf(call.type), ...args),
  })
}
