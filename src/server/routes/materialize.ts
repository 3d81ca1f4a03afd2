import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { parseTimestamp } from '../../arrow/parse-timestamp.js'
import type { WriteResult } from '../../engine/results.js'
import { MillraceError } from '../../errors.js'
import type { JsonValue } from '../../json/parse-json.js'
import { readBody } from '../request-body.js'
import { type RouteContext, sendJson, warn } from '../route-context.js'
import { within } from '../within.js'

type Request = FastifyRequest<{ Body: JsonValue | undefined }>

/** `POST /materialize` and `/materialize-incremental`, with `?async=true` in the background. */
export function materializeRoutes(app: FastifyInstance, context: RouteContext): void {
  const { store, settings } = context

  app.post<{ Body: JsonValue | undefined }>('/materialize', async (request, reply) => {
    const body = readBody(request.body, {
      start_ts: { form: 'text', optional: true },
      end_ts: { form: 'text', optional: true },
      feature_views: { form: 'texts', optional: true },
      disable_event_timestamp: { form: 'flag', optional: true },
      version: { form: 'text', optional: true },
    })
    refuseVersion(body.version)
    const window = windowOf(body.start_ts, body.end_ts, body.disable_event_timestamp ?? false, settings.clock())
    return answer(context, request, reply, body.feature_views, (views) => store.materialize({ ...window, ...views }))
  })

  app.post<{ Body: JsonValue | undefined }>('/materialize-incremental', async (request, reply) => {
    const body = readBody(request.body, {
      end_ts: { form: 'text' },
      feature_views: { form: 'texts', optional: true },
      version: { form: 'text', optional: true },
    })
    refuseVersion(body.version)
    const end = timestamp(body.end_ts, 'end_ts')
    return answer(context, request, reply, body.feature_views, (views) =>
      store.materializeIncremental({ end, ...views }),
    )
  })
}

/** Runs a materialization now, or answers that it will run. */
async function answer(
  { store, settings, jobs }: RouteContext,
  request: Request,
  reply: FastifyReply,
  views: readonly string[] | undefined,
  run: (views: { readonly views?: readonly string[] }) => Promise<WriteResult>,
): Promise<FastifyReply> {
  const chosen = views === undefined ? {} : { views }
  const query = request.query as Readonly<Record<string, unknown>>
  if (!isTrue(query.async)) {
    const { warnings } = await within(settings.materializeTimeout, run(chosen))
    return sendJson(warn(reply, warnings), 'null')
  }
  // What is wrong with the names is said now: nobody reads the answer of the job itself.
  const names =
    views?.map((name) => store.getFeatureView(name).name) ?? store.listFeatureViews().map(({ name }) => name)
  const busy = jobs.busy(names)
  if (busy.length > 0 && !isTrue(query.force)) {
    const error = `Cannot start async materialization — already running for: ${busy.join(', ')}`
    return sendJson(reply, JSON.stringify({ error, feature_views: busy }), 409)
  }
  jobs.start(names, () => run(chosen))
  return sendJson(reply, JSON.stringify({ status: 'accepted', feature_views: names }), 202)
}

function isTrue(value: unknown): boolean {
  return value === 'true' || value === 'True' || value === '1'
}

function windowOf(start: string | undefined, end: string | undefined, always: boolean, now: Date) {
  if (always) return { start: 0n, end: BigInt(now.getTime()) * 1000n }
  if (start === undefined || end === undefined) {
    const message = 'start_ts and end_ts are required when disable_event_timestamp is False'
    throw new MillraceError('MILLRACE_INVALID_ARGUMENT', message)
  }
  const window = { start: timestamp(start, 'start_ts'), end: timestamp(end, 'end_ts') }
  if (window.start < window.end) return window
  throw new MillraceError('MILLRACE_INVALID_ARGUMENT', `start_ts (${start}) must be before end_ts (${end})`, {
    start,
    end,
  })
}

function timestamp(text: string, field: string): bigint {
  const value = parseTimestamp(text)
  if (value !== null) return value
  throw new MillraceError(
    'MILLRACE_INVALID_ARGUMENT',
    `${field} must be an ISO 8601 date-time (UTC where it names no zone): ${JSON.stringify(text.slice(0, 60))}`,
    {
      field,
      value: text,
    },
  )
}

function refuseVersion(version: string | undefined): void {
  if (version === undefined) return
  throw new MillraceError(
    'MILLRACE_INVALID_ARGUMENT',
    `Feature views have no versions here; leave version out: ${version}`,
    {
      version,
    },
  )
}
