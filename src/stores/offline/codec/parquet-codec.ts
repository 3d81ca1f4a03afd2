import type { Table } from 'apache-arrow'
import { columnFromVector } from '../../../arrow/column-from-vector.js'
import { emptyColumn } from '../../../arrow/make-column.js'
import { columnsFromTable, tableFromColumns } from '../../../arrow/table-from-columns.js'
import type { Column } from '../../../column.js'
import { MillraceError } from '../../../errors.js'
import type { ByteSource } from './byte-source.js'
import { timestampsFromInt96 } from './int96.js'
import {
  type ParquetCompression,
  type ParquetLoader,
  type ParquetLoaderContext,
  type ParquetReadOptions,
  type ParquetWriteOptions,
  type ParquetWriter,
  parquetFormat,
} from './loader-shape.js'
import { asParquetError, corruptParquet, decodingParquet } from './parquet-error.js'
import { metadataOf, type ParquetMetadata, readMetadata } from './parquet-metadata.js'
import type { ReadableColumn } from './parquet-type.js'
import { readableColumns, selectionOf, unsupportedColumn } from './selection.js'
import { neededRanges, type Pieces, readPieces, trimmedFile } from './trimmed-file.js'

/** What a codec does, told before it is asked. Frozen. */
export interface ParquetCodecSupports {
  /** Whether `parseSync` and `encodeSync` exist. */
  readonly sync: boolean
  /** Whether it writes row groups of a given size; else a file has one, of at most 1,048,576 rows. */
  readonly rowGroups: boolean
  /** Whether it reads columns stored as bytes of a fixed length, such as UUID, FLOAT16 and INT96 timestamps. */
  readonly fixedLengthBytes: boolean
  /** How it can compress, its default first. It decompresses everything but LZO. */
  readonly compressions: readonly ParquetCompression[]
}

/** Options of a write with their defaults. */
export type FullWriteOptions = Required<ParquetWriteOptions>

/** The most rows of a row group where the caller does not say: a few MB for most views. */
export const defaultRowGroupRows = 131_072

/**
 * Reads and writes Parquet as Arrow tables of this library's types.
 *
 * A table read has one column a wanted column, of the type {@link readableColumns} names: timestamps of every unit are
 * microseconds UTC (naive ones are UTC), small integers widen, dictionaries are decoded, lists are arrays. Only the
 * bytes of the wanted columns and row groups are read and decoded. `loader` and `writer` offer the same to loaders.gl.
 *
 * An implementation decodes and encodes whole files in memory (`_decode`, `_encode`, and their synchronous twins where
 * `supports.sync`); everything else is here: footers, selection, normalisation, checks and errors.
 *
 * Reading throws MILLRACE_PARQUET_CORRUPT for anything that is no whole Parquet file, MILLRACE_MISSING_COLUMN and
 * MILLRACE_UNSUPPORTED_TYPE for wanted columns only.
 *
 * @example
 * const codec = new ParquetWasmCodec()
 * const bytes = await codec.write(table)
 * const source = bytesSource('scores.parquet', bytes)
 * const scores = await codec.read(source, await codec.readMetadata(source), { columns: ['score'] })
 */
export abstract class ParquetCodec {
  abstract readonly supports: ParquetCodecSupports
  /** The loader for loaders.gl. */
  readonly loader: ParquetLoader
  /** The writer for loaders.gl. */
  readonly writer: ParquetWriter

  /** `id` is the name loaders.gl knows it by, `version` that of the library it stands on. */
  protected constructor(id: string, name: string, version: string, { sync }: { sync: boolean }) {
    const format = parquetFormat(id, name, version)
    this.loader = {
      ...format,
      binary: true,
      tests: ['PAR1'],
      options: { parquet: {} },
      parse: (data, options, context) => this.#parse(new Uint8Array(data), fileName(context), options?.parquet ?? {}),
      ...(sync && {
        parseSync: (data, options, context) =>
          this.#parseSync(new Uint8Array(data), fileName(context), options?.parquet ?? {}),
      }),
    }
    this.writer = {
      ...format,
      binary: true,
      options: { parquet: {} },
      encode: async (table, options) => bufferOf(await this.write(table, options?.parquet)),
      ...(sync && { encodeSync: (table, options) => bufferOf(this.writeSync(table, options?.parquet)) }),
    }
  }

  /** Reads a file's footer: its columns and their types, its row groups and their statistics. */
  readMetadata(source: ByteSource): Promise<ParquetMetadata> {
    return readMetadata(source)
  }

  /** Reads the wanted columns of the wanted row groups as one table of one record batch. */
  async read(source: ByteSource, metadata: ParquetMetadata, options: ParquetReadOptions = {}): Promise<Table> {
    const selection = selectionOf(metadata, options)
    const columns = this.#readable(metadata, options.columns)
    const rows = selection.rowGroups.reduce((sum, group) => sum + group.rows, 0)
    if (rows === 0) return emptyTable(columns)
    try {
      const pieces = await readPieces(source, neededRanges(selection))
      const decoded = await this._decode(trimmedFile(metadata, selection, pieces))
      return normalise(metadata.name, decoded, columns, rows)
    } catch (error) {
      throw asParquetError(metadata.name, error)
    }
  }

  /** Writes a table as a Parquet file. Throws MILLRACE_OUT_OF_MEMORY where it is too large for the encoder. */
  async write(table: Table, options: ParquetWriteOptions = {}): Promise<Uint8Array> {
    const full = this.#fullOptions(options)
    const normal = normalised(table)
    try {
      return await this._encode(normal, full)
    } catch (error) {
      throw asEncodingError(error, table.numRows)
    }
  }

