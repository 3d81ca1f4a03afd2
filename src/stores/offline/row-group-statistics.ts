import type { ParquetMetadata, ParquetRowGroup } from './codec/parquet-metadata.js'

/** The least and greatest timestamp of a row group, and whether some of its rows have none. */
export interface TimestampRange {
  readonly min: bigint
  readonly max: bigint
  readonly hasNulls: boolean
}

/** Gives what the footer says of a timestamp column in a row group; null where it says nothing that can be trusted. */
export function timestampRange(
  metadata: ParquetMetadata,
  group: ParquetRowGroup,
  field: string,
): TimestampRange | null {
  const column = metadata.columns.find(({ name }) => name === field)
  if (column?.type !== 'timestamp') return null
  const chunk = group.chunks[column.firstLeaf]!
  // The order of INT96 is not that of its statistics.
  if (chunk.statistics === null || chunk.type === 'INT96') return null
  const { min_value, max_value, min: oldMin, max: oldMax, null_count: nulls } = chunk.statistics
  const min = min_value ?? oldMin
  const max = max_value ?? oldMax
  if (typeof min !== 'bigint' || typeof max !== 'bigint' || min > max) return null
  return { min, max, hasNulls: nulls !== 0n }
}
