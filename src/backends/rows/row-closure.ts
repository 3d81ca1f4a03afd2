import { functions } from '../../expr/functions.js'
import type { TypedCall, TypedExpr } from '../../expr/ir.js'
import type { InputRow, OutputRow, Schema } from '../../types.js'
import { kernelOf } from '../js/closure.js'
import { arithmeticForms } from './forms/arithmetic.js'
import { castForm } from './forms/cast.js'
import { conditionalForms } from './forms/conditional.js'
import type { Arguments, Call, Form } from './forms/form.js'
import { mathForms } from './forms/math.js'
import { readInputs } from './input-source.js'
import { type Operand, quote, RowSource } from './row-source.js'
import { constantValue, emptyValue, resultValue } from './value-source.js'

/** Computes one row. Throws, whatever comes, where the row is not as its schema says. */
export type RowClosure = (row: InputRow) => OutputRow

/** A function with more variables than this would never be optimised, and with many more not even run. */
const mostVariables = 5000

/**
 * Compiles expressions by output name into a function from a row to a row, as JavaScript of its own, so that the engine
 * specialises it for these expressions and these rows alone. Undefined where they are too many for that.
 *
 * @throws EvalError where the platform forbids code from text.
 */
export function rowClosure(schema: Schema, expressions: ReadonlyMap<string, TypedExpr>): RowClosure | undefined {
  const source = new RowSource()
  const inputs = readInputs(source, schema)
  const written = new Map<TypedExpr, Operand>()
  const results = [...expressions].map(([name, expr]) => {
    const { value, valid } = operandOf(source, expr, inputs, written)
    const result = resultValue(source, expr.type, value)
    // As a computed name it is a name like any other; as a plain one it sets the prototype.
    const key = name === '__proto__' ? "['__proto__']" : quote(name)
    return `${key}: ${valid === 'true' ? result : `${valid} ? ${result} : null`}`
  })
  if (source.size > mostVariables) return undefined
  const { text, parameters } = source
  const code = `'use strict'\nreturn (row) => {\n${text}\nreturn { ${results.join(', ')} }\n}`
  return new Function(...parameters.keys(), code)(...parameters.values()) as RowClosure
}

const forms: ReadonlyMap<string, Form> = new Map(
  Object.entries({ ...arithmeticForms, ...conditionalForms, ...mathForms, cast: castForm }),
)

function operandOf(
  source: RowSource,
  expr: TypedExpr,
  inputs: ReadonlyMap<string, Operand>,
  written: Map<TypedExpr, Operand>,
): Operand {
  const known = written.get(expr)
  if (known !== undefined) return known
  const operand = write(source, expr, inputs, written)
  written.set(expr, operand)
  return operand
}

function write(
  source: RowSource,
  expr: TypedExpr,
  inputs: ReadonlyMap<string, Operand>,
  written: Map<TypedExpr, Operand>,
): Operand {
  switch (expr.kind) {
    case 'column':
      return inputs.get(expr.name)!
    case 'literal':
      if (expr.value === null) return { value: emptyValue(expr.type), valid: 'false' }
      return { value: constantValue(source, expr.value), valid: 'true' }
    case 'call': {
      const args = expr.args.map((arg) => operandOf(source, arg, inputs, written))
      return forms.get(expr.fn)?.(expr as Call, args as unknown as Arguments, source) ?? kernelCall(source, expr, args)
    }
  }
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