  /** As {@link write}, at once; only where `supports.sync`. */
  writeSync(table: Table, options: ParquetWriteOptions = {}): Uint8Array {
    const full = this.#fullOptions(options)
    const normal = normalised(table)
    try {
      return this._encodeSync(normal, full)
    } catch (error) {
      throw asEncodingError(error, table.numRows)
    }
  }

  /** Decodes a whole file; may throw anything where the file is damaged. */
  protected abstract _decode(file: Uint8Array): Promise<Table>
  /** Encodes a table of the types {@link tableFromColumns} makes, in one record batch. */
  protected abstract _encode(table: Table, options: FullWriteOptions): Promise<Uint8Array>

  protected _decodeSync(_file: Uint8Array): Table {
    throw notSynchronous()
  }

  protected _encodeSync(_table: Table, _options: FullWriteOptions): Uint8Array {
    throw notSynchronous()
  }

  #readable(metadata: ParquetMetadata, names: readonly string[] | undefined): ReadableColumn[] {
    const columns = readableColumns(metadata, names)
    const odd = this.supports.fixedLengthBytes ? undefined : columns.find(hasFixedLengthBytes)
    if (odd !== undefined) throw unsupportedColumn(metadata, odd)
    return columns
  }

  async #parse(bytes: Uint8Array, name: string, options: ParquetReadOptions): Promise<Table> {
    const source: ByteSource = {
      name,
      byteLength: bytes.length,
      read: async (start, end) => bytes.subarray(start, end),
    }
    return this.read(source, await this.readMetadata(source), options)
  }

  #parseSync(bytes: Uint8Array, name: string, options: ParquetReadOptions): Table {
    const metadata = metadataOf(name, bytes)
    const selection = selectionOf(metadata, options)
    const columns = this.#readable(metadata, options.columns)
    const rows = selection.rowGroups.reduce((sum, group) => sum + group.rows, 0)
    if (rows === 0) return emptyTable(columns)
    const whole: Pieces = [{ start: 0, bytes }]
    return decodingParquet(name, () =>
      normalise(name, this._decodeSync(trimmedFile(metadata, selection, whole)), columns, rows),
    )
  }

  #fullOptions({ compression, rowGroupRows = defaultRowGroupRows }: ParquetWriteOptions): FullWriteOptions {
    const { compressions, rowGroups } = this.supports
    if (!rowGroups && rowGroupRows !== defaultRowGroupRows)
      throw invalidOption('rowGroupRows', 'left out, as this codec writes one row group', rowGroupRows)
    const chosen = compression ?? compressions[0]!
    if (!compressions.includes(chosen)) throw invalidOption('compression', `one of ${compressions.join(', ')}`, chosen)
    if (!(Number.isInteger(rowGroupRows) && rowGroupRows > 0))
      throw invalidOption('rowGroupRows', 'a whole number above 0', rowGroupRows)
    return { compression: chosen, rowGroupRows }
  }
}

function hasFixedLengthBytes({ elements }: ReadableColumn): boolean {
  return elements.some(({ type }) => type === 'FIXED_LEN_BYTE_ARRAY' || type === 'INT96')
}

/** Takes a decoder's table to our types, in the order wanted, after comparing it with the footer. */
function normalise(file: string, decoded: Table, columns: readonly ReadableColumn[], rows: number): Table {
  // parquet-wasm (0.8) gives 0 rows of some valid files without an error.
  if (decoded.numRows !== rows)
    throw corruptParquet(file, `its footer counts ${rows} rows, but ${decoded.numRows} came out`)
  const normal = new Map<string, Column>()
  for (const { name, type, elements } of columns) {
    const vector = decoded.getChild(name)
    if (vector === null) throw corruptParquet(file, `column '${name}' did not come out`)
    const plain = columnFromVector(vector, name)
    const column = elements.at(-1)!.type === 'INT96' ? timestampsFromInt96(plain, name) : plain
    if (column.type !== type)
      throw corruptParquet(file, `column '${name}' is ${type} by its schema, but came out as ${column.type}`)
    normal.set(name, column)
  }
  return tableFromColumns(normal, rows)
}

function emptyTable(columns: readonly ReadableColumn[]): Table {
  return tableFromColumns(new Map(columns.map(({ name, type }) => [name, emptyColumn(type)])), 0)
}

function normalised(table: Table): Table {
  if (table.schema.fields.length === 0) throw invalidOption('table', 'a table with at least one column', 'no columns')
  return tableFromColumns(columnsFromTable(table), table.numRows)
}

function fileName(context: ParquetLoaderContext | undefined): string {
  return context?.url ?? context?.filename ?? 'bytes in memory'
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  const whole = bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength
  return (whole ? bytes.buffer : bytes.slice().buffer) as ArrayBuffer
}

function invalidOption(option: string, rule: string, value: unknown): MillraceError {
  return new MillraceError('MILLRACE_INVALID_ARGUMENT', `Writing Parquet: '${option}' must be ${rule}: ${value}`, {
    option,
    value,
  })
}

/** The one thing an encoder can stumble over is the size of a table: its types and values have been checked. */
function asEncodingError(error: unknown, rows: number): MillraceError {
  if (error instanceof MillraceError) return error
  const reason = error instanceof Error ? error.message : String(error)
  return new MillraceError(
    'MILLRACE_OUT_OF_MEMORY',
    `A table of ${rows} rows could not be encoded as Parquet (${reason}); write fewer rows at a time: ${rows}`,
    { rows, cause: error },
  )
}

function notSynchronous(): MillraceError {
  return new MillraceError(
    'MILLRACE_INVALID_ARGUMENT',
    'This codec only works asynchronously; use parse and encode',
    {},
  )
}
