import type { OfflineWrite } from '../../src/stores/offline/offline-store.js'
import { sampleRows, sampleView } from '../../src/testing/offline-store-suite/sample-rows.js'

export const views = ['left', 'right'].map((view) => sampleView(view))
const rowsPerAppend = 60

/** The rows of the append of a number, to both views, over three days; each has the number as its id. */
export function writesOf(number: number): OfflineWrite[] {
  const rows = Array.from({ length: rowsPerAppend }, (_, row) => [number, row, (row % 3) * 24 + row / 100] as const)
  return views.map((table) => ({ table, rows: sampleRows(...rows) }))
}

/** Says which appends a view's ids are of; throws where one is there in part or twice. */
export function appendsIn(ids: readonly bigint[]): number[] {
  const counts = new Map<number, number>()
  for (const id of ids) counts.set(Number(id), (counts.get(Number(id)) ?? 0) + 1)
  for (const [number, count] of counts)
    if (count !== rowsPerAppend) throw new Error(`append ${number} has ${count} rows of ${rowsPerAppend}`)
  return [...counts.keys()].sort((a, b) => a - b)
}

export const encodeAppend = (number: number) => new TextEncoder().encode(String(number))
export const decodeAppend = (record: Uint8Array) => Number(new TextDecoder().decode(record))
