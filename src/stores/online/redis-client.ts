import type { Cluster, Redis } from 'ioredis'
import type { RedisConnection } from './redis-connection.js'
import { redisWriteScript } from './redis-write-script.js'

/** The commands of ioredis that the store uses, and its script. */
export interface RedisClient extends Pick<Redis, 'mgetBuffer' | 'connect' | 'disconnect'> {
  unlink(...keys: Buffer[]): Promise<number>
  /** Runs {@link redisWriteScript}; gives the positions, from 1, of the rows that came too late. */
  writeLatest(count: number, keys: readonly Buffer[], rows: readonly Buffer[]): Promise<number[]>
  /** The nodes that hold keys. */
  readonly masters: () => Redis[]
}

/** Times in milliseconds. */
export interface RedisTimeouts {
  readonly commandTimeout: number
  readonly connectTimeout: number
}

/**
 * Makes a client that is not yet connected. It connects again for as long as it lives, but no command waits for that or
 * is sent twice: the store itself decides what is repeated, and for how long.
 *
 * @param onConnection told why a connection failed, or undefined when one is made.
 */
export async function redisClient(
  connection: RedisConnection,
  cluster: boolean,
  timeouts: RedisTimeouts,
  onConnection: (error: Error | undefined) => void,
): Promise<RedisClient> {
  const { Cluster, Redis } = await import('ioredis')
  const { tls, username, password, database: db } = connection
  const shared = {
    ...timeouts,
    ...(tls ? { tls: {} } : {}),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    db,
    // Every Redis speaks version 2; nothing here needs 3.
    protocol: 2 as const,
    autoResendUnfulfilledCommands: false,
    // ioredis 6.0.0 then leaves a command without an answer to its timeout when the connection breaks; to give up after 0
    // attempts to connect is to fail it at once, so that the store can send it again.
    maxRetriesPerRequest: 0,
  }
  const retryStrategy = (times: number) => Math.min(20 * 2 ** times, 1000)
  const client = cluster
    ? new Cluster([...connection.nodes], {
        redisOptions: shared,
        lazyConnect: true,
        enableOfflineQueue: false,
        clusterRetryStrategy: retryStrategy,
        slotsRefreshTimeout: timeouts.connectTimeout,
      })
    : new Redis({ ...connection.nodes[0], ...shared, lazyConnect: true, enableOfflineQueue: false, retryStrategy })
  // Without a listener ioredis prints errors, and Node ends the process on some.
  client.on('error', onConnection)
  client.on('ready', () => onConnection(undefined))
  client.defineCommand('writeLatest', { lua: redisWriteScript })
  const masters = () => (client instanceof Cluster ? client.nodes('master') : [client])
  return Object.assign(client as (Cluster | Redis) & Pick<RedisClient, 'writeLatest'>, { masters })
}
