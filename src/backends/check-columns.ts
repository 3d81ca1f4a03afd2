import { describeValue, invalidArgument } from '../arrow/invalid-value.js'
import { MillraceError } from '../errors.js'
import { suggestName } from '../nearest-name.js'
import { type DataType, isArrayType, type Schema } from '../types.js'

/** Things by name: a Map, or an object whose own properties count. */
export type Named<T> = ReadonlyMap<string, T> | Readonly<Record<string, T>>

/** Lists what a {@link Named} holds, in order. */
export function namedEntries<T>(named: Named<T>, what: string): [string, T][] {
  if (named instanceof Map) return [...(named as ReadonlyMap<string, T>)]
  if (typeof named !== 'object' || named === null) throw invalidArgument(`${what} must be an object or a Map`, named)
  return Object.entries(named)
}

/** Gives the type of column `name`, or throws MILLRACE_MISSING_COLUMN with the nearest name. */
export function columnType(schema: Schema, name: string, where = 'The frame'): DataType {
  const type = typeof name === 'string' && Object.hasOwn(schema, name) ? schema[name] : undefined
  if (type !== undefined) return type
  const shown = typeof name === 'string' ? name : describeValue(name)
  const remedy = suggestName(shown, Object.keys(schema))
  throw new MillraceError('MILLRACE_MISSING_COLUMN', `${where} has no column of this name (${remedy}): ${shown}`, {
    name,
  })
}

/** Throws MILLRACE_DUPLICATE_NAME where a name comes twice. */
export function assertDistinct(names: readonly string[], what: string): void {
  const seen = new Set<string>()
  for (const name of names) {
    if (seen.has(name)) {
      throw new MillraceError(
        'MILLRACE_DUPLICATE_NAME',
        `${what} must have distinct names; rename or drop one: ${name}`,
        {
          name,
        },
      )
    }
    seen.add(name)
  }
}

/** Throws unless `names` is a list of distinct columns of `schema`. */
export function assertColumns(schema: Schema, names: readonly string[], what: string): void {
  if (!Array.isArray(names)) throw invalidArgument(`${what} must be a list of column names`, names)
  for (const name of names) columnType(schema, name)
  assertDistinct(names, what)
}

/** Throws MILLRACE_UNSUPPORTED_TYPE where a column that must compare is a list. */
export function assertScalar(schema: Schema, name: string, what: string): void {
  const type = columnType(schema, name)
  if (!isArrayType(type)) return
  throw new MillraceError(
    'MILLRACE_UNSUPPORTED_TYPE',
    `${what} cannot be a list; use a scalar column instead of '${name}': ${type}`,
    { name, type },
  )
}
