import { stringify } from 'lossless-json'
import { MillraceError } from '../errors.js'
import { errorTable } from './error-table.js'

/** An answer that tells of an error. */
export interface ErrorReply {
  readonly status: number
  /** JSON. */
  readonly body: string
  /** The error's code, sent as the header `millrace-error`. */
  readonly code?: string
}

/** One complaint about the form of a body, as FastAPI words it. */
export interface BodyProblem {
  readonly type: string
  readonly loc: readonly (string | number)[]
  readonly msg: string
  readonly input?: unknown
}

/** A body that is not of the form its route takes: 422 with a list of what is wrong. */
export class BodyShapeError extends Error {
  constructor(readonly problems: readonly BodyProblem[]) {
    super(problems.map(({ loc, msg }) => `${loc.join('.')}: ${msg}`).join('; '))
  }
}

/** What is not sent back of a body that was wrong. */
const LONGEST_ECHO = 2000

/**
 * Makes the answer to an error.
 *
 * A {@link MillraceError} has Feast's form: a JSON string that is JSON itself, `{module, class, message}`, where Feast
 * has a class for it, else the message as a JSON string. What is no error of ours or of HTTP's is a fault whose words
 * stay here.
 */
export function errorReply(error: unknown): ErrorReply {
  if (error instanceof MillraceError) return millraceReply(error)
  if (error instanceof BodyShapeError) return { status: 422, body: detail(error.problems.map(withShortInput)) }
  const { statusCode: status, code, message } = error as { statusCode?: number; code?: string; message?: string }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return {
      status: 413,
      body: JSON.stringify('The body is too large; send fewer rows'),
      code: 'MILLRACE_REQUEST_TOO_LARGE',
    }
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return { status: 415, body: detail('Send application/json') }
  if (status !== undefined && status >= 400 && status < 500) return { status, body: detail(message ?? 'Bad Request') }
  return { status: 500, body: JSON.stringify('Internal Server Error') }
}

function millraceReply(error: MillraceError): ErrorReply {
  const { status, feastClass } = errorTable[error.code]
  // Feast sends the fields in this order with Python's spacing; nothing depends on it but the eye.
  const text =
    feastClass === undefined
      ? error.message
      : `{"module": "feast.errors", "class": "${feastClass}", "message": ${JSON.stringify(error.message)}}`
  return { status, body: JSON.stringify(text), code: error.code }
}

/** FastAPI's body for what never reached a route, and for bodies of a wrong form. */
export function detail(value: unknown): string {
  return stringify({ detail: value })!
}

function withShortInput(problem: BodyProblem): BodyProblem {
  if (!('input' in problem)) return problem
  const text = stringify(problem.input)
  return text !== undefined && text.length <= LONGEST_ECHO ? problem : { ...problem, input: null }
}
