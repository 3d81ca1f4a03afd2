import { functions } from '../../expr/functions.js'
import type { TypedCall, TypedExpr } from '../../expr/ir.js'
import { kernelOf } from '../js/closure.js'
import { arithmeticForms } from './forms/arithmetic.js'
import { castForm } from './forms/cast.js'
import { conditionalForms } from './forms/conditional.js'
import type { Arguments, Call, Form } from './forms/form.js'
import { mathForms } from './forms/math.js'
import type { Operand, RowSource } from './row-source.js'
import { constantValue, emptyValue } from './value-source.js'

const forms: ReadonlyMap<string, Form> = new Map(
  Object.entries({ ...arithmeticForms, ...conditionalForms, ...mathForms, cast: castForm }),
)

/** Writes expressions over columns that are operands by name; each expression object once. */
export function expressionWriter(
  source: RowSource,
  columns: ReadonlyMap<string, Operand>,
): (expr: TypedExpr) => Operand {
  const written = new Map<TypedExpr, Operand>()
  const operandOf = (expr: TypedExpr): Operand => {
    const known = written.get(expr)
    if (known !== undefined) return known
    const operand = write(expr)
    written.set(expr, operand)
    return operand
  }
  const write = (expr: TypedExpr): Operand => {
    switch (expr.kind) {
      case 'column':
        return columns.get(expr.name)!
      case 'literal':
        if (expr.value === null) return { value: emptyValue(expr.type), valid: 'false' }
        return { value: constantValue(source, expr.value), valid: 'true' }
      case 'call': {
        const args = expr.args.map(operandOf)
        return (
          forms.get(expr.fn)?.(expr as Call, args as unknown as Arguments, source) ?? kernelCall(source, expr, args)
        )
      }
    }
  }
  return operandOf
}

/** Calls the reference's kernel, unless an argument is null. */
function kernelCall(source: RowSource, call: TypedCall, args: readonly Operand[]): Operand {
  const valid = source.allValid(args)
  const empty = emptyValue(call.type)
  if (valid === 'false') return { value: empty, valid }
  const result = `${source.bind(kernelOf(call))}(${args.map(({ value }) => value).join(', ')})`
  if (functions.get(call.fn)!.nulls === 'propagate')
    return { value: source.emit(valid === 'true' ? result : `${valid} ? ${result} : ${empty}`), valid }
  const partial = source.emit(valid === 'true' ? result : `${valid} ? ${result} : null`)
  return {
    value: source.emit(`${partial} === null ? ${empty} : ${partial}`),
    valid: source.emit(`${partial} !== null`),
  }
}
