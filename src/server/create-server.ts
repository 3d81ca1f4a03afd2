import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import type { FeatureStore } from '../feature-store.js'
import { detail, errorReply } from './error-reply.js'
import { MaterializeJobs } from './materialize-jobs.js'
import { parseBody } from './request-body.js'
import { sendJson } from './route-context.js'
import { getOnlineFeaturesRoute } from './routes/get-online-features.js'
import { healthRoute } from './routes/health.js'
import { materializeRoutes } from './routes/materialize.js'
import { pushRoute } from './routes/push.js'
import { writeToOnlineStoreRoute } from './routes/write-to-online-store.js'
import { type ServerOptions, serverSettings } from './server-options.js'

/**
 * Makes the HTTP server of a feature store, with Feast's paths and JSON, not yet listening.
 *
 * `POST /get-online-features` (with `transform`; Arrow by `Accept: application/vnd.apache.arrow.stream`), `/push`,
 * `/write-to-online-store`, `/materialize`, `/materialize-incremental`; `GET /health`. A mistake of the client is a 4xx;
 * the header `millrace-error` has the code. Closing it finishes the requests under way and the background
 * materializations; the store stays open.
 *
 * @example
 * const server = createServer(store)
 * const answer = await server.inject({ method: 'GET', url: '/health' })
 */
export function createServer(store: FeatureStore, options: ServerOptions = {}): FastifyInstance {
  const settings = serverSettings(options)
  const jobs = new MaterializeJobs(settings.onError)
  const app = Fastify({
    bodyLimit: settings.bodyLimit,
    // What reaches no route, such as a path that does not decode, is told in the same form.
    frameworkErrors: (error, _request, reply) => tell(error, reply, settings.onError),
    requestTimeout: settings.requestTimeout,
    http: {
      // Node (20.20) keeps no requestTimeout that is shorter than headersTimeout, and looks only every 30 seconds; the
      // test 'a client that sends its request too slowly is cut off' fails without these.
      headersTimeout: settings.requestTimeout,
      connectionsCheckingInterval: Math.min(settings.requestTimeout, 30_000),
    },
  })
  acceptJson(app, settings.maxJsonDepth)
  answerErrors(app, settings.onError)
  endConnectionsOnClose(app)
  app.addHook('onClose', () => jobs.settled())
  const context = { store, settings, jobs }
  for (const route of [getOnlineFeaturesRoute, pushRoute, writeToOnlineStoreRoute, materializeRoutes, healthRoute])
    route(app, context)
  return app
}

/** Without this a connection whose request ends after closing began would be kept, and waited for, for a minute. */
function endConnectionsOnClose(app: FastifyInstance): void {
  let closing = false
  app.addHook('preClose', async () => {
    closing = true
  })
  app.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close')
  })
}

function acceptJson(app: FastifyInstance, maxDepth: number): void {
  app.removeAllContentTypeParsers()
  // Only JSON: a browser lets any page post text and forms to localhost, but asks first for JSON.
  app.addContentTypeParser<Buffer>(
    /^application\/(?:[\w.-]+\+)?json\b/i,
    { parseAs: 'buffer' },
    async (_request: unknown, body: Buffer) => (body.length === 0 ? undefined : parseBody(body, maxDepth)),
  )
}

function answerErrors(app: FastifyInstance, onError: (error: unknown) => void): void {
  const methods = new Map<string, Set<string>>()
  app.addHook('onRoute', ({ url, method }) => {
    const known = methods.get(url) ?? new Set()
    methods.set(url, known)
    for (const name of [method].flat()) known.add(name)
  })
  app.setErrorHandler((error, _request, reply) => tell(error, reply, onError))
  app.setNotFoundHandler((request, reply) => {
    const allowed = methods.get(request.url.split('?', 1)[0]!)
    if (allowed === undefined) return sendJson(reply, detail('Not Found'), 404)
    return sendJson(reply.header('allow', [...allowed].join(', ')), detail('Method Not Allowed'), 405)
  })
}

function tell(error: unknown, reply: FastifyReply, onError: (error: unknown) => void): FastifyReply {
  const { status, body, code } = errorReply(error)
  if (status >= 500) onError(error)
  if (code !== undefined) reply.header('millrace-error', code)
  return sendJson(reply, body, status)
}
