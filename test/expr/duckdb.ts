import { DuckDBInstance, type DuckDBValue } from '@duckdb/node-api'
import { inferType } from '../../src/expr/infer.js'
import { parseExpression } from '../../src/expr/parse.js'
import { expressionToSql } from '../../src/expr/sql.js'
import type { DataType, Value } from '../../src/types.js'

const connection = await (await DuckDBInstance.create(':memory:')).connect()

/** A value DuckDB returned, in the form expressions give values. */
export function fromDuckdb(value: DuckDBValue, type: DataType): Value {
  if (value === null) return null
  if (type === 'timestamp') return (value as { micros: bigint }).micros
  if (type === 'bytes') return Uint8Array.from((value as { bytes: Uint8Array }).bytes)
  if (type.startsWith('array')) return (value as { items: Value[] }).items
  return value as Value
}

/** Runs a query and gives the rows. */
export async function query(sql: string): Promise<DuckDBValue[][]> {
  return (await connection.runAndReadAll(sql)).getRows()
}

/** The value of an expression over literals, computed by DuckDB. */
export async function evaluate(text: string): Promise<Value> {
  const typed = inferType(parseExpression(text), {})
  const rows = await query(`SELECT ${expressionToSql(typed)}`)
  return fromDuckdb(rows[0]![0]!, typed.type)
}
