import { type ErrorCode, MillraceError } from '../errors.js'
import { nearestName } from '../nearest-name.js'
import type { RegistryState } from './registry.js'

/** What each kind of definition with names is called in a message. */
const kinds = {
  entities: 'Entity',
  featureViews: 'Feature view',
  dataSources: 'Data source',
  featureServices: 'Feature service',
} as const satisfies { readonly [K in keyof RegistryState]?: string }

type Kind = keyof typeof kinds
type Named<K extends Kind> = RegistryState[K] extends ReadonlyMap<string, infer T> ? T : never

/** Finds a registered definition by name; throws `code`, with the nearest name, where there is none. */
export function findRegistered<K extends Kind>(state: RegistryState, kind: K, name: string, code: ErrorCode): Named<K> {
  const all = state[kind] as ReadonlyMap<string, Named<K>>
  const value = all.get(name)
  if (value !== undefined) return value
  const nearest = nearestName(name, all.keys())
  const message = `${kinds[kind]} ${name} does not exist in project ${state.project}${nearest ? `. Did you mean '${nearest}'?` : ''}`
  throw new MillraceError(code, message, { name, nearest })
}
