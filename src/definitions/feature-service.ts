import { describeValue } from '../arrow/invalid-value.js'
import { checkName, checkOptions, checkTags, checkText, invalid, type Tags } from './definition-options.js'
import { FeatureView } from './feature-view.js'

export interface FeatureServiceOptions<Name extends string, Views extends readonly FeatureView[]> {
  readonly name: Name
  /** Views, or projections of them. */
  readonly features: Views
  readonly description?: string
  readonly tags?: Tags
}

/**
 * Names the features that one model reads.
 *
 * @throws MILLRACE_INVALID_NAME, MILLRACE_INVALID_DEFINITION
 * @example
 * new FeatureService({ name: 'driver_activity', features: [stats.select('conv_rate'), quality] })
 */
export class FeatureService<
  const Name extends string = string,
  const Views extends readonly FeatureView[] = readonly FeatureView[],
> {
  readonly name: Name
  readonly features: Views
  readonly description: string
  readonly tags: Tags

  constructor(options: FeatureServiceOptions<Name, Views>) {
    checkOptions(options, ['name', 'features', 'description', 'tags'], 'feature service')
    this.name = checkName(options.name, 'feature service')
    this.features = checkViews(options.features, `feature service ${this.name}`) as Views
    this.description = checkText(options.description, `The description of feature service ${this.name}`)
    this.tags = checkTags(options.tags, `feature service ${this.name}`)
    Object.freeze(this)
  }
}

function checkViews(views: readonly FeatureView[], what: string): readonly FeatureView[] {
  if (!Array.isArray(views) || views.length === 0)
    throw invalid(`${what} names at least one view; got ${describeValue(views)}`)
  for (const view of views) {
    if (!(view instanceof FeatureView)) throw invalid(`${what} holds ${describeValue(view)}, which is no feature view`)
  }
  return Object.freeze([...views])
}
