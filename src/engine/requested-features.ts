import { describeValue } from '../arrow/invalid-value.js'
import type { FeatureService } from '../definitions/feature-service.js'
import type { FeatureView } from '../definitions/feature-view.js'
import { MillraceError } from '../errors.js'
import { nearestName } from '../nearest-name.js'
import type { ViewLookup } from './feature-plan.js'

/** One feature that was asked for. */
export interface RequestedFeature {
  /** The registered view, with the projection under which it was asked for. */
  readonly view: FeatureView
  readonly feature: string
  /** The feature's name in the answer. */
  readonly name: string
}

/**
 * Takes what a caller names features by. Throws MILLRACE_INVALID_ARGUMENT for anything but a list or a service's name, and
 * MILLRACE_INVALID_FEATURE_REFERENCE for an item that is no text.
 */
export function checkFeatures(features: unknown): readonly string[] | { readonly service: string } {
  if (Array.isArray(features)) return Array.from(features, checkReference)
  if (typeof features === 'object' && features !== null && Object.hasOwn(features, 'service')) {
    const { service } = features as { readonly service: unknown }
    if (typeof service === 'string') return { service }
  }
  throw new MillraceError(
    'MILLRACE_INVALID_ARGUMENT',
    `Features are named by a list of references 'view:feature', a feature service, or { service: name }; got ${describeValue(features)}`,
    { features },
  )
}

/**
 * Finds the views and features that references `view:feature` name, in the order given.
 *
 * Throws MILLRACE_INVALID_ARGUMENT for an empty list, MILLRACE_INVALID_FEATURE_REFERENCE, MILLRACE_FEATURE_VIEW_NOT_FOUND
 * and MILLRACE_FEATURE_NOT_FOUND with the nearest name, MILLRACE_FEATURE_NAME_COLLISION where two would share a name.
 */
export function featuresByReference(
  references: readonly string[],
  lookup: ViewLookup,
  fullFeatureNames: boolean,
): readonly RequestedFeature[] {
  if (references.length === 0)
    throw new MillraceError('MILLRACE_INVALID_ARGUMENT', 'No features specified for retrieval: name at least one')
  const features = references.map((reference) => {
    const [view, feature] = splitReference(reference)
    return requested(lookup(view), feature, fullFeatureNames)
  })
  return withoutCollisions(features, fullFeatureNames)
}

/** The features of a service, in its order. Throws as {@link featuresByReference}. */
export function featuresOfService(
  service: FeatureService,
  lookup: ViewLookup,
  fullFeatureNames: boolean,
): readonly RequestedFeature[] {
  const features = service.features.flatMap((view) =>
    view.projection.features.map((feature) => {
      requested(lookup(view.name), feature, fullFeatureNames)
      return requested(view, feature, fullFeatureNames)
    }),
  )
  return withoutCollisions(features, fullFeatureNames)
}

function splitReference(reference: string): readonly [view: string, feature: string] {
  const parts = reference.split(':')
  if (parts.length === 2 && parts[0] !== '' && parts[1] !== '') return [parts[0]!, parts[1]!]
  throw invalidReference(reference, `'${reference}'`)
}

function checkReference(reference: unknown): string {
  if (typeof reference === 'string') return reference
  throw invalidReference(reference, describeValue(reference))
}

function invalidReference(reference: unknown, shown: string): MillraceError {
  return new MillraceError(
    'MILLRACE_INVALID_FEATURE_REFERENCE',
    `Invalid feature reference ${shown}. Expected format: '<feature_view>:<feature>'`,
    { reference },
  )
}

function requested(view: FeatureView, feature: string, fullFeatureNames: boolean): RequestedFeature {
  const features = Object.keys(view.schema)
  if (!features.includes(feature)) {
    const nearest = nearestName(feature, features)
    throw new MillraceError(
      'MILLRACE_FEATURE_NOT_FOUND',
      `Feature '${feature}' does not exist in feature view '${view.name}'${nearest ? `: did you mean '${nearest}'?` : ''}`,
      { view: view.name, feature, nearest },
    )
  }
  return { view, feature, name: fullFeatureNames ? `${view.resultName}__${feature}` : feature }
}

function withoutCollisions(
  features: readonly RequestedFeature[],
  fullFeatureNames: boolean,
): readonly RequestedFeature[] {
  const taken = new Set<string>(features.flatMap(({ view }) => view.keyColumns.map(({ name }) => name)))
  const duplicates = new Set<string>()
  for (const { name } of features) {
    if (taken.has(name)) duplicates.add(name)
    taken.add(name)
  }
  if (duplicates.size === 0) return features
  const names = [...duplicates]
  const remedy = fullFeatureNames
    ? 'ensure that each feature is asked for once'
    : `either use the full feature name by setting 'fullFeatureNames: true', or ensure that the features in question have different names`
  throw new MillraceError(
    'MILLRACE_FEATURE_NAME_COLLISION',
    `Duplicate features named ${names.join(', ')} found.\nTo resolve this collision, ${remedy}.`,
    { names },
  )
}
