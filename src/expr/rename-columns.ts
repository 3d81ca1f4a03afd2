import { MillraceError } from '../errors.js'
import type { Expr } from './ir.js'

/** A copy of `expression` that reads, for each column, the column `names` gives for it. Throws MILLRACE_FEATURE_NOT_FOUND. */
export function renameColumns(expression: Expr, names: ReadonlyMap<string, string>): Expr {
  switch (expression.kind) {
    case 'literal':
      return expression
    case 'column': {
      const name = names.get(expression.name)
      if (name === undefined)
        throw new MillraceError('MILLRACE_FEATURE_NOT_FOUND', `No column '${expression.name}' to read`, {
          name: expression.name,
        })
      return { kind: 'column', name }
    }
    case 'call':
      return { ...expression, args: expression.args.map((arg) => renameColumns(arg, names)) }
  }
}
