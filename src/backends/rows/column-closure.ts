import type { Column } from '../../column.js'
import type { TypedExpr } from '../../expr/ir.js'
import type { Schema } from '../../types.js'
import type { FewRows } from '../backend.js'
import { ColumnResults } from './column-results.js'
import { readColumns } from './column-source.js'
import { type Operand, RowSource } from './row-source.js'
import { expressionWriter } from './write-expression.js'

/**
 * Compiles stages of expressions into a function from columns to columns, as JavaScript of its own with one loop over the
 * rows: what one stage computes the next reads as variables. Undefined where they are too many for a function.
 *
 * @param schema the columns that are read.
 * @param stages each reads the columns and, by their names, what the stages before it compute.
 * @param outputs what is wanted of that.
 * @throws EvalError where the platform forbids code from text.
 */
export function columnClosure(
  schema: Schema,
  stages: readonly ReadonlyMap<string, TypedExpr>[],
  outputs: readonly string[],
): FewRows | undefined {
  const source = new RowSource()
  const inputs = readColumns(source, schema)
  let operands: ReadonlyMap<string, Operand> = inputs.operands
  const types = new Map<string, TypedExpr>()
  for (const stage of stages) {
    const operandOf = expressionWriter(source, operands)
    const computed = [...stage].map(([name, expr]) => [name, operandOf(expr)] as const)
    operands = new Map([...operands, ...computed])
    for (const [name, expr] of stage) types.set(name, expr)
  }
  const results = new ColumnResults(source)
  for (const name of outputs) results.write(name, types.get(name)!.type, operands.get(name)!)
  return source.compile<(columns: ReadonlyMap<string, Column>, length: number) => Map<string, Column>>(
    `(columns, length) => {
${inputs.prologue.join('\n')}
${results.prologue.join('\n')}
for (let row = 0; row < length; row++) {
${source.text}
}
return new Map([${results.entries.join(', ')}])
}`,
  )
}
