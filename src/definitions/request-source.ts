import { columnFromValues } from '../arrow/column-from-values.js'
import { describeValue } from '../arrow/invalid-value.js'
import { valueAt } from '../arrow/value-at.js'
import type { DataType, InputValue, Schema, Value } from '../types.js'
import { checkName, checkOptions, invalid } from './definition-options.js'
import { checkSchema, checkType } from './field-schema.js'

/** A field of a request: its type, or its type and the value it has where a request leaves it out. */
export type RequestField =
  | DataType
  | { readonly [T in DataType]: { readonly type: T; readonly default: InputValue<T> | null } }[DataType]

/** The schema that request fields give. */
export type RequestSchema<Fields extends Readonly<Record<string, RequestField>>> = {
  readonly [K in keyof Fields]: Fields[K] extends { readonly type: infer T extends DataType }
    ? T
    : Fields[K] extends DataType
      ? Fields[K]
      : never
}

export interface RequestSourceOptions<Name extends string, Fields extends Readonly<Record<string, RequestField>>> {
  readonly name: Name
  readonly schema: Fields
}

/**
 * Declares data that comes with a request, or with pushed rows, rather than from a store.
 *
 * @throws MILLRACE_INVALID_NAME, MILLRACE_INVALID_DEFINITION, MILLRACE_UNSUPPORTED_TYPE, MILLRACE_INVALID_VALUE
 * @example
 * new RequestSource({ name: 'trip', schema: { distance_km: Float64, tolls: { type: Int64, default: 0 } } })
 */
export class RequestSource<
  const Name extends string = string,
  const Fields extends Readonly<Record<string, RequestField>> = Readonly<Record<string, DataType>>,
> {
  readonly name: Name
  readonly schema: RequestSchema<Fields>
  /** Values of the fields that a request may leave out. */
  readonly defaults: ReadonlyMap<string, Value>

  constructor(options: RequestSourceOptions<Name, Fields>) {
    checkOptions(options, ['name', 'schema'], 'request source')
    this.name = checkName(options.name, 'request source')
    const { schema, defaults } = splitFields(options.schema, `request source ${this.name}`)
    this.schema = schema as RequestSchema<Fields>
    this.defaults = defaults
    Object.freeze(this)
  }
}

function splitFields(fields: Readonly<Record<string, RequestField>>, what: string) {
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
    throw invalid(`The schema of ${what} is an object of names and types, not ${describeValue(fields)}`, {
      value: fields,
    })
  }
  const types: Record<string, DataType> = Object.create(null)
  const defaults = new Map<string, Value>()
  for (const [name, field] of Object.entries(fields)) {
    if (typeof field !== 'object' || field === null) {
      types[name] = field
      continue
    }
    checkOptions(field, ['type', 'default'], `field ${name} of ${what}`)
    types[name] = checkType(field.type, `field ${name} of ${what}`)
    if ('default' in field) defaults.set(name, storedValue(field.type, field.default, `default of ${name}`))
  }
  const schema = checkSchema<Schema>(types, what)
  if (Object.keys(schema).length === 0) throw invalid(`${what} has no fields; give it at least one`)
  return { schema, defaults }
}

/** The value as a read returns it: an int64 as a bigint, a timestamp as microseconds. */
function storedValue(type: DataType, value: unknown, field: string): Value {
  const stored = valueAt(columnFromValues(type, [value], field), 0)
  return Array.isArray(stored) ? Object.freeze(stored) : stored
}
