import type { ParquetType, SchemaElement } from 'hyparquet'
import {
  CompressionCodecs,
  ConvertedTypes,
  Encodings,
  FieldRepetitionTypes,
  ParquetTypes,
} from 'hyparquet/src/constants.js'
import type { ColumnChunkBytes } from './column-chunk.js'
import { int96Length } from './int96.js'
import { integerOf, isDate, isText, type ReadableColumn, timestampOf } from './parquet-type.js'
import { bool, i32, i64, list, struct, type ThriftValue, text } from './thrift-writer.js'

/** One row group of a footer to write: the chunks of its leaves and where each starts in the new file. */
export interface PlacedRowGroup {
  readonly rows: number
  readonly chunks: readonly { readonly chunk: ColumnChunkBytes; readonly start: number }[]
}

/**
 * Encodes the footer of a file of `columns` (scalars and lists of scalars only) and `rowGroups`.
 *
 * Only what decoding needs is written: no statistics, no indexes, and not the file's ARROW:schema, so that the columns
 * have the types their Parquet annotations give and not those of whoever wrote the file (dictionaries, large strings).
 *
 * Format: https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
 */
export function encodeFooter(columns: readonly ReadableColumn[], rowGroups: readonly PlacedRowGroup[]): Uint8Array {
  const root = struct([
    [4, text('schema')],
    [5, i32(columns.length)],
  ])
  const leaves = columns.map((column) => column.elements.map(({ name }) => name))
  const footer = struct([
    [1, i32(2)],
    [2, list([root, ...columns.flatMap((column) => column.elements.map(schemaElement))])],
    [3, i64(rowGroups.reduce((sum, { rows }) => sum + rows, 0))],
    [4, list(rowGroups.map((group) => rowGroup(group, leaves)))],
  ])
  const out: number[] = []
  footer.write(out)
  return Uint8Array.from(out)
}

function schemaElement(element: SchemaElement): ThriftValue {
  const converted = convertedType(element)
  const length = element.type === 'INT96' ? int96Length : element.type_length
  return struct([
    [1, element.type && physicalType(element.type)],
    [2, length === undefined ? undefined : i32(length)],
    [3, i32(FieldRepetitionTypes.indexOf(element.repetition_type ?? 'REQUIRED'))],
    [4, text(element.name)],
    [5, element.num_children ? i32(element.num_children) : undefined],
    [6, converted === undefined ? undefined : i32(ConvertedTypes.indexOf(converted))],
    [10, logicalType(element)],
  ])
}

/**
 * INT96 is written as what it is, 12 bytes: decoders take it for nanoseconds since 1970, where the years before 1677 and
 * after 2262 wrap into wrong ones without an error. {@link timestampsFromInt96} makes timestamps of the bytes.
 */
function physicalType(type: ParquetType): ThriftValue {
  return i32(ParquetTypes.indexOf(type === 'INT96' ? 'FIXED_LEN_BYTE_ARRAY' : type))
}

function convertedType(element: SchemaElement): SchemaElement['converted_type'] {
  if (element.converted_type === 'LIST' || element.logical_type?.type === 'LIST') return 'LIST'
  if (isText(element)) return 'UTF8'
  if (isDate(element)) return 'DATE'
  const integer = integerOf(element)
  if (integer === undefined) return undefined
  return `${integer.isSigned ? '' : 'U'}INT_${integer.bitWidth}` as SchemaElement['converted_type']
}

/** What the older converted types cannot say. */
function logicalType(element: SchemaElement): ThriftValue | undefined {
  if (element.logical_type?.type === 'FLOAT16') return struct([[15, struct([])]])
  const unit = timestampOf(element)
  if (unit === undefined) return undefined
  const unitField = { MILLIS: 1, MICROS: 2, NANOS: 3 }[unit]
  return struct([
    [
      8,
      struct([
        [1, bool(true)],
        [2, struct([[unitField, struct([])]])],
      ]),
    ],
  ])
}

function rowGroup({ rows, chunks }: PlacedRowGroup, paths: readonly (readonly string[])[]): ThriftValue {
  const size = chunks.reduce((sum, { chunk }) => sum + chunk.uncompressedSize, 0n)
  return struct([
    [1, list(chunks.map((placed, leaf) => columnChunk(placed, paths[leaf]!)))],
    [2, i64(size)],
    [3, i64(rows)],
  ])
}

function columnChunk({ chunk, start }: PlacedRowGroup['chunks'][number], path: readonly string[]): ThriftValue {
  const moved = start - chunk.range.start
  const metadata = struct([
    [1, physicalType(chunk.type)],
    [2, list(chunk.encodings.map((encoding) => i32(Encodings.indexOf(encoding))))],
    [3, list(path.map(text))],
    [4, i32(CompressionCodecs.indexOf(chunk.codec))],
    [5, i64(chunk.values)],
    [6, i64(chunk.uncompressedSize)],
    [7, i64(chunk.range.end - chunk.range.start)],
    [9, i64(chunk.dataPage + moved)],
    [11, chunk.dictionaryPage === null ? undefined : i64(chunk.dictionaryPage + moved)],
  ])
  return struct([
    [2, i64(start)],
    [3, metadata],
  ])
}
