import type { Table } from 'apache-arrow'
import { columnFromValues } from '../../arrow/column-from-values.js'
import { concatColumns } from '../../arrow/concat-columns.js'
import { sliceColumn } from '../../arrow/slice-column.js'
import { columnsFromTable, tableFromColumns } from '../../arrow/table-from-columns.js'
import { takeColumn } from '../../arrow/take-column.js'
import { valueAt } from '../../arrow/value-at.js'
import type { Column } from '../../column.js'
import type { TypedExpr } from '../../expr/ir.js'
import type { Schema, Value } from '../../types.js'
import { aggregationType } from '../aggregation-type.js'
import {
  type Aggregation,
  type BackendSupports,
  type CompleteAsofJoinOptions,
  DataFrameBackend,
  type JoinOptions,
  type SortKey,
} from '../backend.js'
import { type JoinedSides, joinedColumns } from '../join-columns.js'
import { schemaOf } from '../schema-of.js'
import { aggregate } from './aggregate.js'
import { rowFunction } from './closure.js'
import { groupRows, latestRows } from './group-rows.js'
import { asofRows, type Columns, joinRows } from './join-rows.js'
import { JsFrame } from './js-frame.js'
import { sortRows } from './sort-rows.js'

/**
 * The reference backend: every operation row by row in plain JavaScript, slow and meant to be read. What it answers is
 * what every other backend has to answer; the transcendental functions it takes from the WebAssembly module, because
 * those of JavaScript engines differ.
 *
 * @example
 * const backend = new JsBackend()
 * backend.toArrow(backend.sort(backend.fromArrow(table), ['driver_id']))
 */
export class JsBackend extends DataFrameBackend<JsFrame> {
  override readonly name: string = 'js'
  override readonly supports: BackendSupports = Object.freeze({
    missingFunctions: Object.freeze([]),
    missingTypes: Object.freeze([]),
    bitIdentical: true,
  })

  override fromArrow(table: Table): JsFrame {
    return new JsFrame(columnsFromTable(table), table.numRows)
  }

  override toArrow(frame: JsFrame): Table {
    return tableFromColumns(JsFrame.columns(frame), JsFrame.rows(frame))
  }

  override columns(frame: JsFrame): Schema {
    return schemaOf(JsFrame.columns(frame))
  }

  override rows(frame: JsFrame): number {
    return JsFrame.rows(frame)
  }

  override release(frame: JsFrame): void {
    JsFrame.release(frame)
  }

  protected override _fromColumns(columns: ReadonlyMap<string, Column>, length: number): JsFrame {
    return new JsFrame(new Map(columns), length)
  }

  protected override _select(frame: JsFrame, names: readonly string[]): JsFrame {
    const columns = JsFrame.columns(frame)
    return new JsFrame(new Map(names.map((name) => [name, columns.get(name)!])), JsFrame.rows(frame))
  }

  protected override _rename(frame: JsFrame, names: ReadonlyMap<string, string>): JsFrame {
    const renamed = [...JsFrame.columns(frame)].map(([name, column]) => [names.get(name) ?? name, column] as const)
    return new JsFrame(new Map(renamed), JsFrame.rows(frame))
  }

  protected override _withColumns(frame: JsFrame, expressions: ReadonlyMap<string, TypedExpr>): JsFrame {
    const columns = JsFrame.columns(frame)
    const length = JsFrame.rows(frame)
    const result = new Map(columns)
    for (const [name, expr] of expressions) {
      const evaluate = rowFunction(expr, columns)
      const values = Array.from({ length }, (_, row) => evaluate(row))
      result.set(name, columnFromValues(expr.type, values, name))
    }
    return new JsFrame(result, length)
  }

  protected override _filter(frame: JsFrame, condition: TypedExpr): JsFrame {
    const holds = rowFunction(condition, JsFrame.columns(frame))
    const rows = Int32Array.from({ length: JsFrame.rows(frame) }, (_, row) => row)
    return takeRows(
      frame,
      rows.filter((row) => holds(row) === true),
    )
  }

