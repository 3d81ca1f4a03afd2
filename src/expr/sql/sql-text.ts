import type { DataType, ScalarType, Value } from '../../types.js'
import { isArrayType, itemType } from '../../types.js'
import type { TypedExpr, TypedLiteral } from '../ir.js'

const scalarNames: Readonly<Record<ScalarType, string>> = {
  bool: 'BOOLEAN',
  int32: 'INTEGER',
  int64: 'BIGINT',
  float32: 'FLOAT',
  float64: 'DOUBLE',
  string: 'VARCHAR',
  bytes: 'BLOB',
  timestamp: 'TIMESTAMP',
}

/** DuckDB's name of a type. */
export function sqlType(type: DataType): string {
  return isArrayType(type) ? `${scalarNames[itemType(type)]}[]` : scalarNames[type]
}

/** A name quoted as an identifier. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A literal with its type written out. */
export function sqlLiteral({ type, value }: TypedLiteral): string {
  if (value === null) return `CAST(NULL AS ${sqlType(type)})`
  if (!isArrayType(type)) return sqlScalar(type, value)
  const items = (value as readonly Value[]).map((item) => sqlScalar(itemType(type), item))
  return `CAST([${items.join(', ')}] AS ${sqlType(type)})`
}

function sqlScalar(type: ScalarType, value: Value): string {
  switch (type) {
    case 'float32':
      // Through DOUBLE: DuckDB 1.5 reads decimals to FLOAT with a wrong last bit.
      return `CAST(CAST('${sqlFloat(value as number)}' AS DOUBLE) AS FLOAT)`
    case 'float64':
      return `CAST('${sqlFloat(value as number)}' AS DOUBLE)`
    case 'string':
      return sqlString(value as string)
    case 'bytes':
      return sqlBytes(value as Uint8Array)
    case 'timestamp':
      return `make_timestamp(CAST('${value}' AS BIGINT))`
    default:
      return `CAST('${value}' AS ${sqlType(type)})`
  }
}

function sqlFloat(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

/** SQL text cannot hold the character NUL. */
function sqlString(value: string): string {
  if (value.includes('\0')) return `decode(${sqlBytes(new TextEncoder().encode(value))})`
  return `'${value.replaceAll("'", "''")}'`
}

function sqlBytes(value: Uint8Array): string {
  return `'${Array.from(value, (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}'::BLOB`
}

/**
 * Binds values to names that `body` may use many times, as SQL has no `let` within an expression: a list of one struct is
 * mapped. Without it the text would grow exponentially with the nesting.
 */
export function bind(values: readonly string[], body: (...names: string[]) => string): string {
  const fields = values.map((value, index) => `b${index}: ${value}`).join(', ')
  const names = values.map((_value, index) => `millrace_bound.b${index}`)
  return `list_transform([{${fields}}], lambda millrace_bound: ${body(...names)})[1]`
}

/** As {@link bind}, but columns and literals are repeated as they are. */
export function bindCalls(
  values: readonly string[],
  nodes: readonly TypedExpr[],
  body: (...names: string[]) => string,
): string {
  return nodes.every((node) => node.kind !== 'call') ? body(...values) : bind(values, body)
}
