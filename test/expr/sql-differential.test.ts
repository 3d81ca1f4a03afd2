// Two readings of the function table that share no code: the reference backend's, and DuckDB's through the SQL.
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { columnFromValues } from '../../src/arrow/column-from-values.js'
import { rowFunction } from '../../src/backends/js/closure.js'
import { inferType } from '../../src/expr/infer.js'
import type { Expr } from '../../src/expr/ir.js'
import { printExpression } from '../../src/expr/print.js'
import { expressionToSql, sqlInexact, sqlMissing } from '../../src/expr/sql.js'
import { columnsOf } from '../../src/expr/walk.js'
import { type DataType, dataTypes, type Value } from '../../src/types.js'
import { arbitraryTyped, arbitraryValue, everyType } from './arbitrary-expr.js'
import { fromDuckdb, query } from './duckdb.js'

const rows = 8
const missing = (fn: string): boolean => sqlMissing.has(fn) || sqlInexact.has(fn)

/** DuckDB's timestamps end earlier than int64, and it raises an error beyond: such cases say nothing. */
const beyondDuckdb = /timestamp|out of range/i

const columnValues = fc.record(
  Object.fromEntries(
    Object.entries(everyType).map(([name, type]) => [
      name,
      fc.array(fc.option(arbitraryValue(type), { freq: 6 }), { minLength: rows, maxLength: rows }),
    ]),
  ),
)

function reference(expr: Expr, values: Readonly<Record<string, Value[]>>): Value[] {
  const columns = new Map(
    Object.entries(values).map(([name, column]) => [name, columnFromValues(everyType[name]!, column, name)]),
  )
  const compute = rowFunction(inferType(expr, everyType), columns)
  return Array.from({ length: rows }, (_item, row) => compute(row))
}

async function duckdb(expr: Expr, values: Readonly<Record<string, Value[]>>): Promise<Value[]> {
  const typed = inferType(expr, everyType)
  const names = columnsOf(expr)
  const selects = Array.from({ length: rows }, (_item, row) => {
    const cells = names.map(
      (name) =>
        `${expressionToSql({ kind: 'literal', type: everyType[name]!, value: values[name]![row]! })} AS "${name}"`,
    )
    return `SELECT ${[`${row} AS row_number`, ...cells].join(', ')}`
  })
  const found = await query(
    `SELECT ${expressionToSql(typed)} FROM (${selects.join(' UNION ALL ')}) ORDER BY row_number`,
  )
  return found.map((row) => fromDuckdb(row[0]!, typed.type))
}

for (const type of dataTypes.filter((type) => type === 'array<float64>' || !type.startsWith('array'))) {
  test(`DuckDB agrees with the reference on expressions of ${type}, to the bit`, async () => {
    let compared = 0
    await fc.assert(
      fc.asyncProperty(arbitraryTyped(type as DataType, 3, missing), columnValues, async (expr, values) => {
        let theirs: Value[]
        try {
          theirs = await duckdb(expr, values as Record<string, Value[]>)
        } catch (error) {
          if (beyondDuckdb.test(String(error)) || (error as { code?: string }).code === 'MILLRACE_BACKEND_UNSUPPORTED')
            return
          throw error
        }
        const ours = reference(expr, values as Record<string, Value[]>)
        compared++
        assert.ok(
          isDeepStrictEqual(theirs, ours),
          `${printExpression(expr)}\n${JSON.stringify({ theirs, ours }, shown)}`,
        )
      }),
      { numRuns: 60 },
    )
    console.log(`# ${type}: ${compared} expressions compared`)
    assert.ok(compared > 20)
  })
}

function shown(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`
  return typeof value === 'number' && (Object.is(value, -0) || !Number.isFinite(value))
    ? Object.is(value, -0)
      ? '-0'
      : String(value)
    : value
}

test.run()
