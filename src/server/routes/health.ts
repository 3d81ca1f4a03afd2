import type { FastifyInstance } from 'fastify'
import type { RouteContext } from '../route-context.js'

/** `GET /health`: 200 where the online store answers, else 503; no body. */
export function healthRoute(app: FastifyInstance, { store, settings }: RouteContext): void {
  app.get('/health', { handlerTimeout: settings.handlerTimeout }, async (_request, reply) => {
    try {
      await store.ping()
    } catch (error) {
      settings.onError(error)
      return reply.code(503).send()
    }
    return reply.code(200).send()
  })
}
