import type { TypedCall } from '../ir.js'

/** Writes a call as DuckDB's SQL; `args` are its arguments, written already. */
export type SqlFunction = (args: readonly string[], call: TypedCall) => string
