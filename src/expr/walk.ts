import type { Expr } from './ir.js'
import { checkLimits } from './limits.js'

/**
 * Calls `visit` with each node of an expression once, arguments before the calls that take them.
 *
 * @throws MILLRACE_EXPRESSION_TYPE where the expression is too deep or too large.
 */
export function walk(expr: Expr, visit: (node: Expr) => void): void {
  checkLimits(expr)
  const seen = new Set<Expr>()
  const step = (node: Expr): void => {
    if (seen.has(node)) return
    seen.add(node)
    if (node.kind === 'call') node.args.forEach(step)
    visit(node)
  }
  step(expr)
}

/**
 * The names of the columns that an expression reads, each once, in order of first appearance.
 *
 * @example
 * columnsOf(parseExpression('a + b * a')) // ['a', 'b']
 */
export function columnsOf(expr: Expr): string[] {
  const names = new Set<string>()
  walk(expr, (node) => {
    if (node.kind === 'column') names.add(node.name)
  })
  return [...names]
}
