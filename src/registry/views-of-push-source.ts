import type { FeatureView } from '../definitions/feature-view.js'
import { MillraceError } from '../errors.js'
import { nearestName } from '../nearest-name.js'

/** The views that a push source feeds; throws MILLRACE_PUSH_SOURCE_NOT_FOUND, with the nearest name, where there is none. */
export function viewsOfPushSource(views: readonly FeatureView[], name: string): readonly FeatureView[] {
  const fed = views.filter((view) => view.streamSource?.name === name)
  if (fed.length > 0) return fed
  const nearest = nearestName(
    name,
    views.flatMap((view) => view.streamSource?.name ?? []),
  )
  throw new MillraceError(
    'MILLRACE_PUSH_SOURCE_NOT_FOUND',
    `Unable to find push source '${name}'.${nearest ? ` Did you mean '${nearest}'?` : ''}`,
    { name, nearest },
  )
}
