import type { FastifyInstance } from 'fastify'
import { MillraceError } from '../../errors.js'
import { JsonColumns } from '../../json/json-columns.js'
import type { JsonValue } from '../../json/parse-json.js'
import { arrowResponse, arrowStream, wantsArrow } from '../arrow-response.js'
import { columnsOfBody } from '../columns-of-body.js'
import { onlineResponse } from '../online-response.js'
import { readBody } from '../request-body.js'
import { type RouteContext, sendJson } from '../route-context.js'
import { within } from '../within.js'

/** `POST /get-online-features`: Feast's read, with `transform`, in JSON or Arrow. */
export function getOnlineFeaturesRoute(app: FastifyInstance, context: RouteContext): void {
  const { store, settings } = context
  app.post<{ Body: JsonValue | undefined }>('/get-online-features', async (request, reply) => {
    const body = readBody(request.body, {
      entities: { form: 'columns' },
      features: { form: 'texts', optional: true },
      feature_service: { form: 'text', optional: true },
      full_feature_names: { form: 'flag', optional: true },
      transform: { form: 'flag', optional: true },
    })
    const entities = columnsOfBody(body.entities, settings.maxRows)
    // Names from outside are checked when the list is planned; their type says only what they should look like.
    const features =
      body.feature_service === undefined
        ? ((body.features ?? []) as readonly `${string}:${string}`[])
        : { service: body.feature_service }
    checkSize(context, features, entities)
    const read = store.getOnlineFeatures({
      features,
      entities: withJoinKeys(entities, context),
      transform: body.transform ?? false,
      fullFeatureNames: body.full_feature_names ?? false,
    })
    const answer = await within(settings.handlerTimeout, read)
    if (wantsArrow(request.headers.accept))
      return reply.code(200).header('content-type', arrowStream).send(arrowResponse(answer))
    return sendJson(reply, onlineResponse(answer))
  })
}

/** Refuses a request whose answer would be too large, before anything is read for it. */
function checkSize(
  { store, settings }: RouteContext,
  features: readonly string[] | { readonly service: string },
  entities: JsonColumns,
): void {
  const count =
    'service' in features
      ? store
          .getFeatureService(features.service)
          .features.reduce((sum, view) => sum + view.projection.features.length, 0)
      : features.length
  const rows = entities.columns.values().next().value?.length ?? 0
  if (rows * count <= settings.maxValues) return
  throw new MillraceError(
    'MILLRACE_REQUEST_TOO_LARGE',
    `An answer may have ${settings.maxValues} values; ask for fewer rows or features: ${rows} x ${count}`,
    { rows, features: count, maxValues: settings.maxValues },
  )
}

/** Adds, for each column that has an entity's name, the entity's join key: Feast takes either. */
function withJoinKeys(entities: JsonColumns, { store }: RouteContext): JsonColumns {
  const named = store.listEntities().filter(({ name, joinKey }) => name !== joinKey && entities.columns.has(name))
  if (named.length === 0) return entities
  const columns = new Map<string, readonly unknown[]>()
  for (const [column, values] of entities.columns) {
    columns.set(column, values)
    for (const { name, joinKey } of named)
      if (name === column && !entities.columns.has(joinKey)) columns.set(joinKey, values)
  }
  return new JsonColumns(columns)
}
