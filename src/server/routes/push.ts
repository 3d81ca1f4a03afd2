import type { FastifyInstance } from 'fastify'
import type { PushTarget } from '../../engine/results.js'
import type { JsonValue } from '../../json/parse-json.js'
import { columnsOfBody } from '../columns-of-body.js'
import { readBody } from '../request-body.js'
import { type RouteContext, warn } from '../route-context.js'
import { within } from '../within.js'

/** `POST /push`: writes rows under a push source. The answer has no body, as Feast's. */
export function pushRoute(app: FastifyInstance, { store, settings }: RouteContext): void {
  app.post<{ Body: JsonValue | undefined }>('/push', async (request, reply) => {
    const body = readBody(request.body, {
      push_source_name: { form: 'text' },
      df: { form: 'columns' },
      to: { form: 'text', optional: true },
    })
    const rows = columnsOfBody(body.df, settings.maxRows)
    // The store checks the target, as it checks everything else of a push.
    const to = (body.to ?? 'online') as PushTarget
    const { warnings } = await within(settings.handlerTimeout, store.push(body.push_source_name, rows, { to }))
    return warn(reply, warnings).code(200).send()
  })
}
