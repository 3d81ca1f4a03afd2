import type { OnlineStore, OnlineWrite } from '../../src/stores/online/online-store.js'
import { sampleColumns, sampleTable, sampleWrite } from '../../src/testing/online-store-samples.js'

/** Two views of 50 entities each. A round writes them all, so a store that holds two rounds at once has torn one. */
const views = ['left', 'right'].map((view) =>
  sampleTable('shop', view, { id: 'int64' }, { round: 'int64', padding: 'string' }),
)
const IDS = Array.from({ length: 50 }, (_, id) => [id])

/** The writes of one round, for one call. */
export function roundWrites(round: bigint): OnlineWrite[] {
  const padding = `${round} `.repeat(40)
  return views.map((view) =>
    sampleWrite(
      view,
      IDS.map((key) => ({ key, values: [round, padding], event: round })),
    ),
  )
}

/** The different rounds that a store's rows are of; null stands for rows that are not there. */
export async function readRound(store: OnlineStore): Promise<(bigint | null)[]> {
  const results = await store.read(
    views.map((table) => ({ table, keys: sampleColumns(table.joinKeys, IDS), fields: ['round'] })),
  )
  const rounds = results.flatMap(({ found, columns }) =>
    Array.from(found, (present, row) => (present === 1 ? (columns[0]!.values as BigInt64Array)[row]! : null)),
  )
  return [...new Set(rounds)]
}
