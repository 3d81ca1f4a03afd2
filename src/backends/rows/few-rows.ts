import type { Expr, TypedExpr } from '../../expr/ir.js'
import { columnsOf } from '../../expr/walk.js'
import type { DataType, Schema } from '../../types.js'
import type { FewRows } from '../backend.js'
import { columnType } from '../check-columns.js'
import { typedExpression } from '../typed-expressions.js'
import { allowsGeneratedCode } from './code-generation.js'
import { columnClosure } from './column-closure.js'

/**
 * Compiles what of stages of expressions is needed for `outputs` into a function made for them; null where a content
 * security policy forbids such functions, and where they are too many for one.
 */
export function compileFewRows(
  schema: Schema,
  stages: readonly ReadonlyMap<string, Expr>[],
  outputs: readonly string[],
): FewRows | null {
  if (!allowsGeneratedCode()) return null
  const { needed, read } = neededOf(stages, outputs)
  const inputs = Object.fromEntries([...read].map((name) => [name, columnType(schema, name)]))
  return columnClosure(inputs, typedStages(inputs, needed), outputs) ?? null
}

type Stages = readonly ReadonlyMap<string, Expr>[]

/** Leaves out, from the last stage to the first, what nothing reads. */
function neededOf(stages: Stages, outputs: readonly string[]): { needed: Stages; read: ReadonlySet<string> } {
  let read = new Set(outputs)
  const needed: ReadonlyMap<string, Expr>[] = []
  for (const stage of stages.toReversed()) {
    const kept = new Map([...stage].filter(([name]) => read.has(name)))
    for (const name of kept.keys()) read.delete(name)
    read = new Set([...read, ...[...kept.values()].flatMap(columnsOf)])
    needed.unshift(kept)
  }
  return { needed, read }
}

function typedStages(inputs: Schema, stages: Stages): ReadonlyMap<string, TypedExpr>[] {
  const types: Record<string, DataType> = Object.assign(Object.create(null), inputs)
  return stages.map((stage) => {
    const typed = new Map([...stage].map(([name, expr]) => [name, typedExpression(expr, types)]))
    for (const [name, { type }] of typed) types[name] = type
    return typed
  })
}
