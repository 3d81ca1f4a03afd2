import { join } from 'node:path'
import type { Table } from 'apache-arrow'
import { columnsFromTable, tableFromColumns } from '../../arrow/table-from-columns.js'
import { MillraceError } from '../../errors.js'
import type { Schema } from '../../types.js'
import type { FileSystem, OpenFile } from '../file-system.js'
import { checkedSource } from './checked-blocks.js'
import type { ParquetCodec } from './codec/parquet-codec.js'
import { corruptDataset, type Part } from './manifest.js'
import type { ManifestLog } from './manifest-log.js'
import type { OfflineTable } from './offline-store.js'
import { readParquet } from './read-parquet.js'
import type { RowSelection } from './row-selection.js'
import { checkStoredTypes, neededColumns, nullColumn } from './stored-columns.js'

/** What reading a part takes besides the part. */
export interface PartContext {
  readonly files: FileSystem
  readonly codec: ParquetCodec
  readonly log: ManifestLog
  readonly table: OfflineTable
}

/** Reads the selected rows of a part that was written with the schema `stored`. */
export async function* readPart(
  { files, codec, log, table }: PartContext,
  part: Part,
  stored: Schema,
  selection: RowSelection,
): AsyncIterable<Table> {
  checkStoredTypes(table, stored, neededColumns(selection))
  const present = selection.columns!.filter((name) => stored[name] !== undefined)
  const columns = present.length > 0 ? present : [selection.timestampField]
  const path = join(log.folder, part.path)
  const file = await openPart(files, log, part, path)
  try {
    const source = checkedSource(path, file, part.bytes, part.blocks)
    for await (const rows of readParquet(codec, source, { ...selection, columns }))
      yield present.length === selection.columns!.length ? rows : withNulls(rows, table.schema, selection)
  } finally {
    await file.close()
  }
}

async function openPart(files: FileSystem, log: ManifestLog, part: Part, path: string): Promise<OpenFile> {
  try {
    return await files.open(path)
  } catch (error) {
    if (!(error instanceof MillraceError && error.code === 'MILLRACE_FILE_NOT_FOUND')) throw error
    if ((await log.load()).parts.some((listed) => listed.path === part.path))
      throw corruptDataset(path, 'the manifest lists it, and it is not there', error)
    throw new MillraceError(
      'MILLRACE_STORE_UNAVAILABLE',
      `Another process compacted or cleared the data set while it was read; read it again: ${log.folder}`,
      { folder: log.folder, cause: error },
    )
  }
}

function withNulls(rows: Table, schema: Schema, { columns }: RowSelection): Table {
  const present = columnsFromTable(rows)
  const all = columns!.map((name) => [name, present.get(name) ?? nullColumn(schema[name]!, rows.numRows)] as const)
  return tableFromColumns(new Map(all), rows.numRows)
}
