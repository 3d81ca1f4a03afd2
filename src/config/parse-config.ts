import { type Document, parseDocument } from 'yaml'
import { MillraceError } from '../errors.js'
import { suggestName } from '../nearest-name.js'
import { type Config, configSchema, keysAt, onlineStoreSchemas } from './config-schema.js'
import { type Environment, expandEnvironment } from './expand-environment.js'

/**
 * Reads the text of a `feature_store.yaml`.
 *
 * @param source the file's name, for messages.
 * @throws MILLRACE_INVALID_CONFIG
 */
export function parseConfigText(text: string, environment: Environment, source = 'feature_store.yaml'): Config {
  const document = parseDocument(text, { strict: true, uniqueKeys: true, prettyErrors: true })
  const [error] = document.errors
  if (error) throw invalid(`${source} is not YAML: ${error.message.trimEnd()}`, { source, cause: error })
  return parseConfig(plain(document, source), environment, source)
}

function plain(document: Document, source: string): unknown {
  try {
    // Aliases of aliases grow exponentially; configuration has no use for that.
    return document.toJS({ maxAliasCount: 10 })
  } catch (cause) {
    throw invalid(`${source} has too many aliases; write them out: ${String(cause)}`, { source, cause })
  }
}

/**
 * Checks a configuration given as data, expands the environment in it and fills the defaults in.
 *
 * @throws MILLRACE_INVALID_CONFIG naming the key, the value and, for an unknown key, the nearest known one.
 */
export function parseConfig(document: unknown, environment: Environment, source = 'configuration'): Config {
  const expanded = expandEnvironment(document, environment, source)
  const result = configSchema.safeParse(expanded)
  if (result.success) return result.data
  const issue = mostTelling(result.error.issues)
  throw invalid(`${source}: ${explain(issue, expanded)}`, { source, path: issue.path.join('.'), cause: result.error })
}

interface Issue {
  readonly code: string
  readonly path: readonly PropertyKey[]
  readonly message: string
  readonly keys?: readonly string[]
  readonly errors?: readonly (readonly Issue[])[]
}

/** The issue to tell of: an unknown key, which also explains a missing one, else the first, inside a union too. */
function mostTelling(issues: readonly Issue[]): Issue {
  const flat = issues.flatMap((issue) => [
    issue,
    ...(issue.errors ?? []).flat().map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })),
  ])
  return flat.find(({ code }) => code === 'unrecognized_keys') ?? flat[0]!
}

function explain(issue: Issue, document: unknown): string {
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys![0]!
    const known = keysAt(issue.path, document)
    const where = issue.path.length === 0 ? '' : ` in ${issue.path.join('.')}`
    return `unknown key '${key}'${where}; ${suggestName(key, known)}`
  }
  const where = issue.path.join('.') || 'the document'
  const given = shown(issue.path.reduce<unknown>(member, document))
  if (issue.path.join('.') === 'online_store.type') {
    return `${where} is one of ${Object.keys(onlineStoreSchemas).join(', ')}; got ${given}`
  }
  if (where === 'registry') return `${where} is a path or {path: ...}; got ${given}`
  if (where === 'entity_key_serialization_version') return `${where}: only version 3 is written and read; got ${given}`
  return `${where}: ${issue.message.replace(/^Invalid input: /, '')}; got ${given}`
}

function member(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value))
}

function invalid(message: string, details: Record<string, unknown>): MillraceError {
  return new MillraceError('MILLRACE_INVALID_CONFIG', message, details)
}