  protected override _slice(frame: JsFrame, offset: number, length: number): JsFrame {
    return new JsFrame(
      mapColumns(JsFrame.columns(frame), (column) => sliceColumn(column, offset, length)),
      length,
    )
  }

  protected override _join(left: JsFrame, right: JsFrame, options: Required<JoinOptions>): JsFrame {
    const { on, how } = options
    const sizes: [number, number] = [JsFrame.rows(left), JsFrame.rows(right)]
    const rows = joinRows(JsFrame.columns(left), JsFrame.columns(right), sizes, on, how)
    return this.#joined(takeRows(left, rows.left), right, rows.right, options)
  }

  protected override _asofJoin(left: JsFrame, right: JsFrame, options: CompleteAsofJoinOptions): JsFrame {
    const sizes: [number, number] = [JsFrame.rows(left), JsFrame.rows(right)]
    const rows = asofRows(JsFrame.columns(left), JsFrame.columns(right), sizes, options)
    return this.#joined(left, right, rows, options)
  }

  /** Puts the right columns of `rows` beside the left ones. */
  #joined(left: JsFrame, right: JsFrame, rows: Int32Array, sides: JoinedSides): JsFrame {
    const result = new Map(JsFrame.columns(left))
    for (const { from, to } of joinedColumns(this.columns(left), sides)) {
      result.set(to, takeColumn(JsFrame.columns(right).get(from)!, rows))
    }
    return new JsFrame(result, rows.length)
  }

  protected override _groupbyAgg(
    frame: JsFrame,
    keys: readonly string[],
    aggregations: ReadonlyMap<string, Aggregation>,
  ): JsFrame {
    const columns = JsFrame.columns(frame)
    const groups = groupRows(columns, JsFrame.rows(frame), keys)
    const first = Int32Array.from(groups, (rows) => rows[0]!)
    const result = new Map(keys.map((name) => [name, takeColumn(columns.get(name)!, first)]))
    for (const [name, aggregation] of aggregations) result.set(name, aggregated(columns, groups, aggregation, name))
    return new JsFrame(result, groups.length)
  }

  protected override _dropDuplicates(frame: JsFrame, keys: readonly string[], orderBy: readonly string[]): JsFrame {
    return takeRows(frame, latestRows(JsFrame.columns(frame), JsFrame.rows(frame), keys, orderBy))
  }

  protected override _sort(frame: JsFrame, by: readonly Required<SortKey>[]): JsFrame {
    return takeRows(frame, sortRows(JsFrame.columns(frame), JsFrame.rows(frame), by))
  }

  protected override _concat(frames: readonly JsFrame[]): JsFrame {
    const all = frames.map((frame) => JsFrame.columns(frame))
    const result = new Map<string, Column>()
    for (const [name, { type }] of all[0]!) {
      const pieces = all.map((columns) => columns.get(name)!)
      result.set(name, concatColumns(type, pieces))
    }
    return new JsFrame(
      result,
      frames.reduce((sum, frame) => sum + JsFrame.rows(frame), 0),
    )
  }
}

function aggregated(columns: Columns, groups: readonly number[][], { fn, column }: Aggregation, name: string): Column {
  if (column === undefined) {
    return columnFromValues(
      'int64',
      groups.map((rows) => BigInt(rows.length)),
      name,
    )
  }
  const source = columns.get(column)!
  const results = groups.map((rows) => {
    const values = rows.map((row) => valueAt(source, row)).filter((value) => value !== null)
    return aggregate(fn, values as Exclude<Value, null>[], source.type)
  })
  return columnFromValues(aggregationType(fn, source.type), results, name)
}

function takeRows(frame: JsFrame, rows: Int32Array): JsFrame {
  return new JsFrame(
    mapColumns(JsFrame.columns(frame), (column) => takeColumn(column, rows)),
    rows.length,
  )
}

function mapColumns(columns: Columns, change: (column: Column) => Column): Columns {
  return new Map([...columns].map(([name, column]) => [name, change(column)]))
}
