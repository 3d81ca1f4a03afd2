import type { Table } from 'apache-arrow'
import { isValid } from '../arrow/bitmap.js'
import { concatColumns } from '../arrow/concat-columns.js'
import { fixedWidthColumn } from '../arrow/make-column.js'
import { columnsFromTable, tableFromColumns } from '../arrow/table-from-columns.js'
import { takeColumn } from '../arrow/take-column.js'
import type { DataFrameBackend } from '../backends/backend.js'
import type { Column } from '../column.js'
import { EVENT_TIMESTAMP, type SourceRead, type SourceReader, STATUS } from '../plan/context.js'
import { ROW_EVENT_TIMESTAMP } from '../plan/stored-view.js'
import { statusColumn } from './online-reader.js'

/**
 * Reads the online store as it will be once some rows are in it: of a view that has such rows, those of their keys,
 * under whatever columns the keys are read; everything else from `others`.
 */
export class EffectiveReader implements SourceReader {
  constructor(
    readonly backend: DataFrameBackend,
    /** By view name, one row a key, in the layout of the view's `rowSchema`. */
    readonly rows: ReadonlyMap<string, Table>,
    readonly others: SourceReader,
  ) {}

  async read(reads: readonly SourceRead[], entities: Table): Promise<readonly Table[]> {
    const stored = await this.others.read(reads, entities)
    const tables: Table[] = []
    for (const [index, read] of reads.entries()) {
      const rows = this.rows.get(read.view.name)
      tables.push(rows ? await this.#overlay(read, entities, stored[index]!, rows) : stored[index]!)
    }
    return tables
  }

  /** `stored` with the rows of `rows` put over those of equal keys. */
  async #overlay(read: SourceRead, entities: Table, stored: Table, rows: Table): Promise<Table> {
    const matches = await this.#matches(read, entities, rows)
    const length = entities.numRows
    const choice = Int32Array.from({ length }, (_, row) => (matches[row]! < 0 ? row : length + matches[row]!))
    const over = columnsFromTable(rows)
    const named = new Map(read.features.map((feature) => [`${read.id}:${feature}`, over.get(feature)!]))
    named.set(`${read.id}:${EVENT_TIMESTAMP}`, over.get(ROW_EVENT_TIMESTAMP)!)
    named.set(`${read.id}:${STATUS}`, statusColumn(new Uint8Array(rows.numRows)))
    const columns = new Map<string, Column>()
    for (const [name, column] of columnsFromTable(stored))
      columns.set(name, takeColumn(concatColumns(column.type, [column, named.get(name)!]), choice))
    return tableFromColumns(columns, length)
  }

  /** For each entity row, the number of the row of `rows` with its keys, or -1. */
  async #matches(read: SourceRead, entities: Table, rows: Table): Promise<Int32Array> {
    // A view without join keys has one row, which is every entity's.
    if (read.keyColumns.length === 0) return new Int32Array(entities.numRows)
    const { backend } = this
    const left = backend.fromArrow(keyTable(entities, read.keyColumns))
    const own = read.view.joinKeys.map(({ name }) => name)
    const right = backend.fromArrow(
      keyTable(
        rows,
        own,
        Int32Array.from({ length: rows.numRows }, (_, row) => row),
      ),
    )
    const joined = backend.join(left, right, { on: own.map((_, index) => `k${index}`), how: 'left' })
    try {
      const { values, validity } = columnsFromTable(await backend.toArrow(joined)).get('row')!
      return (values as Int32Array).map((match, row) => (isValid(validity, row) ? match : -1))
    } finally {
      for (const frame of [left, right, joined]) backend.release(frame)
    }
  }
}

/** The columns `names` as k0, k1..., and row numbers where given. */
function keyTable(table: Table, names: readonly string[], rows?: Int32Array): Table {
  const columns = columnsFromTable(table)
  const keys = new Map<string, Column>(names.map((name, index) => [`k${index}`, columns.get(name)!]))
  if (rows) keys.set('row', fixedWidthColumn('int32', rows.length, rows, null))
  return tableFromColumns(keys, table.numRows)
}
