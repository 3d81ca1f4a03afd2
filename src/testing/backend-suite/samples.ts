import type { Table } from 'apache-arrow'
import { columnFromValues } from '../../arrow/column-from-values.js'
import { columnsFromTable, tableFromColumns } from '../../arrow/table-from-columns.js'
import { valuesOf } from '../../arrow/value-at.js'
import type { DataFrameBackend } from '../../backends/backend.js'
import type { Expr } from '../../expr/ir.js'
import { parseExpression } from '../../expr/parse.js'
import type { DataType } from '../../types.js'
import { assertSame } from '../assertion.js'

/** Columns as a test writes them: a type and the values, row by row. */
export type Sample = Readonly<Record<string, readonly [DataType, readonly unknown[]]>>

/** The Arrow table of a sample; `rows` is needed where it has no columns. */
export function sampleTable(sample: Sample, rows?: number): Table {
  const columns = new Map(
    Object.entries(sample).map(([name, [type, values]]) => [name, columnFromValues(type, values, name)] as const),
  )
  return tableFromColumns(columns, rows ?? [...columns.values()][0]?.length ?? 0)
}

/** The frame of a sample. */
export function sampleFrame(backend: DataFrameBackend, sample: Sample): object {
  return backend.fromArrow(sampleTable(sample))
}

/** Reads a frame as the sample that would make it. */
export async function readSample(backend: DataFrameBackend, frame: object): Promise<Sample> {
  const columns = columnsFromTable(await backend.toArrow(frame))
  return Object.fromEntries([...columns].map(([name, column]) => [name, [column.type, valuesOf(column)]]))
}

/** Asserts a frame's columns, their order and types, its number of rows and every value. */
export async function assertFrame(
  backend: DataFrameBackend,
  frame: object,
  expected: Sample,
  what = 'the frame',
): Promise<void> {
  const wanted = await readSample(backend, sampleFrame(backend, expected))
  const types = Object.fromEntries(Object.entries(wanted).map(([name, [type]]) => [name, type]))
  assertSame(Object.entries(backend.columns(frame)), Object.entries(types), `the columns of ${what}`)
  assertSame(await readSample(backend, frame), wanted, what)
  const rows = Object.values(wanted)[0]?.[1].length
  if (rows !== undefined) assertSame(backend.rows(frame), rows, `the rows of ${what}`)
}

/** An expression from its text. */
export function expr(text: string): Expr {
  return parseExpression(text)
}
