import { MillraceError } from '../errors.js'
import { type JsonObject, type JsonValue, parseJson } from '../json/parse-json.js'
import { type BodyProblem, BodyShapeError } from './error-reply.js'

const decoder = new TextDecoder('utf-8', { fatal: true })

/**
 * Parses a request's body.
 *
 * Throws {@link BodyShapeError} for what is not UTF-8 or not JSON, MILLRACE_REQUEST_TOO_LARGE for what is too deep.
 */
export function parseBody(bytes: Uint8Array, maxDepth: number): JsonValue {
  try {
    return parseJson(decoder.decode(bytes), maxDepth)
  } catch (error) {
    if (error instanceof MillraceError && error.code === 'MILLRACE_REQUEST_TOO_LARGE') throw error
    const reason = error instanceof MillraceError ? (error.cause as Error).message : 'The body is not UTF-8'
    throw new BodyShapeError([
      { type: 'json_invalid', loc: ['body'], msg: `JSON decode error: ${reason.slice(0, 200)}` },
    ])
  }
}

interface FieldTypes {
  text: string
  flag: boolean
  texts: readonly string[]
  columns: ReadonlyMap<string, readonly JsonValue[]>
}

/** A form a field of a body can have. */
export type FieldForm = keyof FieldTypes

/** The fields of a body: their form, and whether they may be absent or null. Fields not named here are ignored. */
export type BodyModel = Readonly<Record<string, { readonly form: FieldForm; readonly optional?: true }>>

/** A body of a model: what may be absent is undefined then. */
export type BodyOf<M extends BodyModel> = {
  readonly [K in keyof M]: FieldTypes[M[K]['form']] | (M[K] extends { readonly optional: true } ? undefined : never)
}

/**
 * Checks a parsed body against its model.
 *
 * Throws {@link BodyShapeError} with every field that is missing or of another form.
 *
 * @example
 * readBody(body, { df: { form: 'columns' }, to: { form: 'text', optional: true } }).df.get('driver_id')
 */
export function readBody<const M extends BodyModel>(body: JsonValue | undefined, model: M): BodyOf<M> {
  if (body === undefined)
    throw new BodyShapeError([{ type: 'missing', loc: ['body'], msg: 'Field required', input: null }])
  if (!isObject(body)) {
    const msg = 'Input should be a valid dictionary or object to extract fields from'
    throw new BodyShapeError([{ type: 'model_attributes_type', loc: ['body'], msg, input: body }])
  }
  const fields: Record<string, unknown> = Object.create(null)
  const problems: BodyProblem[] = []
  for (const [name, { form, optional }] of Object.entries(model)) {
    const value = Object.hasOwn(body, name) ? body[name] : undefined
    if (optional && (value === undefined || value === null)) continue
    if (value === undefined) problems.push({ type: 'missing', loc: ['body', name], msg: 'Field required', input: body })
    else fields[name] = readers[form](value, ['body', name], problems)
  }
  if (problems.length > 0) throw new BodyShapeError(problems)
  return fields as BodyOf<M>
}

type Reader = (value: JsonValue, loc: readonly (string | number)[], problems: BodyProblem[]) => unknown

const readers: { readonly [F in FieldForm]: Reader } = {
  text: (value, loc, problems) => {
    if (typeof value !== 'string') problems.push(problem('string_type', 'a valid string', loc, value))
    return value
  },
  flag: (value, loc, problems) => {
    if (typeof value !== 'boolean') problems.push(problem('bool_type', 'a valid boolean', loc, value))
    return value
  },
  texts: (value, loc, problems) => {
    if (!Array.isArray(value)) problems.push(problem('list_type', 'a valid list', loc, value))
    else for (const [index, item] of value.entries()) readers.text(item, [...loc, index], problems)
    return value
  },
  columns: (value, loc, problems) => {
    if (!isObject(value)) {
      problems.push(problem('dict_type', 'a valid dictionary', loc, value))
      return value
    }
    const columns = Object.entries(value)
    for (const [name, column] of columns)
      if (!Array.isArray(column)) problems.push(problem('list_type', 'a valid list', [...loc, name], column))
    return new Map(columns)
  },
}

function problem(type: string, wanted: string, loc: readonly (string | number)[], input: JsonValue): BodyProblem {
  return { type, loc, msg: `Input should be ${wanted}`, input }
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
