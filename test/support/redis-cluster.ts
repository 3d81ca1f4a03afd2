import { type RedisServer, startRedis } from './redis-server.js'

const SLOTS = 16_384

/** Three Redis nodes that share the slots among them. */
export interface RedisCluster {
  readonly nodes: readonly RedisServer[]
  /** The node that owns a slot. */
  ownerOf(slot: number): Promise<RedisServer>
  idOf(node: RedisServer): Promise<string>
  flush(): Promise<void>
  stop(): Promise<void>
}

/** Starts a cluster of three nodes without replicas. */
export async function startRedisCluster(): Promise<RedisCluster> {
  const nodes = await Promise.all([0, 1, 2].map(() => startRedis({ cluster: true })))
  await Promise.all(
    nodes.map((node, index) => {
      const [first, last] = [Math.floor((index * SLOTS) / 3), Math.floor(((index + 1) * SLOTS) / 3) - 1]
      return node.client.call('CLUSTER', 'ADDSLOTSRANGE', first, last)
    }),
  )
  for (const { client } of nodes) await client.call('CLUSTER', 'MEET', '127.0.0.1', nodes[0]!.port)
  await until(async () => (await Promise.all(nodes.map(isWhole))).every(Boolean))
  return {
    nodes,
    ownerOf: async (slot) => {
      const ranges = (await nodes[0]!.client.call('CLUSTER', 'SLOTS')) as [number, number, [string, number]][]
      const [, , [, port]] = ranges.find(([first, last]) => first <= slot && slot <= last)!
      return nodes.find((node) => node.port === port)!
    },
    idOf: async ({ client }) => String(await client.call('CLUSTER', 'MYID')),
    flush: async () => {
      await Promise.all(nodes.map(({ client }) => client.flushall()))
    },
    stop: async () => {
      await Promise.all(nodes.map((node) => node.stop()))
    },
  }
}

async function isWhole({ client }: RedisServer): Promise<boolean> {
  const info = String(await client.call('CLUSTER', 'INFO'))
  return /cluster_state:ok/.test(info) && /cluster_known_nodes:3/.test(info)
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await condition()); tries++) {
    if (tries > 300) throw new Error('the cluster did not become whole in 30 s')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
