import { MillraceError } from '../errors.js'
import type { Expr } from './ir.js'

/** Deepest nesting of an expression, so that every consumer may walk it by recursion. */
export const maximumDepth = 1000

/** Most nodes of an expression written out as a tree, so that no consumer runs away on shared sub-expressions. */
export const maximumNodes = 100_000

interface Measure {
  readonly height: number
  readonly size: number
}

/**
 * Refuses an expression that is too deep or too large to walk.
 *
 * @throws MILLRACE_EXPRESSION_TYPE
 */
export function checkLimits(expr: Expr): void {
  measure(expr, new Map(), 1)
}

function measure(expr: Expr, seen: Map<Expr, Measure>, depth: number): Measure {
  const known = seen.get(expr)
  if (known) return known
  if (depth > maximumDepth) throw tooDeep()
  let height = 0
  let size = 1
  for (const arg of argumentsOf(expr)) {
    const part = measure(arg, seen, depth + 1)
    height = Math.max(height, part.height)
    size += part.size
  }
  if (height >= maximumDepth) throw tooDeep()
  if (size > maximumNodes) throw tooLarge()
  const measured = { height: height + 1, size }
  seen.set(expr, measured)
  return measured
}

/** Of a node that is malformed there are none: whoever walks it for its meaning says what is wrong. */
function argumentsOf(expr: Expr): readonly Expr[] {
  return expr?.kind === 'call' && Array.isArray(expr.args) ? expr.args : []
}

function tooDeep(): MillraceError {
  const message = `The expression is nested more than ${maximumDepth} deep; compute a part of it as a feature of its own`
  return new MillraceError('MILLRACE_EXPRESSION_TYPE', message)
}

function tooLarge(): MillraceError {
  const message = `The expression has more than ${maximumNodes} nodes; compute a part of it as a feature of its own`
  return new MillraceError('MILLRACE_EXPRESSION_TYPE', message)
}
