import { MillraceError } from '../errors.js'
import { inferType } from '../expr/infer.js'
import type { Expr, TypedColumn, TypedExpr } from '../expr/ir.js'
import { walk } from '../expr/walk.js'
import type { Schema } from '../types.js'

/** How many typings of one expression are kept: one a combination of its columns' types. */
const keptTypings = 16

interface Typing {
  /** The columns that the expression reads, and so all that its typing depends on. */
  readonly columns: readonly TypedColumn[]
  readonly typed: TypedExpr
}

const typings = new WeakMap<Expr, Typing[]>()

/**
 * Types an expression as `inferType` does, once: the same expression over columns of the same types gives the very same
 * object, so that an engine can keep what it compiled by it.
 */
export function typedExpression(expr: Expr, schema: Schema): TypedExpr {
  const kept = typings.get(expr)
  const known = kept?.find(({ columns }) =>
    columns.every(({ name, type }) => Object.hasOwn(schema, name) && schema[name] === type),
  )
  if (known !== undefined) return known.typed
  const typed = inferType(expr, schema)
  const typing = { columns: columnsOf(typed), typed }
  if (typeof expr === 'object') typings.set(expr, [typing, ...(kept ?? [])].slice(0, keptTypings))
  return typed
}

function columnsOf(expr: TypedExpr): Typing['columns'] {
  const columns = new Map<string, TypedColumn>()
  walk(expr, (node) => {
    if (node.kind === 'column') columns.set(node.name, node as TypedColumn)
  })
  return [...columns.values()]
}

/** Throws MILLRACE_BACKEND_UNSUPPORTED where an expression calls a function that the backend lacks. */
export function assertSupported(expr: TypedExpr, missing: readonly string[], backend: string): void {
  if (missing.length === 0) return
  walk(expr, (node) => {
    if (node.kind !== 'call' || !missing.includes(node.fn)) return
    throw new MillraceError(
      'MILLRACE_BACKEND_UNSUPPORTED',
      `The backend '${backend}' has no such function; use another backend: ${node.fn}`,
      { backend, fn: node.fn },
    )
  })
}
