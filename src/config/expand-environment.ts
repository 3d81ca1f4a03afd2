import { MillraceError } from '../errors.js'

const reference = /\$\$\{|\$\{([^}]*)(\}?)/g
const form = /^([A-Za-z_][A-Za-z0-9_]*)(?::-([\s\S]*))?$/

/** Values by name; `process.env` is one. */
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Replaces `${NAME}` and `${NAME:-default}` in every text of a parsed document. `$${` stands for `${` itself.
 *
 * Expansion happens after parsing, so a variable's value is always one text and never more YAML. The default is used
 * where the variable is unset or empty, as in a shell.
 *
 * @param path where the document comes from, for messages.
 * @throws MILLRACE_INVALID_CONFIG when a variable is unset and has no default, or the reference is malformed.
 * @example
 * expandEnvironment({ path: '${DATA:-data}/online' }, process.env, 'feature_store.yaml') // { path: 'data/online' }
 */
export function expandEnvironment(document: unknown, environment: Environment, path: string): unknown {
  if (typeof document === 'string') return expandText(document, environment, path)
  if (Array.isArray(document)) {
    return document.map((item, index) => expandEnvironment(item, environment, `${path}[${index}]`))
  }
  if (typeof document !== 'object' || document === null) return document
  const copy: Record<string, unknown> = Object.create(null)
  for (const [key, value] of Object.entries(document)) {
    copy[key] = expandEnvironment(value, environment, `${path}.${key}`)
  }
  return copy
}

function expandText(text: string, environment: Environment, path: string): string {
  return text.replace(reference, (whole, inside: string | undefined, close: string) => {
    if (inside === undefined) return '${'
    const [, name, byDefault] = (close && form.exec(inside)) || []
    if (name === undefined) {
      throw new MillraceError(
        'MILLRACE_INVALID_CONFIG',
        `${path}: a reference to the environment is \${NAME} or \${NAME:-default}; got ${whole}`,
        { path, reference: whole },
      )
    }
    const value = environment[name]
    if (byDefault !== undefined) return value || byDefault
    if (value !== undefined) return value
    throw new MillraceError(
      'MILLRACE_INVALID_CONFIG',
      `${path}: the environment variable ${name} is not set; set it or write \${${name}:-default}`,
      { path, variable: name },
    )
  })
}
