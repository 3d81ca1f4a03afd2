import { join } from 'node:path'
import {
  FeatureStore,
  FeatureView,
  LevelOnlineStore,
  MemoryRegistryStore,
  OnDemandFeatureView,
  PushSource,
} from '../../src/index.js'
import { FileJournal } from '../../src/stores/file-journal.js'
import { ParquetDatasetStore } from '../../src/stores/offline/parquet-dataset-store.js'
import { driver, stats as filed, noon } from '../support/driver-store.js'

const stats = new FeatureView({
  name: filed.name,
  entities: [driver],
  schema: filed.schema,
  source: new PushSource({ name: 'driver_stats_push' }),
})
const activity = new OnDemandFeatureView({
  name: 'driver_activity',
  sources: [stats],
  offline: true,
  transform: ({ avg_daily_trips }) => ({ weekly_trips: avg_daily_trips.mul(7) }),
})
const definitions = [driver, stats, activity] as const

/** The drivers that every push has a row of. */
export const drivers = [1, 2, 3]
/** The event timestamp of push `number`: a second after the last. */
export const timeOf = (number: number): Date => new Date(noon.getTime() + number * 1000)

/** A feature store on disk: LevelDB, Parquet and a journal in `folder`. */
export async function openOnDisk(folder: string) {
  const offlineStore = new ParquetDatasetStore(join(folder, 'offline'))
  const store = await FeatureStore.open({
    project: 'drivers',
    registry: new MemoryRegistryStore(),
    onlineStore: new LevelOnlineStore({ location: join(folder, 'online') }),
    offlineStore,
    journal: new FileJournal(join(folder, 'journal')),
    definitions,
    clock: () => noon,
    onWarning: () => undefined,
  })
  await store.apply()
  return store
}
