import { readFile } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import type { Definition } from '../definitions/definition.js'
import { MillraceError } from '../errors.js'
import { FeatureStore } from '../feature-store.js'
import { FileRegistryStore } from '../registry/file-registry-store.js'
import { FileJournal } from '../stores/file-journal.js'
import { ParquetDatasetStore } from '../stores/offline/parquet-dataset-store.js'
import { LevelOnlineStore } from '../stores/online/level-online-store.js'
import { MemoryOnlineStore } from '../stores/online/memory-online-store.js'
import type { OnlineStore } from '../stores/online/online-store.js'
import { RedisOnlineStore } from '../stores/online/redis-online-store.js'
import type { Config, ConfigDocument } from './config-schema.js'
import type { Environment } from './expand-environment.js'
import { parseConfig, parseConfigText } from './parse-config.js'

/** What is not in the configuration. */
export interface OpenOptions<Definitions extends readonly Definition[]> {
  /** What `apply` applies by default; their types are the store's, and their code is what views of the registry run. */
  readonly definitions?: Definitions
  /** The time; default the system's. */
  readonly clock?: () => Date
  /** Told each warning of a read or a write; default `console.warn`. */
  readonly onWarning?: (message: string) => void
  /** The folder that relative paths start from; default that of the file, or of a configuration as an object the current one. */
  readonly baseDirectory?: string
  /** What `${NAME}` stands for; default the process's environment. */
  readonly environment?: Environment
}

/**
 * Opens the feature store that a `feature_store.yaml`, or the same as an object, describes.
 *
 * @param config the path of the file, or its content as data, see {@link ConfigDocument}.
 * @throws MILLRACE_FILE_NOT_FOUND, MILLRACE_INVALID_CONFIG, and what {@link FeatureStore.open} throws.
 * @example
 * const store = await openFeatureStore('feature_store.yaml', { definitions: [driver, stats] })
 */
export async function openFeatureStore<const D extends readonly Definition[] = readonly Definition[]>(
  config: string | ConfigDocument,
  { environment = process.env, baseDirectory, ...options }: OpenOptions<D> = {},
): Promise<FeatureStore<D>> {
  const checked = typeof config === 'string' ? await readConfig(config, environment) : parseConfig(config, environment)
  const base = resolve(baseDirectory ?? (typeof config === 'string' ? dirname(config) : '.'))
  const offlinePath = resolve(base, checked.offline_store.path)
  return FeatureStore.open<D>({
    project: checked.project,
    registry: new FileRegistryStore(resolve(base, checked.registry.path)),
    onlineStore: makeOnlineStore(checked.online_store, base),
    offlineStore: new ParquetDatasetStore(offlinePath),
    // Beside the data sets, because what it completes is a write to them.
    journal: new FileJournal(`${offlinePath}-journal`),
    backend: checked.realtime_engine.backend,
    resolvePath: (path) => resolve(base, path),
    ...options,
  })
}

/**
 * Reads a `feature_store.yaml`.
 *
 * @throws MILLRACE_FILE_NOT_FOUND, MILLRACE_INVALID_CONFIG
 */
export async function readConfig(path: string, environment: Environment = process.env): Promise<Config> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new MillraceError(
      'MILLRACE_FILE_NOT_FOUND',
      `There is no configuration to read (${code}); write one with \`millrace init\`, or name its folder: ${path}`,
      { path, cause },
    )
  }
  return parseConfigText(text, environment, basename(path))
}

function makeOnlineStore(config: Config['online_store'], base: string): OnlineStore {
  switch (config.type) {
    case 'memory':
      return new MemoryOnlineStore()
    case 'level':
    case 'leveldb':
      return new LevelOnlineStore({ location: resolve(base, config.path) })
    case 'redis':
      return new RedisOnlineStore({
        connection: config.connection_string,
        ...(config.redis_type && { cluster: config.redis_type === 'redis_cluster' }),
        ...(config.command_timeout_ms && { commandTimeout: config.command_timeout_ms }),
        ...(config.connect_timeout_ms && { connectTimeout: config.connect_timeout_ms }),
      })
  }
}
