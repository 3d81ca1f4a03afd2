import type { TypedExpr } from '../../expr/ir.js'
import { compileProgram, type Program } from '../../wasm/program.js'

type Expressions = ReadonlyMap<string, TypedExpr>

/** How many programs are kept that begin with the same expression; the one that was compiled first goes first. */
const keptPrograms = 16

interface Compiled {
  readonly expressions: Expressions
  readonly program: Program
}

/** By the first of their expressions, with which they go. */
const programs = new WeakMap<TypedExpr, readonly Compiled[]>()

/**
 * The program of expressions by output name, compiled at the first call with the same expression objects. What an
 * expression means depends on nothing else: its types are part of it.
 */
export function programOf(expressions: Expressions): Program {
  const first = expressions.values().next().value
  const kept = first && programs.get(first)
  const known = kept?.find((compiled) => areSame(compiled.expressions, expressions))
  if (known) return known.program
  const program = compileProgram(expressions)
  if (first)
    programs.set(first, [{ expressions: new Map(expressions), program }, ...(kept ?? [])].slice(0, keptPrograms))
  return program
}

function areSame(some: Expressions, others: Expressions): boolean {
  if (some.size !== others.size) return false
  for (const [name, expression] of some) if (others.get(name) !== expression) return false
  return true
}
