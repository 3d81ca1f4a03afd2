import { describeValue } from '../arrow/invalid-value.js'
import type { Schema } from '../types.js'
import { checkOptions, invalid } from './definition-options.js'
import type { Entity } from './entity.js'
import { FeatureView, type ViewOptions } from './feature-view.js'
import { RequestSource } from './request-source.js'
import {
  inputSchema,
  notASource,
  type TransformInput,
  transformInputs,
  unionOfEntities,
  unionOfKeys,
} from './transform-inputs.js'
import type { Transformation } from './transformation.js'
import { ViewFields, viewOptionNames } from './view-fields.js'

export interface OnDemandFeatureViewOptions<Name extends string, Features extends Schema> extends ViewOptions<Name> {
  readonly sources: readonly (FeatureView | RequestSource)[]
  readonly schema: Features
  readonly transform: Transformation
}

/** Declares features computed from other views' features and from request data. */
export class OnDemandFeatureView<
  const Name extends string = string,
  const Features extends Schema = Schema,
  const ResultName extends string = Name,
> extends FeatureView<Name, Features, Entity, ResultName> {
  /** Views and request sources, in the order given. */
  readonly sources: readonly (FeatureView | RequestSource)[]
  readonly requestSources: readonly RequestSource[]
  declare readonly transformation: Transformation
  /** What the transform may read: join keys, request fields, `view__feature`, and `feature` where that is unambiguous. */
  readonly inputSchema: Schema
  /** What the transform reads; in modes whose code cannot be read, all of `inputSchema`. */
  readonly inputs: readonly TransformInput[]

  constructor(options: OnDemandFeatureViewOptions<Name, Features>) {
    checkOptions(options, [...viewOptionNames, 'sources', 'schema', 'transform'], 'on-demand feature view')
    const what = `on-demand feature view ${options.name}`
    if (!Array.isArray(options.sources))
      throw invalid(`The sources of ${what} are an array, not ${describeValue(options.sources)}`)
    for (const source of options.sources) {
      if (!(source instanceof FeatureView) && !(source instanceof RequestSource)) {
        throw notASource(source, what, 'feature views and request sources')
      }
    }
    const sourceViews = options.sources.filter((source) => source instanceof FeatureView)
    const requestSources = options.sources.filter((source) => source instanceof RequestSource)
    const joinKeys = unionOfKeys(sourceViews, what)
    const inputs = transformInputs(joinKeys, sourceViews, requestSources, what)
    super(
      new ViewFields('on-demand feature view', {
        ...options,
        entities: unionOfEntities(sourceViews),
        joinKeys,
        sourceViews,
        transformation: options.transform,
      }),
    )
    this.sources = Object.freeze([...options.sources])
    this.requestSources = Object.freeze(requestSources)
    this.inputs = inputs
    this.inputSchema = inputSchema(inputs)
    Object.freeze(this)
  }
}
