import { RecordBatch, Schema, Table } from 'apache-arrow'
import { fixedWidthColumn } from '../arrow/make-column.js'
import { tableFromColumns } from '../arrow/table-from-columns.js'
import { tableToIpc } from '../arrow/table-to-ipc.js'
import type { Column } from '../column.js'
import { type OnlineAnswer, statusNames } from '../engine/results.js'

/** The media type of an Arrow IPC stream. */
export const arrowStream = 'application/vnd.apache.arrow.stream'

/** Says whether a client asks for Arrow rather than JSON. */
export function wantsArrow(accept: string | undefined): boolean {
  return accept?.toLowerCase().includes(arrowStream) ?? false
}

/**
 * Writes an answer as an Arrow IPC stream.
 *
 * Each column is followed by `name:status` (int32, an index into the schema's metadata `millrace.statuses`) and
 * `name:event_timestamp` (microseconds UTC, 0 where there is none). A colon cannot stand in a feature's name.
 * Warnings, if any, are a JSON list in the metadata `millrace.warnings`.
 */
export function arrowResponse(answer: OnlineAnswer): Uint8Array {
  const columns = new Map<string, Column>()
  for (const { name, column, statuses, eventTimestamps } of answer.columns) {
    columns.set(name, column)
    columns.set(`${name}:status`, fixedWidthColumn('int32', answer.length, Int32Array.from(statuses), null))
    columns.set(`${name}:event_timestamp`, fixedWidthColumn('timestamp', answer.length, eventTimestamps, null))
  }
  return tableToIpc(withMetadata(tableFromColumns(columns, answer.length), metadataOf(answer)))
}

function metadataOf({ warnings }: OnlineAnswer): Map<string, string> {
  const metadata = new Map([['millrace.statuses', JSON.stringify(statusNames)]])
  if (warnings.length > 0) metadata.set('millrace.warnings', JSON.stringify(warnings))
  return metadata
}

function withMetadata(table: Table, metadata: Map<string, string>): Table {
  const schema = new Schema(table.schema.fields, metadata)
  return new Table(
    schema,
    table.batches.map((batch) => new RecordBatch(schema, batch.data)),
  )
}
