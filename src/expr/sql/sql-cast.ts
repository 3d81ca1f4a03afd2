import type { DataType } from '../../types.js'
import type { SqlFunction } from './sql-function.js'
import { bindCalls, sqlType } from './sql-text.js'

const float = '[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?'

/** Casts whose result DuckDB cannot give, and why. */
const missing: Readonly<Record<string, string>> = {
  'float32 string': 'DuckDB writes floats otherwise than JavaScript',
  'float64 string': 'DuckDB writes floats otherwise than JavaScript',
  'string timestamp': 'DuckDB reads zones into a type of their own and takes more forms',
}

/** Says why DuckDB lacks a cast, or nothing where it has it. */
export function missingCast(from: DataType, to: DataType): string | undefined {
  return missing[`${from} ${to}`]
}

export const sqlCast: SqlFunction = ([value], { args, type }) => {
  const from = args[0]!.type
  const to = sqlType(type)
  if (from === 'string') return bindCalls([value!], args, (text) => castText(text!, type))
  if (from === 'timestamp') return bindCalls([value!], args, (time) => castTimestamp(time!, type))
  if (type === 'timestamp') return `make_timestamp(${value})`
  // DuckDB 1.5.6 drops the cast in `TRY_CAST(x AS INTEGER) <= 0`, and compares what does not fit (test: 'under a comparison').
  if (from === 'int64' && type === 'int32')
    return bindCalls(
      [value!],
      args,
      (x) => `CASE WHEN ${x} BETWEEN -2147483648 AND 2147483647 THEN TRY_CAST(${x} AS INTEGER) END`,
    )
  const isFloat = from === 'float32' || from === 'float64'
  if (isFloat && (type === 'int32' || type === 'int64')) return `TRY_CAST(trunc(${value}) AS ${to})`
  return `TRY_CAST(${value} AS ${to})`
}

/** DuckDB's own cast takes more forms: spaces, fractions for integers, underscores. */
function castText(text: string, type: DataType): string {
  if (type === 'bool') return `CASE ${text} WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END`
  const guarded = (pattern: string, value: string) =>
    `CASE WHEN regexp_full_match(${text}, '${pattern}') THEN ${value} END`
  if (type === 'int32' || type === 'int64') return guarded('[+-]?[0-9]+', `TRY_CAST(${text} AS ${sqlType(type)})`)
  const number = `TRY_CAST(${text} AS DOUBLE)`
  const named = `CASE ${text} WHEN 'NaN' THEN 'nan'::DOUBLE WHEN 'Infinity' THEN 'inf'::DOUBLE WHEN '+Infinity' THEN 'inf'::DOUBLE WHEN '-Infinity' THEN '-inf'::DOUBLE END`
  const value = `coalesce(${guarded(float, `CASE WHEN isinf(${number}) THEN NULL ELSE ${number} END`)}, ${named})`
  return type === 'float32' ? `TRY_CAST(${value} AS FLOAT)` : value
}

function castTimestamp(time: string, type: DataType): string {
  if (type === 'int64') return `epoch_us(${time})`
  return `CASE WHEN year(${time}) BETWEEN 0 AND 9999 THEN strftime(${time}, '%Y-%m-%dT%H:%M:%S.%fZ') END`
}
