import { join } from 'node:path'
import { tableFromColumns } from '../../arrow/table-from-columns.js'
import type { FileSystem } from '../file-system.js'
import { blockDigests } from './checked-blocks.js'
import type { ParquetCodec } from './codec/parquet-codec.js'
import type { Part } from './manifest.js'
import type { Partition } from './partition-rows.js'

/** Where parts are written and how. */
export interface PartWriter {
  readonly files: FileSystem
  readonly codec: ParquetCodec
  /** The folder of the view. */
  readonly folder: string
  /** Ends the names of the files; see writer-token. */
  readonly token: string
}

/**
 * Writes one part: under a temporary name, synced, renamed. Its folder is not synced yet; see {@link syncFolders}.
 */
export async function writePart(
  { files, codec, folder, token }: PartWriter,
  number: number,
  { date, rows, columns, timestamps }: Partition,
  schema: string,
): Promise<Part> {
  const name = `part-${String(number).padStart(6, '0')}-${token}.parquet`
  const inside = `date=${date}`
  const bytes = await codec.write(tableFromColumns(columns, rows))
  await files.makeFolder(join(folder, inside))
  const temporary = join(folder, inside, `tmp-${token}`)
  await files.writeFile(temporary, bytes)
  await files.rename(temporary, join(folder, inside, name))
  const path = `${inside}/${name}`
  return { path, rows, bytes: bytes.length, ...rangeOf(timestamps), schema, blocks: blockDigests(bytes) }
}

/** Makes the names of new parts durable. */
export async function syncFolders(files: FileSystem, folder: string, parts: readonly Part[]): Promise<void> {
  for (const date of new Set(parts.map(({ path }) => path.split('/')[0]!))) await files.syncFolder(join(folder, date))
}

function rangeOf(timestamps: BigInt64Array): { min: bigint; max: bigint; sorted: boolean } {
  let min = timestamps[0]!
  let max = min
  let sorted = true
  for (let row = 1; row < timestamps.length; row++) {
    const timestamp = timestamps[row]!
    if (timestamp < timestamps[row - 1]!) sorted = false
    if (timestamp < min) min = timestamp
    if (timestamp > max) max = timestamp
  }
  return { min, max, sorted }
}
