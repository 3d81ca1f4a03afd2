import { z } from 'zod'

const path = z.string().min(1)
const milliseconds = z.coerce.number().int().min(1).max(3_600_000)

const memoryOnlineStore = z.strictObject({ type: z.literal('memory') })
const levelOnlineStore = z.strictObject({
  type: z.enum(['level', 'leveldb']),
  path: path.default('data/online'),
})
const redisOnlineStore = z.strictObject({
  type: z.literal('redis'),
  /** `host:port[,host:port...][,ssl=true][,username=...][,password=...][,db=0]` as in Feast, or a `redis://` URL. */
  connection_string: z.string().min(1).default('localhost:6379'),
  /** By default a cluster where several nodes are named. */
  redis_type: z.enum(['redis', 'redis_cluster']).optional(),
  command_timeout_ms: milliseconds.optional(),
  connect_timeout_ms: milliseconds.optional(),
})

/** The kinds of online store, each with its own keys. */
export const onlineStoreSchemas = {
  memory: memoryOnlineStore,
  level: levelOnlineStore,
  leveldb: levelOnlineStore,
  redis: redisOnlineStore,
} as const

const registrySchema = z.strictObject({ path })
const offlineStoreSchema = z.strictObject({
  type: z.literal('file').default('file'),
  path: path.default('data/offline'),
})
const realtimeEngineSchema = z.strictObject({
  type: z.literal('local').default('local'),
  backend: z.string().min(1).default('wasm'),
})

/** The keys of `feature_store.yaml`, their forms and their defaults. */
export const configSchema = z.strictObject({
  project: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'expected letters, digits and underscores, no digit first'),
  provider: z.literal('local').default('local'),
  registry: z
    .union([path, registrySchema])
    .default('data/registry.json')
    .transform((value) => (typeof value === 'string' ? { path: value } : value)),
  online_store: z
    .discriminatedUnion('type', [memoryOnlineStore, levelOnlineStore, redisOnlineStore])
    .default({ type: 'level', path: 'data/online' }),
  offline_store: offlineStoreSchema.default({ type: 'file', path: 'data/offline' }),
  realtime_engine: realtimeEngineSchema.default({ type: 'local', backend: 'wasm' }),
  entity_key_serialization_version: z.coerce.number().pipe(z.literal(3)).default(3),
})

/**
 * What `feature_store.yaml` says, with its names; paths are relative to the file.
 *
 * | key | value | default |
 * |---|---|---|
 * | project | the name that keeps this store's data apart | |
 * | provider | `local` | `local` |
 * | registry | a path, or `{path}` | `data/registry.json` |
 * | online_store | `{type: level, path}`, `{type: redis, connection_string, redis_type, command_timeout_ms, connect_timeout_ms}`, `{type: memory}` | `{type: level, path: data/online}` |
 * | offline_store | `{type: file, path}` | `{type: file, path: data/offline}` |
 * | realtime_engine | `{type: local, backend}`; backend `wasm`, `js` or a registered name | `{type: local, backend: wasm}` |
 * | entity_key_serialization_version | 3 | 3 |
 */
export type ConfigDocument = z.input<typeof configSchema>

/** A checked configuration with every default filled in. */
export type Config = z.output<typeof configSchema>

/** The keys that may stand at `path` of `document`, for suggestions. */
export function keysAt(path: readonly PropertyKey[], document: unknown): readonly string[] {
  switch (path[0]) {
    case undefined:
      return Object.keys(configSchema.shape)
    case 'registry':
      return Object.keys(registrySchema.shape)
    case 'offline_store':
      return Object.keys(offlineStoreSchema.shape)
    case 'realtime_engine':
      return Object.keys(realtimeEngineSchema.shape)
    case 'online_store': {
      const { type } = (document as { online_store: { type: keyof typeof onlineStoreSchemas } }).online_store
      return Object.keys(onlineStoreSchemas[type].shape)
    }
    default:
      return []
  }
}
