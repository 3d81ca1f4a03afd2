import type { RegistryDiff, RegistryKind } from './diff.js'
import type { FeatureViewData, RegistryData } from './registry-data.js'

/** Fields that say how a definition is described or how long its values are kept, not what they are. */
const describingFields: readonly string[] = ['description', 'tags', 'ttl']

/**
 * The views whose values are other ones after a change than before, because they or what they are computed from
 * changed. What was materialized of them does not count as done.
 *
 * @param data the registry afterwards.
 */
export function outdatedViews(data: RegistryData, { changed }: RegistryDiff): ReadonlySet<string> {
  const namesOf = (kind: RegistryKind) => {
    const changes = changed.filter((change) => change.kind === kind)
    return changes
      .filter(({ fields }) => fields.some(({ field }) => !describingFields.includes(field)))
      .map(({ name }) => name)
  }
  const outdated = new Set(namesOf('feature_view'))
  const entities = new Set(namesOf('entity'))
  const sources = new Set(namesOf('data_source'))
  for (const source of data.dataSources) {
    if (source.kind === 'push' && source.batchSource !== null && sources.has(source.batchSource))
      sources.add(source.name)
  }
  const isOutdated = (view: FeatureViewData): boolean =>
    entitiesOf(view).some((name) => entities.has(name)) ||
    sourcesOf(view).some((name) => sources.has(name)) ||
    viewsOf(view).some((name) => outdated.has(name))
  // A view may stand before its sources, so this goes on until a round finds nothing new.
  for (let before = -1; before < outdated.size; ) {
    before = outdated.size
    for (const view of data.featureViews) if (isOutdated(view)) outdated.add(view.name)
  }
  return outdated
}

function entitiesOf(view: FeatureViewData): readonly string[] {
  return view.kind === 'on_demand_feature_view' ? [] : view.entities
}

function sourcesOf(view: FeatureViewData): readonly string[] {
  if (view.kind !== 'on_demand_feature_view') return view.source === null ? [] : [view.source]
  return view.sources.flatMap((source) => ('request' in source ? [source.request] : []))
}

function viewsOf(view: FeatureViewData): readonly string[] {
  if (view.kind === 'batch_feature_view') return view.sources.map((source) => source.view)
  if (view.kind !== 'on_demand_feature_view') return []
  return view.sources.flatMap((source) => ('view' in source ? [source.view] : []))
}
