import type { FastifyInstance } from 'fastify'
import type { JsonValue } from '../../json/parse-json.js'
import { columnsOfBody } from '../columns-of-body.js'
import { readBody } from '../request-body.js'
import { type RouteContext, sendJson, warn } from '../route-context.js'

/** `POST /write-to-online-store`: writes rows of one view to the online store. */
export function writeToOnlineStoreRoute(app: FastifyInstance, { store, settings }: RouteContext): void {
  const options = { handlerTimeout: settings.handlerTimeout }
  app.post<{ Body: JsonValue | undefined }>('/write-to-online-store', options, async (request, reply) => {
    const body = readBody(request.body, { feature_view_name: { form: 'text' }, df: { form: 'columns' } })
    const { warnings } = await store.writeToOnlineStore(
      body.feature_view_name,
      columnsOfBody(body.df, settings.maxRows),
    )
    return sendJson(warn(reply, warnings), 'null')
  })
}
