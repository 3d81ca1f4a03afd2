import type { Table } from 'apache-arrow'
import { columnsFromTable, tableFromColumns } from '../arrow/table-from-columns.js'
import { takeTable } from '../arrow/take-table.js'
import type { Column } from '../column.js'
import { EVENT_TIMESTAMP, type SourceRead, type SourceReader, STATUS } from '../plan/context.js'
import { onlineTable } from '../plan/stored-view.js'
import type { OnlineReadResult, OnlineStore } from '../stores/online/online-store.js'
import { PRESENT } from './results.js'
import { maskColumn, rowStatuses } from './view-status.js'

/** Reads source views from the online store, all in one multi-get; rows older than their view's ttl are null. */
export class OnlineReader implements SourceReader {
  constructor(
    readonly store: OnlineStore,
    readonly project: string,
    readonly now: bigint,
  ) {}

  async read(reads: readonly SourceRead[], entities: Table): Promise<readonly Table[]> {
    const columns = columnsFromTable(entities)
    const results = await this.store.read(
      reads.map((read) => ({
        table: onlineTable(this.project, read.view),
        keys: read.keyColumns.map((name) => columns.get(name)!),
        fields: read.features,
      })),
    )
    return reads.map((read, index) => {
      const table = alignedTable(read, results[index]!, this.now)
      // A view without join keys has one row, which is every entity's.
      return read.keyColumns.length > 0 ? table : takeTable(table, new Int32Array(entities.numRows))
    })
  }
}

function alignedTable(read: SourceRead, result: OnlineReadResult, now: bigint): Table {
  const statuses = rowStatuses(result, read.view.ttl, now)
  const columns = new Map<string, Column>()
  for (const [index, feature] of read.features.entries())
    columns.set(`${read.id}:${feature}`, maskColumn(result.columns[index]!, statuses))
  const timestamps: Column = {
    type: 'timestamp',
    length: statuses.length,
    validity: null,
    values: result.eventTimestamps,
    offsets: null,
    items: null,
  }
  columns.set(`${read.id}:${EVENT_TIMESTAMP}`, maskColumn(timestamps, statuses))
  columns.set(`${read.id}:${STATUS}`, statusColumn(statuses))
  return tableFromColumns(columns, statuses.length)
}

/** Status codes as an int32 column, which a plan can compute with. */
export function statusColumn(statuses: Uint8Array): Column {
  return {
    type: 'int32',
    length: statuses.length,
    validity: null,
    values: Int32Array.from(statuses),
    offsets: null,
    items: null,
  }
}

/** Status codes out of a plan's int32 column. */
export function statusesFromColumn(column: Column): Uint8Array {
  return Uint8Array.from({ length: column.length }, (_, row) => (column.values as Int32Array)[row] ?? PRESENT)
}
