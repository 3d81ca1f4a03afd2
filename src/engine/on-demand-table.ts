import type { Table } from 'apache-arrow'
import { columnsFromTable, tableFromColumns } from '../arrow/table-from-columns.js'
import type { OnDemandFeatureView } from '../definitions/on-demand-feature-view.js'
import { MillraceError } from '../errors.js'
import { ROW_CREATED_TIMESTAMP, ROW_EVENT_TIMESTAMP } from '../plan/stored-view.js'
import type { DataType } from '../types.js'
import { FeaturePlanner, type ViewLookup } from './feature-plan.js'
import { type InputRows, inputTable, requireKeys } from './input-table.js'

/** Rows given for an on-demand view. */
export interface OnDemandTable {
  readonly table: Table
  /** The rows hold the view's own features: nothing is to be computed. */
  readonly complete: boolean
  readonly warnings: readonly string[]
}

/**
 * Takes in rows that are written to an on-demand view: its join keys, and either all of its features or what it is
 * computed from. Rows without an event timestamp are dated `now`.
 *
 * Throws MILLRACE_MISSING_KEY, MILLRACE_MISSING_COLUMN and the errors of {@link inputTable}.
 */
export function onDemandTable(
  view: OnDemandFeatureView,
  lookup: ViewLookup,
  rows: InputRows,
  now: bigint,
): OnDemandTable {
  const what = `feature view '${view.name}'`
  const { table, unknown } = inputTable(rows, Object.fromEntries(knownColumns(view, lookup)), what)
  const columns = new Map(columnsFromTable(table))
  const missing = view.joinKeys.map(({ name }) => name).filter((name) => !columns.has(name))
  if (missing.length > 0)
    throw new MillraceError(
      'MILLRACE_MISSING_KEY',
      `The rows of ${what} lack the join keys [${missing.join(', ')}]: add them`,
      {
        columns: missing,
      },
    )
  if (!columns.has(ROW_EVENT_TIMESTAMP))
    columns.set(ROW_EVENT_TIMESTAMP, {
      type: 'timestamp',
      length: table.numRows,
      validity: null,
      values: new BigInt64Array(table.numRows).fill(now),
      offsets: null,
      items: null,
    })
  const named = tableFromColumns(columns, table.numRows)
  requireKeys(
    named,
    view.joinKeys.map(({ name }) => name),
    what,
  )
  const warnings =
    unknown.length > 0
      ? [`The rows of ${what} have columns that it does not know: [${unknown.join(', ')}]; they were left out`]
      : []
  return { table: named, complete: Object.keys(view.schema).every((name) => columns.has(name)), warnings }
}

/** Everything that rows for the view may hold. */
function knownColumns(view: OnDemandFeatureView, lookup: ViewLookup): ReadonlyMap<string, DataType> {
  const planner = new FeaturePlanner(lookup)
  planner.compute(view)
  const known = new Map<string, DataType>()
  for (const { view: source, features } of planner.reads())
    for (const feature of features) known.set(feature, source.schema[feature]!)
  for (const { name, type } of planner.readPlan([]).required) known.set(name, type)
  for (const [name, type] of Object.entries(view.schema)) known.set(name, type)
  known.set(ROW_EVENT_TIMESTAMP, 'timestamp')
  known.set(ROW_CREATED_TIMESTAMP, 'timestamp')
  return known
}
