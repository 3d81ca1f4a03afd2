import { Table } from 'apache-arrow'
import { columnFromValues } from '../arrow/column-from-values.js'
import { columnsFromTable, tableFromColumns } from '../arrow/table-from-columns.js'
import type { Column } from '../column.js'
import { OnDemandFeatureView } from '../definitions/on-demand-feature-view.js'
import { MillraceError } from '../errors.js'
import { JsonColumns } from '../json/json-columns.js'
import type { DataType, InputRow } from '../types.js'
import { columnsOfRun, type RunResult } from './compute-engine.js'
import { conformTable } from './conform-table.js'
import { type FeaturePlan, FeaturePlanner, type ViewLookup } from './feature-plan.js'
import { type InputRows, inputTable } from './input-table.js'
import type { RequestedFeature } from './requested-features.js'
import { typeOfValues } from './type-of-values.js'

/** The column of entity rows that says as of when features are read. */
export const ENTITY_TIMESTAMP = 'event_timestamp'

/** One list of features, planned once, for training sets. On-demand features are computed, or read as they were materialized. */
export class HistoricalRequest {
  readonly plan: FeaturePlan
  readonly #features: readonly { readonly name: string; readonly column: string }[]

  constructor(features: readonly RequestedFeature[], lookup: ViewLookup, transform: boolean) {
    const planner = new FeaturePlanner(lookup)
    this.#features = features.map(({ view, feature, name }) => {
      const computed = view instanceof OnDemandFeatureView && transform
      return { name, column: `${computed ? planner.compute(view) : planner.read(view, [feature])}:${feature}` }
    })
    this.plan = planner.readPlan(this.#features.map(({ column }) => column))
  }

  /** The caller's entity rows as the plan takes them: known columns of their declared types, all others as they are. */
  entities(rows: InputRows): Table {
    const declared = new Map<string, DataType>(this.plan.required.map(({ name, type }) => [name, type]))
    declared.set(ENTITY_TIMESTAMP, 'timestamp')
    const table = rows instanceof Table ? conformKnown(rows, declared) : tableOfRows(rows, declared)
    const column = columnsFromTable(table).get(ENTITY_TIMESTAMP)
    if (!column)
      throw new MillraceError(
        'MILLRACE_MISSING_COLUMN',
        `The entity rows lack the column '${ENTITY_TIMESTAMP}', as of which features are read: add it`,
        {
          column: ENTITY_TIMESTAMP,
        },
      )
    return table
  }

  /** The entity rows, every column of them, and the requested features behind. */
  answer(entities: Table, run: RunResult): Table {
    const computed = columnsOfRun(run)
    const columns = new Map<string, Column>(columnsFromTable(entities))
    for (const { name, column } of this.#features) {
      if (columns.has(name))
        throw new MillraceError(
          'MILLRACE_FEATURE_NAME_COLLISION',
          `The entity rows have a column '${name}', which is also a requested feature: rename it, or pass fullFeatureNames: true`,
          { name },
        )
      columns.set(name, computed.get(column)!)
    }
    return tableFromColumns(columns, entities.numRows)
  }
}

function conformKnown(table: Table, declared: ReadonlyMap<string, DataType>): Table {
  const schema = Object.fromEntries(
    [...columnsFromTable(table)].map(([name, column]) => [name, declared.get(name) ?? column.type]),
  )
  return conformTable(table, schema, 'the entity rows')
}

function tableOfRows(rows: Exclude<InputRows, Table>, declared: ReadonlyMap<string, DataType>): Table {
  const { table, unknown } = inputTable(rows, Object.fromEntries(declared), 'the entity rows')
  const columns = new Map(columnsFromTable(table))
  for (const name of unknown) {
    const values = valuesOfColumn(rows, name)
    columns.set(name, columnFromValues(typeOfValues(values, name), values, name))
  }
  return tableFromColumns(columns, table.numRows)
}

function valuesOfColumn(rows: Exclude<InputRows, Table>, name: string): readonly unknown[] {
  if (rows instanceof JsonColumns) return rows.read(name, null)
  return Array.isArray(rows)
    ? (rows as readonly InputRow[]).map((row) => row[name])
    : (rows as Record<string, readonly unknown[]>)[name]!
}
