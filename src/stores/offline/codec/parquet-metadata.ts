import type { FileMetaData } from 'hyparquet'
import type { ByteSource } from './byte-source.js'
import { type ColumnChunkBytes, checkedChunk } from './column-chunk.js'
import { parseFooter, readFooter } from './footer.js'
import { asParquetError } from './parquet-error.js'
import { type ParquetColumn, parquetColumns } from './parquet-type.js'

/** One row group: rows that are stored, and can be read, together. */
export interface ParquetRowGroup {
  readonly rows: number
  /** One entry a leaf of the schema. */
  readonly chunks: readonly ColumnChunkBytes[]
}

/** What a Parquet file's footer says, checked against itself and the file's length. */
export interface ParquetMetadata {
  /** What errors call the file. */
  readonly name: string
  readonly rows: number
  readonly columns: readonly ParquetColumn[]
  readonly rowGroups: readonly ParquetRowGroup[]
  /** Who wrote the file, where it says so. */
  readonly createdBy: string | null
}

/** Reads and checks the footer of a file. Throws MILLRACE_PARQUET_CORRUPT. */
export async function readMetadata(source: ByteSource): Promise<ParquetMetadata> {
  return checkedMetadata(source.name, source.byteLength, await readFooter(source))
}

/** Reads and checks the footer of a file that is in memory. Throws MILLRACE_PARQUET_CORRUPT. */
export function metadataOf(name: string, bytes: Uint8Array): ParquetMetadata {
  return checkedMetadata(name, bytes.length, parseFooter(name, bytes.length, bytes))
}

function checkedMetadata(name: string, byteLength: number, footer: FileMetaData): ParquetMetadata {
  try {
    const columns = parquetColumns(footer.schema)
    const rowGroups = footer.row_groups.map((_, index) => checkedRowGroup(footer, index, columns, byteLength))
    const rows = rowCount(footer.num_rows)
    const sum = rowGroups.reduce((total, group) => total + group.rows, 0)
    if (sum !== rows) throw new Error(`its footer counts ${rows} rows and its row groups ${sum}`)
    const twice = columns.find((column, index) => columns.findIndex(({ name }) => name === column.name) !== index)
    if (twice !== undefined) throw new Error(`it has two columns '${twice.name}'`)
    return { name, rows, columns, rowGroups, createdBy: footer.created_by ?? null }
  } catch (error) {
    throw asParquetError(name, error)
  }
}

function checkedRowGroup(
  footer: FileMetaData,
  index: number,
  columns: readonly ParquetColumn[],
  byteLength: number,
): ParquetRowGroup {
  const group = footer.row_groups[index]!
  const rows = rowCount(group.num_rows)
  const leaves = columns.flatMap((column) => leavesOf(column))
  if (group.columns.length !== leaves.length)
    throw new Error(`row group ${index} has ${group.columns.length} column chunks, the schema ${leaves.length}`)
  const chunks = group.columns.map((chunk, leaf) => checkedChunk(chunk, leaves[leaf]!, rows, byteLength))
  const bytes = chunks.reduce((sum, { range }) => sum + range.end - range.start, 0)
  if (bytes > byteLength) throw new Error(`row group ${index} says to have ${bytes} bytes of ${byteLength}`)
  return { rows, chunks }
}

function leavesOf(column: ParquetColumn) {
  const repeated = column.elements.some((element) => element.repetition_type === 'REPEATED')
  return column.elements
    .filter((element) => !element.num_children)
    .map((element) => ({ element, column: column.name, repeated }))
}

function rowCount(value: bigint | undefined): number {
  const rows = Number(value)
  // Arrow numbers the rows of a batch with 32 bits.
  if (!(rows >= 0 && rows <= 0x7fff_ffff)) throw new Error(`it counts ${value} rows`)
  return rows
}
