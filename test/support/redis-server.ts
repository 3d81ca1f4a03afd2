import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createServer } from 'node:net'
import { Redis } from 'ioredis'
import { temporaryFolder } from './temporary-folder.js'

/** A redis-server of a test's own, which ends with the test's process at the latest. */
export interface RedisServer {
  readonly port: number
  /** A plain client for what tests do behind the store's back. */
  readonly client: Redis
  /** Makes the server hang, as a stopped machine does: it takes connections and answers nothing. */
  suspend(): void
  resume(): void
  stop(): Promise<void>
}

/** Why there is no Redis to test with, or null. */
export function redisMissing(): string | null {
  const { error } = spawnSync('redis-server', ['--version'])
  return error ? 'the redis-server binary is not installed' : null
}

/** Starts a redis-server without persistence on a free port, or on a given one. */
export async function startRedis({
  port,
  cluster = false,
}: {
  port?: number
  cluster?: boolean
} = {}): Promise<RedisServer> {
  const chosen = port ?? (await freePort())
  const settings = { port: chosen, dir: temporaryFolder(), bind: '127.0.0.1', save: '', appendonly: 'no' }
  const clusterSettings = { 'cluster-enabled': 'yes', 'cluster-node-timeout': '2000' }
  const args = Object.entries({ ...settings, ...(cluster ? clusterSettings : {}) }).flatMap(([name, value]) => [
    `--${name}`,
    String(value),
  ])
  const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  await ready(child)
  const client = new Redis({ port: chosen, host: '127.0.0.1', retryStrategy: () => null })
  return {
    port: chosen,
    client,
    suspend: () => child.kill('SIGSTOP'),
    resume: () => child.kill('SIGCONT'),
    stop: async () => {
      client.disconnect()
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = new Promise((resolve) => child.once('exit', resolve))
      // SIGKILL also ends a server that is suspended.
      kill()
      process.off('exit', kill)
      await ended
    },
  }
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = ''
    child.stdout!.on('data', (chunk) => {
      output += chunk
      if (output.includes('Ready to accept connections')) resolve()
    })
    child.once('exit', (code) => reject(new Error(`redis-server ended with ${code}: ${output}`)))
    child.once('error', reject)
  })
}

/** A port nobody listens on, small enough that Redis Cluster's bus (port + 10000) fits too. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 30_000)
    const free = await new Promise<boolean>((resolve) => {
      const server = createServer()
      server.once('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
    })
    if (free) return port
  }
}
