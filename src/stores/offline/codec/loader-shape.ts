import type { Table } from 'apache-arrow'

/** What part of a Parquet file is decoded. */
export interface ParquetReadOptions {
  /** Names of the wanted columns, in the order wanted; default: all of them. */
  readonly columns?: readonly string[]
  /** Numbers of the wanted row groups, from 0, in the order wanted; default: all of them. */
  readonly rowGroups?: readonly number[]
}

/** How a Parquet file is written. */
export interface ParquetWriteOptions {
  /** Default `zstd`, or the first that the codec's `supports` lists. */
  readonly compression?: ParquetCompression
  /** The most rows of one row group; default 131,072. */
  readonly rowGroupRows?: number
}

export type ParquetCompression = 'zstd' | 'snappy' | 'none'

/** Options as loaders.gl nests them, under the format's name. */
export interface ParquetLoaderOptions {
  readonly parquet?: ParquetReadOptions
  readonly [loader: string]: unknown
}

/** Options as loaders.gl nests them, under the format's name. */
export interface ParquetWriterOptions {
  readonly parquet?: ParquetWriteOptions
  readonly [writer: string]: unknown
}

/** Where loaders.gl says that bytes came from. */
export interface ParquetLoaderContext {
  readonly url?: string
  readonly filename?: string
}

interface ParquetFormat {
  /** Never set: tells loaders.gl's types what is parsed and encoded. */
  readonly dataType?: Table
  readonly id: string
  readonly name: string
  readonly module: string
  readonly version: string
  readonly category: string
  readonly extensions: string[]
  readonly mimeTypes: string[]
}

/**
 * A loader in the shape of loaders.gl: its `parse`, `parseSync` and `registerLoaders` take it.
 *
 * Shape: https://loaders.gl/docs/specifications/loader-object-format
 */
export interface ParquetLoader extends ParquetFormat {
  readonly binary: true
  /** Bytes a file of the format begins with. */
  readonly tests: string[]
  readonly options: { readonly parquet?: Record<string, unknown> }
  parse(data: ArrayBuffer, options?: ParquetLoaderOptions, context?: ParquetLoaderContext): Promise<Table>
  parseSync?(data: ArrayBuffer, options?: ParquetLoaderOptions, context?: ParquetLoaderContext): Table
}

/**
 * A writer in the shape of loaders.gl: its `encode` and `encodeSync` take it.
 *
 * Shape: https://loaders.gl/docs/specifications/writer-object-format
 */
export interface ParquetWriter extends ParquetFormat {
  readonly binary: true
  readonly options: { readonly parquet?: Record<string, unknown> }
  encode(table: Table, options?: ParquetWriterOptions): Promise<ArrayBuffer>
  encodeSync?(table: Table, options?: ParquetWriterOptions): ArrayBuffer
}

/** What loaders.gl knows the format by. */
export function parquetFormat(id: string, name: string, version: string): ParquetFormat {
  return {
    id,
    name,
    module: 'parquet',
    version,
    category: 'table',
    extensions: ['parquet'],
    mimeTypes: ['application/vnd.apache.parquet', 'application/octet-stream'],
  }
}
