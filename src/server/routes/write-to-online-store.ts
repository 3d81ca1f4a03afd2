import type { FastifyInstance } from 'fastify'
import type { JsonValue } from '../../json/parse-json.js'
import { columnsOfBody } from '../columns-of-body.js'
import { readBody } from '../request-body.js'
import { type RouteContext, sendJson, warn } from '../route-context.js'
import { within } from '../within.js'

/** `POST /write-to-online-store`: writes rows of one view to the online store. */
export function writeToOnlineStoreRoute(app: FastifyInstance, { store, settings }: RouteContext): void {
  app.post<{ Body: JsonValue | undefined }>('/write-to-online-store', async (request, reply) => {
    const body = readBody(request.body, { feature_view_name: { form: 'text' }, df: { form: 'columns' } })
    const rows = columnsOfBody(body.df, settings.maxRows)
    const written = store.writeToOnlineStore(body.feature_view_name, rows)
    const { warnings } = await within(settings.handlerTimeout, written)
    return sendJson(warn(reply, warnings), 'null')
  })
}
