import type { DataType } from '../../types.js'
import { bind, sqlType } from './sql-text.js'

/** Wraps an integer in two's complement, as DuckDB raises an error on overflow. */
export function wrap(value: string, type: DataType): string {
  if (type === 'int32')
    return `CAST(((${value} + 2147483648) % 4294967296 + 4294967296) % 4294967296 - 2147483648 AS INTEGER)`
  const half = 'CAST(9223372036854775808 AS HUGEINT)'
  const all = 'CAST(18446744073709551616 AS HUGEINT)'
  return `CAST(((${value} + ${half}) % ${all} + ${all}) % ${all} - ${half} AS BIGINT)`
}

/** A value in the integer type in which an operation on two of `type` cannot overflow. */
export function wide(value: string, type: DataType): string {
  return `CAST(${value} AS ${type === 'int32' ? 'BIGINT' : 'HUGEINT'})`
}

/** A float64 result in the type asked for; float32 is rounded once, and becomes infinite where DuckDB raises an error. */
export function roundTo(value: string, type: DataType): string {
  if (type !== 'float32') return value
  const overflows = (name: string) => `abs(${name}) >= CAST('3.4028235677973366e38' AS DOUBLE) AND NOT isnan(${name})`
  const infinity = (name: string) => `CASE WHEN ${name} > 0 THEN 'inf'::FLOAT ELSE '-inf'::FLOAT END`
  return bind(
    [value],
    (name) => `CASE WHEN ${overflows(name!)} THEN ${infinity(name!)} ELSE CAST(${name} AS FLOAT) END`,
  )
}

/** A comparison as IEEE 754 has it: in DuckDB NaN equals NaN and is the greatest. */
export function compare(left: string, operator: string, right: string, type: DataType): string {
  if (type !== 'float32' && type !== 'float64') return `(${left} ${operator} ${right})`
  const unordered = operator === '<>' ? 'TRUE' : 'FALSE'
  const whenNan = `CASE WHEN ${left} IS NULL OR ${right} IS NULL THEN NULL ELSE ${unordered} END`
  return `CASE WHEN isnan(${left}) OR isnan(${right}) THEN ${whenNan} ELSE ${left} ${operator} ${right} END`
}

/** The smaller or greater of two as IEEE 754-2019 minimum and maximum; null if one is null. */
export function extreme(fn: 'least' | 'greatest', left: string, right: string, type: DataType): string {
  const isNull = `${left} IS NULL OR ${right} IS NULL`
  if (type !== 'float32' && type !== 'float64') return `CASE WHEN ${isNull} THEN NULL ELSE ${fn}(${left}, ${right}) END`
  const zeros = fn === 'least' ? [left, right] : [right, left]
  return [
    `CASE WHEN ${isNull} THEN NULL`,
    `WHEN isnan(${left}) OR isnan(${right}) THEN CAST('nan' AS ${sqlType(type)})`,
    `WHEN ${left} = ${right} THEN CASE WHEN signbit(${left}) THEN ${zeros[0]} ELSE ${zeros[1]} END`,
    // DuckDB's own least and greatest lose the sign of -0.
    `WHEN ${left} ${fn === 'least' ? '<' : '>'} ${right} THEN ${left} ELSE ${right} END`,
  ].join(' ')
}
