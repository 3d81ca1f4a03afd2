import { MillraceError } from '../errors.js'
import type { TypedCall, TypedExpr } from './ir.js'
import { missingCast } from './sql/sql-cast.js'
import { sqlFunctions } from './sql/sql-functions.js'
import { sqlLiteral, sqlName } from './sql/sql-text.js'

/** Functions that have no SQL, because DuckDB has nothing that gives the same value, and why. */
export const sqlMissing: ReadonlyMap<string, string> = new Map([
  ['hash', 'DuckDB has no XXH64'],
  ['hash_bucket', 'DuckDB has no XXH64'],
  ['cross', 'DuckDB has no XXH64'],
  ['log1p', 'DuckDB has no log1p, and ln(1 + x) loses digits'],
  ['expm1', 'DuckDB has no expm1, and exp(x) - 1 loses digits'],
])

const transcendental = 'computed by the C library, whose last bits differ from ours'

/** Functions whose SQL gives nearly the same value, and why it is not the same. */
export const sqlInexact: ReadonlyMap<string, string> = new Map([
  ...['exp', 'log', 'pow', 'sin', 'cos', 'tan', 'atan2', 'tanh', 'sigmoid', 'haversine'].map(
    (name) => [name, transcendental] as const,
  ),
  ['lower', 'DuckDB maps case by other tables: ß becomes ẞ'],
  ['upper', 'DuckDB maps case by other tables: ß becomes ẞ'],
])

/**
 * Writes a typed expression as an expression in DuckDB's SQL with the meaning that the function table gives it: wrapping
 * integers, IEEE comparisons, strict casts. `sqlInexact` lists where the last bits differ. DuckDB's timestamps end near the
 * year 294247, and it raises an error beyond; its column names do not tell case apart.
 *
 * @throws MILLRACE_BACKEND_UNSUPPORTED for functions in `sqlMissing` and for the casts that DuckDB lacks.
 * @example
 * expressionToSql(inferType(parseExpression('trips / 2'), { trips: Float64 })) // ("trips" / CAST('2' AS DOUBLE))
 */
export function expressionToSql(expr: TypedExpr): string {
  switch (expr.kind) {
    case 'column':
      return sqlName(expr.name)
    case 'literal':
      return sqlLiteral(expr)
    case 'call': {
      const write = sqlFunctions.get(expr.fn)
      const reason = missingReason(expr)
      if (!write || reason !== undefined) throw unsupported(expr, reason)
      return write(expr.args.map(expressionToSql), expr)
    }
  }
}

/** Says why a call has no SQL, or nothing where it has. */
function missingReason({ fn, args, type }: TypedCall): string | undefined {
  return fn === 'cast' ? missingCast(args[0]!.type, type) : sqlMissing.get(fn)
}

function unsupported({ fn, args, type }: TypedCall, reason = 'no function of that name'): MillraceError {
  const call = `${fn}(${args.map((arg) => arg.type).join(', ')}) to ${type}`
  const message = `DuckDB cannot compute ${call}: ${reason}; use another backend`
  return new MillraceError('MILLRACE_BACKEND_UNSUPPORTED', message, { fn, reason })
}
