import { describeValue } from '../arrow/invalid-value.js'
import type { Schema } from '../types.js'
import { checkOptions, invalid } from './definition-options.js'
import type { Entity } from './entity.js'
import { type Chosen, FeatureView, type MapKeys, type NoKeyMap, type ViewOptions } from './feature-view.js'
import type { EntitiesOf, InputSchema } from './inference.js'
import type { ProjectionOptions } from './projection.js'
import { RequestSource } from './request-source.js'
import { resolveTransformation } from './resolve-transformation.js'
import {
  inputSchema,
  notASource,
  readInputs,
  type TransformInput,
  transformInputs,
  unionOfEntities,
  unionOfKeys,
} from './transform-inputs.js'
import { type TransformOptions, transformOptionNames } from './transform-options.js'
import type { Transformation } from './transformation.js'
import { ViewFields, viewOptionNames } from './view-fields.js'

/** What an on-demand feature view is computed from. */
export type OnDemandSource = FeatureView | RequestSource

export type OnDemandFeatureViewOptions<
  Name extends string,
  Features extends Schema,
  Sources extends readonly OnDemandSource[],
> = ViewOptions<Name> & {
  /** Views, or projections of them, on-demand ones too, and request sources. */
  readonly sources: Sources
} & TransformOptions<Features, InputSchema<Sources>>

/**
 * Declares features computed from other views' features and from request data.
 *
 * Its key is the union of its source views' keys. The transform may read join keys, request fields, each source feature
 * as `view__feature`, and as `feature` where no other source has one of that name.
 *
 * @throws MILLRACE_INVALID_NAME, MILLRACE_INVALID_DEFINITION, MILLRACE_DUPLICATE_NAME, MILLRACE_FEATURE_NOT_FOUND,
 * MILLRACE_EXPRESSION_TYPE, MILLRACE_EXPRESSION_SYNTAX, MILLRACE_UNKNOWN_FUNCTION, MILLRACE_TRANSFORM_FAILED
 * @example
 * const quality = new OnDemandFeatureView({
 *   name: 'driver_quality', sources: [stats, trip], ttl: hours(1),
 *   transform: ({ conv_rate, acc_rate, distance_km }) => ({
 *     score: conv_rate.mul(0.7).add(acc_rate.mul(0.3)),
 *     long_haul: distance_km.gt(100).and(acc_rate.gt(0.9)),
 *   }),
 * })
 */
export class OnDemandFeatureView<
  const Name extends string = string,
  const Features extends Schema = Schema,
  const Sources extends readonly OnDemandSource[] = readonly OnDemandSource[],
  const ResultName extends string = Name,
  const E extends Entity = EntitiesOf<Sources[number]>,
> extends FeatureView<Name, Features, E, ResultName> {
  /** Views and request sources, in the order given. */
  readonly sources: readonly OnDemandSource[]
  readonly requestSources: readonly RequestSource[]
  declare readonly transformation: Transformation
  /** What the transform may read. */
  readonly inputSchema: Schema
  /** What the transform reads; in modes whose code cannot be read, all of `inputSchema`. */
  readonly inputs: readonly TransformInput[]

  constructor(options: OnDemandFeatureViewOptions<Name, Features, Sources>) {
    checkOptions(options, [...viewOptionNames, 'sources', ...transformOptionNames], 'on-demand feature view')
    const what = `on-demand feature view ${options.name}`
    const { sourceViews, requestSources } = splitSources(options.sources, what)
    const joinKeys = unionOfKeys(sourceViews, what)
    const available = transformInputs(joinKeys, sourceViews, requestSources, what)
    const readable = inputSchema(available)
    const { transformation, outputs } = resolveTransformation(options, readable, what)
    super(
      new ViewFields('on-demand feature view', {
        ...options,
        schema: outputs,
        entities: unionOfEntities(sourceViews),
        joinKeys,
        sourceViews,
        transformation,
      }),
    )
    this.sources = Object.freeze([...options.sources])
    this.requestSources = Object.freeze(requestSources)
    this.inputSchema = readable
    this.inputs = readInputs(available, transformation)
    if (new.target === OnDemandFeatureView) Object.freeze(this)
  }

  override withProjection<
    const Feature extends string = keyof Features & string,
    const Alias extends string = ResultName,
    const KeyMap extends Readonly<Record<string, string>> = NoKeyMap,
  >(
    options: ProjectionOptions<Feature & keyof Features, Alias, KeyMap>,
  ): OnDemandFeatureView<Name, Chosen<Features, NoInfer<Feature>>, Sources, NoInfer<Alias>, MapKeys<E, KeyMap>> {
    return this.project(options) as never
  }

  override select<const Feature extends string>(
    ...features: readonly (Feature & keyof Features)[]
  ): OnDemandFeatureView<Name, Chosen<Features, Feature>, Sources, ResultName, E> {
    return this.project({ features }) as never
  }

  override withName<const Alias extends string>(alias: Alias): OnDemandFeatureView<Name, Features, Sources, Alias, E> {
    return this.project({ alias }) as never
  }
}

function splitSources(sources: readonly OnDemandSource[], what: string) {
  if (!Array.isArray(sources) || sources.length === 0) {
    throw invalid(`${what} has at least one source; got ${describeValue(sources)}`)
  }
  const sourceViews: FeatureView[] = []
  const requestSources: RequestSource[] = []
  for (const source of sources as readonly OnDemandSource[]) {
    if (source instanceof FeatureView) sourceViews.push(source)
    else if (source instanceof RequestSource) requestSources.push(source)
    else throw notASource(source, what, 'feature views and request sources')
  }
  return { sourceViews, requestSources }
}
