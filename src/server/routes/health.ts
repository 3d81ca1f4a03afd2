import type { FastifyInstance } from 'fastify'
import type { RouteContext } from '../route-context.js'
import { within } from '../within.js'

/** `GET /health`: 200 where the online store answers, else 503; no body. */
export function healthRoute(app: FastifyInstance, { store, settings }: RouteContext): void {
  app.get('/health', async (_request, reply) => {
    try {
      await within(settings.handlerTimeout, store.ping())
    } catch (error) {
      settings.onError(error)
      return reply.code(503).send()
    }
    return reply.code(200).send()
  })
}
