import { encodeEntityKeys } from '../key-codec.js'
import { checkWrite } from './check-columns.js'
import { encodeRows } from './encode-rows.js'
import type { OnlineEntry, OnlineWrite, OnlineWriteResult } from './online-store.js'
import { supersedes } from './row-order.js'
import { keyText } from './storage-key.js'
import { tableCodec } from './table-codec.js'

/** Writes ready for a store: at most one row a key. */
export interface EncodedWrites {
  readonly entries: readonly OnlineEntry[]
  /** Counts what happened to each write's rows, given 1 for every entry the store took. */
  readonly count: (taken: Uint8Array) => OnlineWriteResult[]
}

/** Packs the rows of some writes; of rows with one key, the latest stays, the last of equally late ones. */
export function encodeWrites(writes: readonly OnlineWrite[]): EncodedWrites {
  for (const write of writes) checkWrite(write)
  const entries: OnlineEntry[] = []
  const writeOf: number[] = []
  const positions = new Map<string, number>()
  writes.forEach((write, index) => {
    for (const entry of encodeWrite(write)) {
      const text = keyText(entry.key)
      const position = positions.get(text) ?? entries.length
      if (!supersedes(entry.row, entries[position]?.row)) continue
      positions.set(text, position)
      entries[position] = entry
      writeOf[position] = index
    }
  })
  return { entries, count: (taken) => countResults(writes, writeOf, taken) }
}

function encodeWrite({ table, keys, values, eventTimestamps, createdTimestamps }: OnlineWrite): OnlineEntry[] {
  const { layout, prefix } = tableCodec(table)
  const storageKeys = encodeEntityKeys(table.joinKeys, keys, eventTimestamps.length, prefix)
  const { bytes, starts } = encodeRows(layout, values, eventTimestamps, createdTimestamps)
  return storageKeys.map((key, row) => ({ key, row: bytes.subarray(starts[row], starts[row + 1]) }))
}

function countResults(
  writes: readonly OnlineWrite[],
  writeOf: readonly number[],
  taken: Uint8Array,
): OnlineWriteResult[] {
  const written = new Array<number>(writes.length).fill(0)
  writeOf.forEach((index, entry) => {
    if (taken[entry] === 1) written[index]! += 1
  })
  return writes.map(({ eventTimestamps }, index) => ({
    written: written[index]!,
    ignored: eventTimestamps.length - written[index]!,
  }))
}
