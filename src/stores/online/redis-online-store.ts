import { MillraceError } from '../../errors.js'
import { withinDeadline } from './deadline.js'
import { type OnlineEntry, OnlineStore, type OnlineStoreSupports } from './online-store.js'
import { type RedisClient, redisClient } from './redis-client.js'
import { describeNodes, parseRedisConnection, type RedisConnection } from './redis-connection.js'
import { redisKey, redisPattern, redisTag } from './redis-key.js'

/** Options of {@link RedisOnlineStore}. */
export interface RedisOnlineStoreOptions {
  /** `host:port[,host:port...][,ssl=true][,username=..][,password=..][,db=0]` as Feast writes it, or a redis:// URL. */
  readonly connection: string
  /** Whether it is a Redis Cluster; default: where several nodes are named. */
  readonly cluster?: boolean
  /** Milliseconds a read, write or step of a clear may take, repetitions after lost connections included; default 5000. */
  readonly commandTimeout?: number
  /** Milliseconds that connecting may take; default 5000. */
  readonly connectTimeout?: number
}

/** Redis takes 1,048,576 arguments a command; a row needs two. */
const LARGEST_WRITE = 500_000
const SCAN_COUNT = 1000

/**
 * An online store in Redis 4 or later, for any number of processes: one packed row a key, read with MGET, written by one
 * script that compares timestamps where the rows are.
 *
 * In a Redis Cluster all views of an entity are on one node and written in one step, but not those of several entities:
 * `supports.atomicity` is `entity`.
 *
 * A server that is down or hung gives MILLRACE_STORE_UNAVAILABLE after `commandTimeout`; the store goes on when it is back.
 *
 * @example
 * const store = new RedisOnlineStore({ connection: 'localhost:6379' })
 * await store.open()
 */
export class RedisOnlineStore extends OnlineStore {
  readonly supports: OnlineStoreSupports
  readonly #connection: RedisConnection
  readonly #options: Required<Omit<RedisOnlineStoreOptions, 'connection'>>
  #client: RedisClient | undefined
  #lastError: Error | undefined

  constructor({ connection, cluster, commandTimeout = 5000, connectTimeout = 5000 }: RedisOnlineStoreOptions) {
    super()
    for (const [name, value] of Object.entries({ commandTimeout, connectTimeout })) assertMilliseconds(name, value)
    this.#connection = parseRedisConnection(connection)
    this.#options = { cluster: cluster ?? this.#connection.nodes.length > 1, commandTimeout, connectTimeout }
    if (!this.#options.cluster && this.#connection.nodes.length !== 1) throw oneNode(this.#connection)
    this.supports = Object.freeze({
      persistent: true,
      sharedBetweenProcesses: true,
      atomicity: this.#options.cluster ? 'entity' : 'call',
    })
  }

  protected async _open(): Promise<void> {
    const { cluster, connectTimeout } = this.#options
    const client = await redisClient(this.#connection, cluster, this.#options, (error) => {
      this.#lastError = error
    })
    try {
      // Once only: the client itself tries again, and two of its attempts at a time would never end.
      await this.#within(connectTimeout, () => client.connect(), never)
    } catch (error) {
      client.disconnect()
      throw error
    }
    this.#client = client
  }

  protected async _close(): Promise<void> {
    this.#client?.disconnect()
    this.#client = undefined
  }

