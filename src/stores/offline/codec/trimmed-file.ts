import { type ByteRange, type ByteSource, joinRanges } from './byte-source.js'
import type { ColumnChunkBytes } from './column-chunk.js'
import { encodeFooter, type PlacedRowGroup } from './footer-encoder.js'
import type { ParquetMetadata, ParquetRowGroup } from './parquet-metadata.js'
import type { ReadableColumn } from './parquet-type.js'

/** Which columns (in the file's order) and row groups a trimmed file keeps. */
export interface Selection {
  readonly columns: readonly ReadableColumn[]
  readonly rowGroups: readonly ParquetRowGroup[]
}

/** Pieces of a file by their ranges. */
export type Pieces = readonly { readonly start: number; readonly bytes: Uint8Array }[]

const magic = Uint8Array.of(80, 65, 82, 49)

/** Reading this much too many is cheaper than one more read. */
const gap = 32 * 1024

/**
 * Lists the byte ranges that hold the selected columns of the selected row groups, joined where they are close.
 */
export function neededRanges(selection: Selection): ByteRange[] {
  const ranges = selection.rowGroups.flatMap((group) => chunksOf(selection, group).map(({ range }) => range))
  return joinRanges(ranges, gap)
}

/** Reads the ranges one after the other, and nothing else of the file. */
export async function readPieces(source: ByteSource, ranges: readonly ByteRange[]): Promise<Pieces> {
  const pieces = []
  for (const { start, end } of ranges) pieces.push({ start, bytes: await source.read(start, end) })
  return pieces
}

/**
 * Makes a Parquet file in memory of nothing but the selection, so that a reader that only reads whole files
 * decodes no more than that.
 *
 * The pages are copied as they are; only the footer is new. parquet-wasm's (0.8) synchronous reader ignores its `columns`
 * option, and its asynchronous one dies on damaged pages: 'a subset of columns reads only their bytes' in the codec
 * suite fails without this.
 */
export function trimmedFile(metadata: ParquetMetadata, selection: Selection, pieces: Pieces): Uint8Array {
  let next = magic.length
  const rowGroups: PlacedRowGroup[] = selection.rowGroups.map((group) => ({
    rows: group.rows,
    chunks: chunksOf(selection, group).map((chunk) => {
      const start = next
      next += chunk.range.end - chunk.range.start
      return { chunk, start }
    }),
  }))
  const footer = encodeFooter(selection.columns, rowGroups)
  const file = new Uint8Array(next + footer.length + 4 + magic.length)
  file.set(magic, 0)
  for (const { chunk, start } of rowGroups.flatMap(({ chunks }) => chunks))
    file.set(pieceAt(metadata, pieces, chunk.range), start)
  file.set(footer, next)
  new DataView(file.buffer).setUint32(next + footer.length, footer.length, true)
  file.set(magic, next + footer.length + 4)
  return file
}

function chunksOf({ columns }: Selection, group: ParquetRowGroup): ColumnChunkBytes[] {
  return columns.flatMap(({ firstLeaf, leaves }) => group.chunks.slice(firstLeaf, firstLeaf + leaves))
}

function pieceAt(metadata: ParquetMetadata, pieces: Pieces, { start, end }: ByteRange): Uint8Array {
  const piece = pieces.find((candidate) => candidate.start <= start && end <= candidate.start + candidate.bytes.length)
  if (piece === undefined) throw new Error(`bytes ${start} to ${end} of '${metadata.name}' could not be read`)
  return piece.bytes.subarray(start - piece.start, end - piece.start)
}
