import { describeValue } from '../arrow/invalid-value.js'
import { MillraceError } from '../errors.js'
import { suggestName } from '../nearest-name.js'

const namePattern = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/

/**
 * Checks a name that ends up in file paths, column names and object keys, and returns it.
 *
 * @param what what is named, for the message: `feature view`.
 * @throws MILLRACE_INVALID_NAME
 */
export function checkName<Name extends string>(name: Name, what: string): Name {
  if (typeof name !== 'string' || !namePattern.test(name) || name === '__proto__') {
    throw new MillraceError(
      'MILLRACE_INVALID_NAME',
      `A ${what}'s name is letters, digits and underscores, begins with no digit, has at most 128 characters and is ` +
        `not __proto__; got ${describeValue(name)}`,
      { name, what },
    )
  }
  return name
}

/**
 * Checks that `options` is an object with no keys but `allowed`.
 *
 * @throws MILLRACE_INVALID_DEFINITION
 */
export function checkOptions(options: object, allowed: readonly string[], what: string): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw invalid(`A ${what} is made from one object of options, not ${describeValue(options)}`, { value: options })
  }
  for (const key of Object.keys(options)) {
    if (!allowed.includes(key)) {
      throw invalid(`A ${what} has no option ${describeValue(key)}: ${suggestName(key, allowed)}`, { option: key })
    }
  }
}

/** Makes the error of a definition that contradicts itself. */
export function invalid(message: string, details: Record<string, unknown> = {}): MillraceError {
  return new MillraceError('MILLRACE_INVALID_DEFINITION', message, details)
}

/** Checks an optional text and returns it, '' where it is absent. */
export function checkText(value: string | undefined, what: string): string {
  if (value === undefined) return ''
  if (typeof value !== 'string') throw invalid(`${what} is text, not ${describeValue(value)}`, { value })
  return value
}

/** Checks an optional flag and returns it, or its default. */
export function checkFlag(value: boolean | undefined, byDefault: boolean, what: string): boolean {
  if (value === undefined) return byDefault
  if (typeof value !== 'boolean') throw invalid(`${what} is true or false, not ${describeValue(value)}`, { value })
  return value
}

/** Tags: any text by any text. Frozen and without a prototype. */
export type Tags = Readonly<Record<string, string>>

/** Copies tags after checking that they are text by text. */
export function checkTags(tags: Tags | undefined, what: string): Tags {
  const copy: Record<string, string> = Object.create(null)
  if (tags !== undefined && (typeof tags !== 'object' || tags === null || Array.isArray(tags))) {
    throw invalid(`The tags of ${what} are an object of texts, not ${describeValue(tags)}`, { value: tags })
  }
  for (const [key, value] of Object.entries(tags ?? {})) {
    if (typeof value !== 'string')
      throw invalid(`The tag ${describeValue(key)} of ${what} is text, not ${describeValue(value)}`, { key })
    copy[key] = value
  }
  return Object.freeze(copy)
}
