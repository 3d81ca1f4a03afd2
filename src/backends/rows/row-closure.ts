import type { TypedExpr } from '../../expr/ir.js'
import type { InputRow, OutputRow, Schema } from '../../types.js'
import { readInputs } from './input-source.js'
import { quote, RowSource } from './row-source.js'
import { resultValue } from './value-source.js'
import { expressionWriter } from './write-expression.js'

/** Computes one row. Throws, whatever comes, where the row is not as its schema says. */
export type RowClosure = (row: InputRow) => OutputRow

/**
 * Compiles expressions by output name into a function from a row to a row, as JavaScript of its own, so that the engine
 * specialises it for these expressions and these rows alone. Undefined where they are too many for that.
 *
 * @throws EvalError where the platform forbids code from text.
 */
export function rowClosure(schema: Schema, expressions: ReadonlyMap<string, TypedExpr>): RowClosure | undefined {
  const source = new RowSource()
  const operandOf = expressionWriter(source, readInputs(source, schema))
  const results = [...expressions].map(([name, expr]) => {
    const { value, valid } = operandOf(expr)
    const result = resultValue(source, expr.type, value)
    // As a computed name it is a name like any other; as a plain one it sets the prototype.
    const key = name === '__proto__' ? "['__proto__']" : quote(name)
    return `${key}: ${valid === 'true' ? result : `${valid} ? ${result} : null`}`
  })
  return source.compile(`(row) => {\n${source.text}\nreturn { ${results.join(', ')} }\n}`)
}
