import { type ErrorCode, MillraceError } from '../errors.js'
import { nearestName } from '../nearest-name.js'

/** Finds a registered definition by name; throws `code`, with the nearest name, where there is none. */
export function findRegistered<T>(
  all: ReadonlyMap<string, T>,
  name: string,
  code: ErrorCode,
  what: string,
  project: string,
): T {
  const value = all.get(name)
  if (value !== undefined) return value
  const nearest = nearestName(name, all.keys())
  throw new MillraceError(
    code,
    `${what} ${name} does not exist in project ${project}${nearest ? `. Did you mean '${nearest}'?` : ''}`,
    {
      name,
      nearest,
    },
  )
}
