import { describeValue } from '../arrow/invalid-value.js'
import { MillraceError } from '../errors.js'
import { type DataType, dataTypes, isDataType, type Schema } from '../types.js'
import { checkName, invalid } from './definition-options.js'

/**
 * Copies a schema after checking its names and types. The copy is frozen and has no prototype, so that looking up a
 * name such as `constructor` finds a field or nothing.
 *
 * @param what whose schema it is, for messages: `feature view stats`.
 * @throws MILLRACE_INVALID_DEFINITION, MILLRACE_INVALID_NAME, MILLRACE_UNSUPPORTED_TYPE
 */
export function checkSchema<S extends Schema>(schema: S, what: string): S {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) {
    throw invalid(`The schema of ${what} is an object of names and types, not ${describeValue(schema)}`, {
      value: schema,
    })
  }
  return freezeSchema(
    Object.entries(schema).map(([name, type]) => [checkName(name, 'field'), checkType(type, `${what}: ${name}`)]),
  ) as S
}

/** Checks that `type` is one of the types. */
export function checkType(type: DataType, what: string): DataType {
  if (!isDataType(type)) {
    throw new MillraceError(
      'MILLRACE_UNSUPPORTED_TYPE',
      `The type of ${what} is one of ${dataTypes.join(', ')}; got ${describeValue(type)}`,
      { type },
    )
  }
  return type
}

/** A frozen schema without prototype from names and types. */
export function freezeSchema(fields: Iterable<readonly [string, DataType]>): Schema {
  const schema: Record<string, DataType> = Object.create(null)
  for (const [name, type] of fields) schema[name] = type
  return Object.freeze(schema)
}
