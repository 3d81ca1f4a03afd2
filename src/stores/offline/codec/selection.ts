import { MillraceError } from '../../../errors.js'
import { suggestName } from '../../../nearest-name.js'
import type { ParquetReadOptions } from './loader-shape.js'
import type { ParquetMetadata } from './parquet-metadata.js'
import type { ParquetColumn, ReadableColumn } from './parquet-type.js'
import type { Selection } from './trimmed-file.js'

/**
 * Finds the columns of a file by name, in the order of the names; all of them where `names` is undefined.
 *
 * Throws MILLRACE_MISSING_COLUMN (with the nearest name) and MILLRACE_UNSUPPORTED_TYPE, the latter only for a wanted
 * column.
 */
export function readableColumns(metadata: ParquetMetadata, names?: readonly string[]): ReadableColumn[] {
  const wanted = names === undefined ? metadata.columns : names.map((name) => columnNamed(metadata, name))
  return wanted.map((column) => {
    if (column.type === null) throw unsupportedColumn(metadata, column)
    return column as ReadableColumn
  })
}

/** Resolves the options of a read: columns in the file's order, as a decoder gives them. */
export function selectionOf(metadata: ParquetMetadata, { columns, rowGroups }: ParquetReadOptions): Selection {
  const readable = readableColumns(metadata, columns)
  const wanted = new Set<ParquetColumn>(readable)
  if (wanted.size === 0 || wanted.size < (columns?.length ?? 0))
    throw invalidOption('columns', 'name at least one column, and each once', columns)
  return {
    columns: readable.sort((a, b) => a.firstLeaf - b.firstLeaf),
    rowGroups: (rowGroups ?? metadata.rowGroups.map((_, index) => index)).map((index) => {
      const group = metadata.rowGroups[index]
      if (group !== undefined) return group
      throw invalidOption('rowGroups', `'${metadata.name}' has ${metadata.rowGroups.length}, from 0`, index)
    }),
  }
}

function columnNamed({ name: file, columns }: ParquetMetadata, name: string): ParquetColumn {
  const column = columns.find((candidate) => candidate.name === name)
  if (column !== undefined) return column
  const known = columns.map((candidate) => candidate.name)
  throw new MillraceError(
    'MILLRACE_MISSING_COLUMN',
    `Parquet file '${file}' has no column of this name; ${suggestName(name, known)} Got '${name}'`,
    { file, column: name, columns: known },
  )
}

/** The error for a wanted column of a type that cannot be read. */
export function unsupportedColumn(
  { name: file }: ParquetMetadata,
  { name: column, parquetType }: ParquetColumn,
): MillraceError {
  return new MillraceError(
    'MILLRACE_UNSUPPORTED_TYPE',
    `Column '${column}' of Parquet file '${file}' has a type that is not supported; leave the column out, or write it ` +
      `as a number, text, bytes, timestamp, boolean or a list of these: ${parquetType}`,
    { file, column, parquetType },
  )
}

function invalidOption(option: string, remedy: string, value: unknown): MillraceError {
  return new MillraceError(
    'MILLRACE_INVALID_ARGUMENT',
    `Reading Parquet: '${option}' must ${option === 'columns' ? '' : 'exist; '}${remedy}: ${JSON.stringify(value)}`,
    { option, value },
  )
}
