import type { Expr } from '../expr/ir.js'
import { EVENT_TIMESTAMP, STATUS } from './context.js'

const column = (name: string): Expr => ({ kind: 'column', name })
const call = (fn: string, ...args: readonly Expr[]): Expr => ({ kind: 'call', fn, args })

/**
 * The expressions that date a computed row and say how its sources were: its event timestamp is the greatest of its
 * sources' that have one, its status the worst of theirs (status codes are ordered by severity).
 * `sources` are ids of a plan; without any the row is undated and present.
 */
export function provenance(sources: readonly string[]): { readonly timestamp: Expr; readonly status: Expr } {
  const timestamps = sources.map((id) => column(`${id}:${EVENT_TIMESTAMP}`))
  const statuses = sources.map((id) => column(`${id}:${STATUS}`))
  return {
    timestamp: fold(timestamps, laterOf) ?? { kind: 'literal', type: 'timestamp', value: null },
    status: fold(statuses, (a, b) => call('greatest', a, b)) ?? { kind: 'literal', type: 'int32', value: 0 },
  }
}

function laterOf(a: Expr, b: Expr): Expr {
  return call('greatest', call('coalesce', a, b), call('coalesce', b, a))
}

function fold(expressions: readonly Expr[], combine: (a: Expr, b: Expr) => Expr): Expr | undefined {
  return expressions.length === 0 ? undefined : expressions.reduce(combine)
}
