import type { Definition } from '../definitions/definition.js'
import { FeatureView } from '../definitions/feature-view.js'
import { viewsBehind } from './references.js'
import { cycle } from './registry.js'

/**
 * Refuses views that depend on each other in a circle by their names. Objects cannot, but one may be made of an older
 * copy of a view that is now made of it.
 *
 * @throws MILLRACE_CYCLE
 */
export function checkCycles(definitions: readonly Definition[]): void {
  const sources = new Map<string, readonly string[]>()
  const given = definitions.filter((definition) => definition instanceof FeatureView)
  for (const view of [...viewsBehind(definitions), ...given]) {
    sources.set(
      view.name,
      view.sourceViews.map(({ name }) => name),
    )
  }
  const done = new Set<string>()
  const visit = (name: string, path: readonly string[]): void => {
    if (path.includes(name)) throw cycle([...path.slice(path.indexOf(name)), name])
    if (done.has(name)) return
    for (const source of sources.get(name) ?? []) visit(source, [...path, name])
    done.add(name)
  }
  for (const name of sources.keys()) visit(name, [])
}