  protected async _getMany(keys: readonly Uint8Array[]): Promise<readonly (Uint8Array | undefined)[]> {
    const rows = new Array<Uint8Array | undefined>(keys.length)
    await this.#each(this.#groups(keys), async ({ keys, positions }) => {
      const values = await this.#client!.mgetBuffer(keys)
      positions.forEach((position, index) => {
        rows[position] = values[index] ?? undefined
      })
    })
    return rows
  }

  protected async _writeMany(entries: readonly OnlineEntry[]): Promise<Uint8Array> {
    if (entries.length > LARGEST_WRITE) throw tooMany(entries.length)
    const taken = new Uint8Array(entries.length).fill(1)
    await this.#each(this.#groups(entries.map(({ key }) => key)), async ({ keys, positions }) => {
      const rows = positions.map((position) => bufferOf(entries[position]!.row))
      const late = await this.#client!.writeLatest(keys.length, keys, rows)
      for (const index of late) taken[positions[index - 1]!] = 0
    })
    return taken
  }

  protected async _clear(prefix: Uint8Array): Promise<void> {
    const pattern = redisPattern(prefix)
    for (const node of this.#client!.masters()) {
      let cursor = '0'
      do {
        const [next, keys] = await this.#within(this.#options.commandTimeout, () =>
          node.scanBuffer(cursor, 'MATCH', pattern, 'COUNT', SCAN_COUNT),
        )
        await this.#each(this.#split(keys), ({ keys }) => this.#client!.unlink(...keys))
        cursor = next.toString()
      } while (cursor !== '0')
    }
  }

  /** Keys that one command may name: all, or in a cluster those of one tag. */
  #groups(storageKeys: readonly Uint8Array[]): KeyGroup[] {
    return this.#split(storageKeys.map(redisKey))
  }

  #split(keys: readonly Buffer[]): KeyGroup[] {
    const groups = new Map<string, KeyGroup>()
    keys.forEach((key, position) => {
      const tag = this.#options.cluster ? redisTag(key) : ''
      let group = groups.get(tag)
      if (group === undefined) groups.set(tag, (group = { keys: [], positions: [] }))
      group.keys.push(key)
      group.positions.push(position)
    })
    return [...groups.values()]
  }

  async #each(groups: readonly KeyGroup[], command: (group: KeyGroup) => Promise<unknown>): Promise<void> {
    await Promise.all(groups.map((group) => this.#within(this.#options.commandTimeout, () => command(group))))
  }

  async #within<T>(milliseconds: number, operation: () => Promise<T>, passes = isTransient): Promise<T> {
    try {
      return await withinDeadline(milliseconds, passes, operation)
    } catch (error) {
      throw this.#unavailable(error)
    }
  }

  #unavailable(cause: unknown): MillraceError {
    const nodes = describeNodes(this.#connection)
    // ioredis says "Connection is closed" where an earlier event said why.
    const reasons = [cause, isReply(cause) ? undefined : this.#lastError].map(
      (error) => (error as Error | undefined)?.message,
    )
    return new MillraceError(
      'MILLRACE_STORE_UNAVAILABLE',
      `Redis failed (${[...new Set(reasons)].filter(Boolean).join('; ')}); check that it runs and can be reached: ${nodes}`,
      { nodes, cause },
    )
  }
}

/** Keys and where they stood in the list they came from. */
interface KeyGroup {
  readonly keys: Buffer[]
  readonly positions: number[]
}

/** A reply that is an error stays one, unless it says that the server is starting or changing; all else may pass. */
function isTransient(error: unknown): boolean {
  return !isReply(error) || /^(LOADING|CLUSTERDOWN|TRYAGAIN|MASTERDOWN|READONLY)\b/.test((error as Error).message)
}

function never(): boolean {
  return false
}

function isReply(error: unknown): boolean {
  return error instanceof Error && error.name === 'ReplyError'
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}

function assertMilliseconds(name: string, value: number): void {
  if (Number.isFinite(value) && value > 0) return
  throw new MillraceError(
    'MILLRACE_INVALID_ARGUMENT',
    `${name} is a positive number of milliseconds; change it: ${value}`,
    {
      name,
      value,
    },
  )
}

function oneNode(connection: RedisConnection): MillraceError {
  const nodes = describeNodes(connection)
  return new MillraceError(
    'MILLRACE_INVALID_ARGUMENT',
    `A Redis that is no cluster has one node; name one, or set cluster: ${JSON.stringify(nodes)}`,
    { nodes },
  )
}

function tooMany(rows: number): MillraceError {
  return new MillraceError(
    'MILLRACE_INVALID_ARGUMENT',
    `One write to Redis takes at most ${LARGEST_WRITE} rows; write fewer at a time: ${rows}`,
    { rows },
  )
}
