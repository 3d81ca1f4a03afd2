import type { Table } from 'apache-arrow'
import { columnsFromTable } from '../../arrow/table-from-columns.js'
import type { Schema } from '../../types.js'
import type { ByteSource } from './codec/byte-source.js'
import type { ParquetCodec } from './codec/parquet-codec.js'
import { timestampRange } from './row-group-statistics.js'
import { isBounded, isInside, isOutside, type RowSelection, selectRows } from './row-selection.js'

/**
 * Reads the selected rows of a Parquet file, row group by row group. Row groups whose statistics say that none of their
 * rows is wanted are not read.
 */
export async function* readParquet(
  codec: ParquetCodec,
  source: ByteSource,
  selection: RowSelection,
): AsyncIterable<Table> {
  const metadata = await codec.readMetadata(source)
  const wanted = selection.columns ?? metadata.columns.map(({ name }) => name)
  for (const [index, group] of metadata.rowGroups.entries()) {
    const range = timestampRange(metadata, group, selection.timestampField)
    if (group.rows === 0 || (range !== null && isOutside(selection, range.min, range.max))) continue
    const whole =
      !isBounded(selection) || (range !== null && !range.hasNulls && isInside(selection, range.min, range.max))
    const needed = whole ? wanted : [...new Set([...wanted, selection.timestampField])]
    const table = await codec.read(source, metadata, { columns: needed, rowGroups: [index] })
    if (whole) yield table
    else yield selectRows(columnsFromTable(table), table.numRows, { ...selection, columns: wanted })
  }
}

/** Gives a file's columns of supported types. */
export async function describeParquet(codec: ParquetCodec, source: ByteSource): Promise<Schema> {
  const { columns } = await codec.readMetadata(source)
  const schema = Object.create(null)
  for (const { name, type } of columns) if (type !== null) schema[name] = type
  return schema
}
