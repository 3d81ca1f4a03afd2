import type { Table } from 'apache-arrow'
import { columnFromValues } from '../../arrow/column-from-values.js'
import { tableFromColumns } from '../../arrow/table-from-columns.js'
import { type ByteSource, bytesSource } from '../../stores/offline/codec/byte-source.js'
import type { ParquetReadOptions } from '../../stores/offline/codec/loader-shape.js'
import type { ParquetCodec } from '../../stores/offline/codec/parquet-codec.js'
import { dataTypes } from '../../types.js'
import { edgeValues } from '../online-store-samples.js'

/** A table with a column of every type, named after it, whose rows go through the edge values and null. */
export function sampleTable(rows: number): Table {
  const columns = dataTypes.map((type, index) => {
    const values = [...edgeValues.get(type)!, null]
    const list = Array.from({ length: rows }, (_, row) => values[(row + index) % values.length])
    return [type, columnFromValues(type, list, type)] as const
  })
  return tableFromColumns(new Map(columns), rows)
}

/** Reads a file that is in memory. */
export async function readBytes(codec: ParquetCodec, bytes: Uint8Array, options?: ParquetReadOptions): Promise<Table> {
  const source = bytesSource('sample.parquet', bytes)
  return codec.read(source, await codec.readMetadata(source), options)
}

/** A source that counts the bytes read of it. */
export function countingSource(bytes: Uint8Array): { readonly source: ByteSource; readonly count: () => number } {
  let total = 0
  const read = async (start: number, end: number) => {
    total += end - start
    return bytes.subarray(start, end)
  }
  return { source: { name: 'counted.parquet', byteLength: bytes.length, read }, count: () => total }
}
