import { rmSync } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  days,
  Entity,
  FeatureView,
  FileSource,
  Float64,
  Int64,
  OnDemandFeatureView,
  PushSource,
} from '../../src/index.js'
import { openFeatureStore, ParquetWasmCodec } from '../../src/node.js'
import { tableOf } from './engines/wasm.js'
import type { Columns } from './random-columns.js'

/** When the history begins: 2024-01-01, in microseconds. */
export const startMicroseconds = 1_704_067_200_000_000
/** How long the history lasts; not longer than the ttl, so that the last row of every key is current at its end. */
export const windowMicroseconds = 86_400_000_000

const driver = new Entity({ name: 'driver', joinKey: 'driver_id', type: Int64 })

const stats = new FeatureView({
  name: 'driver_stats',
  entities: [driver],
  ttl: days(1),
  schema: { conv_rate: Float64, acc_rate: Float64, trips: Int64 },
  source: new PushSource({
    name: 'driver_stats_push',
    batchSource: new FileSource({ path: 'history.parquet', timestampField: 'event_timestamp' }),
  }),
})

const score = new OnDemandFeatureView({
  name: 'driver_score',
  sources: [stats],
  transform: ({ conv_rate, acc_rate }) => ({ score: conv_rate.mul(0.75).add(acc_rate.mul(0.25)) }),
})

const configuration = `project: bench
registry: registry.json
online_store:
  type: level
  path: online
offline_store:
  type: file
  path: offline
`

/** Opens a store in a folder of its own, with a history that has been materialized. */
export async function openServingStore(history: Columns) {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-bench-'))
  await writeFile(join(folder, 'feature_store.yaml'), configuration)
  await writeFile(join(folder, 'history.parquet'), await new ParquetWasmCodec().write(tableOf(history)))
  const end = startMicroseconds + windowMicroseconds
  const store = await openFeatureStore(join(folder, 'feature_store.yaml'), {
    definitions: [driver, stats, score],
    clock: () => new Date(end / 1000),
  })
  await store.apply()
  await store.materialize({ start: BigInt(startMicroseconds), end: BigInt(end) })
  return {
    store,
    close: async () => {
      await store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A store of {@link openServingStore}, with its definitions' types. */
export type ServingStore = Awaited<ReturnType<typeof openServingStore>>['store']
