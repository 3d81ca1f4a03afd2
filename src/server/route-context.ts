import type { FastifyReply } from 'fastify'
import type { FeatureStore } from '../feature-store.js'
import type { MaterializeJobs } from './materialize-jobs.js'
import type { ServerSettings } from './server-options.js'

/** What every route works with. */
export interface RouteContext {
  readonly store: FeatureStore
  readonly settings: ServerSettings
  readonly jobs: MaterializeJobs
}

/** Sends JSON that is already text. */
export function sendJson(reply: FastifyReply, body: string, status = 200): FastifyReply {
  return reply.code(status).header('content-type', 'application/json').send(body)
}

/**
 * Puts a write's warnings into `warning` headers (RFC 9111, section 5.5): the bodies of writes are Feast's and have no
 * room for them. A header holds printable ASCII only; anything else is percent-encoded.
 */
export function warn(reply: FastifyReply, warnings: readonly string[]): FastifyReply {
  if (warnings.length === 0) return reply
  const texts = warnings.slice(0, 8).map((warning) => {
    const ascii = warning.slice(0, 500).replace(/[^\x20-\x7e]/gu, percentEncoded)
    return `299 millrace "${ascii.replace(/["\\]/g, '\\$&')}"`
  })
  return reply.header('warning', texts.join(', '))
}

function percentEncoded(character: string): string {
  return Buffer.from(character).toString('hex').replace(/../g, '%$&')
}
