import type { Table } from 'apache-arrow'
import { isValid } from '../arrow/bitmap.js'
import { columnsFromTable, tableFromColumns } from '../arrow/table-from-columns.js'
import type { Column } from '../column.js'
import { EVENT_TIMESTAMP, type SourceRead, type SourceReader, STATUS } from '../plan/context.js'
import { ROW_EVENT_TIMESTAMP } from '../plan/stored-view.js'
import { statusColumn } from './online-reader.js'
import { NOT_FOUND, PRESENT } from './results.js'

/**
 * Gives source views whose rows are already at hand, aligned with the entity rows by position, and leaves the others
 * to another reader. `rows` are by view name, in the layout of the view's `rowSchema`; a null timestamp means no row.
 */
export class AlignedReader implements SourceReader {
  constructor(
    readonly rows: ReadonlyMap<string, Table>,
    readonly others: SourceReader,
  ) {}

  async read(reads: readonly SourceRead[], entities: Table): Promise<readonly Table[]> {
    const missing = reads.filter((read) => !this.#has(read))
    const read = missing.length > 0 ? await this.others.read(missing, entities) : []
    const tables = new Map(missing.map((source, index) => [source, read[index]!]))
    return reads.map((source) => tables.get(source) ?? aligned(source, this.rows.get(source.view.name)!))
  }

  /** A view read under other keys than its own is not the row at hand. */
  #has(read: SourceRead): boolean {
    return (
      this.rows.has(read.view.name) && read.view.joinKeys.every(({ name }, index) => read.keyColumns[index] === name)
    )
  }
}

function aligned(read: SourceRead, rows: Table): Table {
  const columns = columnsFromTable(rows)
  const timestamps = columns.get(ROW_EVENT_TIMESTAMP)!
  const { validity } = timestamps
  const statuses = new Uint8Array(rows.numRows)
  for (let row = 0; row < rows.numRows; row++) statuses[row] = isValid(validity, row) ? PRESENT : NOT_FOUND
  const named = new Map<string, Column>()
  for (const feature of read.features) named.set(`${read.id}:${feature}`, columns.get(feature)!)
  named.set(`${read.id}:${EVENT_TIMESTAMP}`, timestamps)
  named.set(`${read.id}:${STATUS}`, statusColumn(statuses))
  return tableFromColumns(named, rows.numRows)
}
