import type { Table } from 'apache-arrow'
import { columnsFromTable } from '../arrow/table-from-columns.js'
import { rowsFromTable, tableFromRows } from '../arrow/table-from-rows.js'
import type { Transformation } from '../definitions/transformation.js'
import { MillraceError } from '../errors.js'
import type { InputRow, Schema } from '../types.js'
import { runAssemblyScript } from './run-assemblyscript.js'

/**
 * Runs a transformation that is code (modes rows, arrow and assemblyscript) over `table` and checks its result.
 *
 * Throws MILLRACE_TRANSFORM_NOT_LOADED when the function is not here, MILLRACE_TRANSFORM_FAILED when it throws, gives
 * another number of rows, or lacks or mistypes a column of `schema`.
 */
export async function runFunction(
  view: string,
  transformation: Transformation,
  table: Table,
  schema: Schema,
): Promise<Table> {
  const result = await attempt(view, () => run(view, transformation, table, schema))
  checkResult(view, result, table.numRows, schema)
  return result
}

async function attempt(view: string, work: () => Table | Promise<Table>): Promise<Table> {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof MillraceError && cause.code === 'MILLRACE_TRANSFORM_NOT_LOADED') throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new MillraceError('MILLRACE_TRANSFORM_FAILED', `The transform of feature view '${view}' failed: ${reason}`, {
      view,
      cause,
    })
  }
}

function run(view: string, transformation: Transformation, table: Table, schema: Schema): Table | Promise<Table> {
  switch (transformation.mode) {
    case 'rows': {
      const fn = loaded(view, transformation.fn)
      return tableFromRows(
        schema,
        rowsFromTable(table).map((row) => checkRow(fn(row), schema)),
      )
    }
    case 'arrow':
      return loaded(view, transformation.fn)(table)
    case 'assemblyscript':
      return runAssemblyScript(transformation, table, schema)
    case 'expr':
      throw new MillraceError(
        'MILLRACE_INVALID_ARGUMENT',
        `The transform of '${view}' is an expression, not a function`,
        { view },
      )
  }
}

/** A result must name every output; a promise, or a typing error in a name, would otherwise pass as nulls. */
function checkRow(row: InputRow, schema: Schema): InputRow {
  if (typeof row !== 'object' || row === null) throw new Error(`it gave ${String(row)} for a row, not an object`)
  for (const name of Object.keys(schema))
    if (!Object.hasOwn(row, name)) throw new Error(`it gave no '${name}' for a row: give null where there is no value`)
  return row
}

function loaded<F>(view: string, fn: F | null): F {
  if (fn) return fn
  throw new MillraceError(
    'MILLRACE_TRANSFORM_NOT_LOADED',
    `The transform of feature view '${view}' is code, which the registry does not hold: open the store with its definitions`,
    { view },
  )
}

function checkResult(view: string, result: Table, rows: number, schema: Schema): void {
  const fail = (what: string): never => {
    throw new MillraceError('MILLRACE_TRANSFORM_FAILED', `The transform of feature view '${view}' ${what}`, { view })
  }
  if (result?.numRows === undefined) fail('did not give an Arrow table')
  if (result.numRows !== rows) fail(`gave ${result.numRows} rows for ${rows}`)
  const columns = columnsFromTable(result)
  for (const [name, type] of Object.entries(schema)) {
    const column = columns.get(name)
    if (!column) fail(`gave no column '${name}'`)
    else if (column.type !== type) fail(`gave '${name}' as ${column.type}, declared is ${type}`)
  }
}
