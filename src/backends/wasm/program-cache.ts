import type { TypedExpr } from '../../expr/ir.js'
import { compileProgram, type Program } from '../../wasm/program.js'

/** How many programs are kept; the one that was not used for longest goes first. */
const keptPrograms = 256

const programs = new Map<string, Program>()
const serials = new WeakMap<TypedExpr, number>()
let lastSerial = 0

/**
 * The program of expressions by output name, compiled at the first call with the same expression objects. What an
 * expression means depends on nothing else: its types are part of it.
 */
export function programOf(expressions: ReadonlyMap<string, TypedExpr>): Program {
  const key = JSON.stringify([...expressions].map(([name, expr]) => [name, serialOf(expr)]))
  const program = programs.get(key) ?? compileProgram(expressions)
  // Last in the map is last in use.
  programs.delete(key)
  programs.set(key, program)
  if (programs.size > keptPrograms) programs.delete(programs.keys().next().value!)
  return program
}

// Serial numbers are never given twice, so that a key never means another expression.
function serialOf(expr: TypedExpr): number {
  const known = serials.get(expr)
  if (known !== undefined) return known
  serials.set(expr, ++lastSerial)
  return lastSerial
}
