import type { ColumnChunk, CompressionCodec, Encoding, ParquetType, SchemaElement, Statistics } from 'hyparquet'
import type { ByteRange } from './byte-source.js'

/** Where the pages of one leaf in one row group are, and what is needed to decode them. */
export interface ColumnChunkBytes {
  readonly range: ByteRange
  readonly type: ParquetType
  readonly encodings: readonly Encoding[]
  readonly codec: CompressionCodec
  readonly values: bigint
  readonly uncompressedSize: bigint
  /** Offsets in the file. */
  readonly dataPage: number
  readonly dictionaryPage: number | null
  readonly statistics: Statistics | null
}

/** A leaf of the schema as the chunk's reader needs it. */
export interface Leaf {
  readonly element: SchemaElement
  readonly column: string
  readonly repeated: boolean
}

/** Checks a column chunk's entry in the footer against the schema and the length of the file. */
export function checkedChunk(chunk: ColumnChunk, leaf: Leaf, rows: number, byteLength: number): ColumnChunkBytes {
  const { meta_data: meta } = chunk
  const fail = (reason: string) => new Error(`a chunk of column '${leaf.column}' ${reason}`)
  if (meta === undefined) throw fail('is encrypted or has no metadata')
  if (chunk.file_path !== undefined && chunk.file_path !== '') throw fail(`is in another file, ${chunk.file_path}`)
  if (meta.type !== leaf.element.type) throw fail(`is of type ${meta.type}, the column of type ${leaf.element.type}`)
  if (meta.codec === undefined || meta.codec === 'LZO') throw fail('is compressed in an unknown way')
  if (meta.encodings.some((encoding) => encoding === undefined)) throw fail('is encoded in an unknown way')
  if (leaf.repeated ? meta.num_values < 0n : meta.num_values !== BigInt(rows))
    throw fail(`has ${meta.num_values} values for ${rows} rows`)
  const dataPage = Number(meta.data_page_offset)
  // Some writers say 0 where there is no dictionary.
  const dictionary = Number(meta.dictionary_page_offset ?? 0)
  const dictionaryPage = dictionary > 0 && dictionary < dataPage ? dictionary : null
  const start = dictionaryPage ?? dataPage
  const end = start + Number(meta.total_compressed_size)
  if (!(start >= 4 && start <= dataPage && dataPage <= end && end <= byteLength - 12))
    throw fail(`says to be at bytes ${start} to ${end} of ${byteLength}`)
  if (!(meta.total_uncompressed_size >= 0n)) throw fail(`says to have ${meta.total_uncompressed_size} bytes`)
  return {
    range: { start, end },
    type: meta.type,
    encodings: meta.encodings,
    codec: meta.codec,
    values: meta.num_values,
    uncompressedSize: meta.total_uncompressed_size,
    dataPage,
    dictionaryPage,
    statistics: meta.statistics ?? null,
  }
}
