import type { AddressInfo } from 'node:net'
import { MillraceError } from '../errors.js'
import type { FeatureStore } from '../feature-store.js'
import { createServer } from './create-server.js'
import type { ServerOptions } from './server-options.js'

/** Where a server listens, beside its limits. */
export interface ServeOptions extends ServerOptions {
  /** Default 127.0.0.1: only this machine. There is no authentication. */
  readonly host?: string
  /** Default 6566, Feast's; 0 takes any free one. */
  readonly port?: number
}

/** A server that listens. */
export interface RunningServer {
  readonly url: string
  readonly port: number
  /** Takes no more requests, finishes those under way and background work, then stops. The store stays open. */
  close(): Promise<void>
}

/**
 * Serves a feature store over HTTP, see {@link createServer}.
 *
 * @throws MILLRACE_PORT_IN_USE, MILLRACE_INVALID_ARGUMENT for a host or port that cannot be listened on.
 * @example
 * const server = await serve(store, { port: 6566 })
 * await server.close()
 */
export async function serve(
  store: FeatureStore,
  { host = '127.0.0.1', port = 6566, ...options }: ServeOptions = {},
): Promise<RunningServer> {
  const app = createServer(store, options)
  try {
    await app.listen({ host, port })
  } catch (error) {
    await app.close()
    throw listenError(error, host, port)
  }
  const { port: actual } = app.server.address() as AddressInfo
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${actual}`, port: actual, close: () => app.close() }
}

function listenError(cause: unknown, host: string, port: number): MillraceError {
  const { code, message } = cause as { code?: string; message: string }
  const details = { host, port, cause }
  if (code === 'EADDRINUSE') {
    const text = `Another program listens on this port; stop it or choose another: ${host}:${port}`
    return new MillraceError('MILLRACE_PORT_IN_USE', text, details)
  }
  const text = `Cannot listen here (${message}); choose another host or port: ${host}:${port}`
  return new MillraceError('MILLRACE_INVALID_ARGUMENT', text, details)
}
