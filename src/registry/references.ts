import type { Definition } from '../definitions/definition.js'
import { FeatureService } from '../definitions/feature-service.js'
import { FeatureView } from '../definitions/feature-view.js'

/**
 * The views among definitions, and all that they and feature services are made of, each after its sources. A view and
 * its projections are one; two views of one name are two.
 */
export function viewsBehind(definitions: Iterable<Definition>): readonly FeatureView[] {
  const views: FeatureView[] = []
  // A projection shares this array with its view, and with nothing else.
  const seen = new Set<readonly FeatureView[]>()
  const visit = (view: FeatureView): void => {
    if (seen.has(view.sourceViews)) return
    seen.add(view.sourceViews)
    view.sourceViews.forEach(visit)
    views.push(view)
  }
  for (const definition of definitions) {
    if (definition instanceof FeatureService) definition.features.forEach(visit)
    else if (definition instanceof FeatureView) visit(definition)
  }
  return views
}
