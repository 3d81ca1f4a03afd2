import type { Expr } from '../expr/ir.js'
import type { Schema } from '../types.js'
import type { Aggregation } from './aggregation.js'
import type {
  Aggregations,
  BatchFeatures,
  BatchFeatureViewOptions,
  BatchInputSchema,
  SchemaOr,
} from './batch-options.js'
import { checkOptions, invalid } from './definition-options.js'
import type { Entity } from './entity.js'
import { type Chosen, FeatureView, type MapKeys, type NoKeyMap } from './feature-view.js'
import { FileSource } from './file-source.js'
import type { ProjectionOptions } from './projection.js'
import { type BatchInput, resolveBatch } from './resolve-batch.js'
import { notASource } from './transform-inputs.js'
import { transformOptionNames } from './transform-options.js'
import { checkEntities, keysOf, ViewFields, viewOptionNames } from './view-fields.js'

const batchOptionNames = ['entities', 'sources', 'source', 'sourceSchema', 'transformSchema', 'filter', 'aggregations']

/**
 * Declares features computed in batches: sources joined, then transformed, filtered and aggregated, in this order.
 *
 * Of several sources the first is the spine, whose rows are kept; each other one is joined to it as of its rows' time.
 *
 * @throws MILLRACE_INVALID_NAME, MILLRACE_INVALID_DEFINITION, MILLRACE_DUPLICATE_NAME, MILLRACE_FEATURE_NOT_FOUND,
 * MILLRACE_EXPRESSION_TYPE, MILLRACE_EXPRESSION_SYNTAX, MILLRACE_UNKNOWN_FUNCTION, MILLRACE_TRANSFORM_FAILED
 * @example
 * const daily = new BatchFeatureView({
 *   name: 'driver_totals', entities: [driver], sources: [trips, stats],
 *   transform: ({ distance_km, conv_rate }) => ({ weighted: distance_km.mul(conv_rate) }),
 *   filter: ({ distance_km }) => distance_km.gt(0),
 *   aggregations: { total: sum('weighted'), trips: count() },
 * })
 */
export class BatchFeatureView<
  const Name extends string = string,
  const E extends Entity = Entity,
  const Sources extends readonly FeatureView[] = readonly [],
  const Raw extends Schema = Schema,
  const Declared extends Schema = Schema,
  const Outputs extends Schema = Schema,
  const Aggs extends Aggregations = Aggregations,
  const ResultName extends string = Name,
  const Features extends Schema = BatchFeatures<
    Declared,
    Aggs,
    Outputs,
    BatchInputSchema<E, Sources, SchemaOr<Raw, Declared>>
  >,
> extends FeatureView<Name, Features, E, ResultName> {
  /** What the transform may read. */
  readonly inputSchema: Schema
  /** Where each name of `inputSchema` comes from. */
  readonly inputs: readonly BatchInput[]
  /** What the transform gives; empty where there is none. */
  readonly transformSchema: Schema
  /** A bool expression over inputs and the transform's outputs. */
  readonly filter: Expr | null
  readonly aggregations: ReadonlyMap<string, Aggregation> | null

  constructor(options: BatchFeatureViewOptions<Name, E, Sources, Raw, Declared, Outputs, Aggs>) {
    checkOptions(options, [...viewOptionNames, ...batchOptionNames, ...transformOptionNames], 'batch feature view')
    const what = `batch feature view ${options.name}`
    const sourceViews = checkSources(options.sources, options.source, what)
    const computation = resolveBatch(options, keysOf(checkEntities(options.entities, what)), sourceViews, what)
    super(
      new ViewFields('batch feature view', {
        ...options,
        schema: computation.schema,
        sourceViews,
        transformation: computation.transformation,
      }),
    )
    this.inputSchema = computation.inputSchema
    this.inputs = computation.inputs
    this.transformSchema = computation.transformSchema
    this.filter = computation.filter
    this.aggregations = computation.aggregations
    if (new.target === BatchFeatureView) Object.freeze(this)
  }

  override withProjection<
    const Feature extends string = keyof Features & string,
    const Alias extends string = ResultName,
    const KeyMap extends Readonly<Record<string, string>> = NoKeyMap,
  >(
    options: ProjectionOptions<Feature & keyof Features, Alias, KeyMap>,
  ): BatchFeatureView<
    Name,
    MapKeys<E, KeyMap>,
    Sources,
    Raw,
    Declared,
    Outputs,
    Aggs,
    NoInfer<Alias>,
    Chosen<Features, NoInfer<Feature>>
  > {
    return this.project(options) as never
  }

  override select<const Feature extends string>(
    ...features: readonly (Feature & keyof Features)[]
  ): BatchFeatureView<Name, E, Sources, Raw, Declared, Outputs, Aggs, ResultName, Chosen<Features, Feature>> {
    return this.project({ features }) as never
  }

  override withName<const Alias extends string>(
    alias: Alias,
  ): BatchFeatureView<Name, E, Sources, Raw, Declared, Outputs, Aggs, Alias, Features> {
    return this.project({ alias }) as never
  }
}

function checkSources(views: readonly FeatureView[] | undefined, file: FileSource | undefined, what: string) {
  if ((views === undefined) === (file === undefined)) {
    throw invalid(`${what} is computed from sources, which are views, or from one source, a file; give one of the two`)
  }
  if (views === undefined) {
    if (!(file instanceof FileSource)) throw notASource(file, what, 'feature views, or its source a FileSource')
    return []
  }
  if (!Array.isArray(views) || views.length === 0) throw invalid(`The sources of ${what} are at least one view`)
  for (const view of views) if (!(view instanceof FeatureView)) throw notASource(view, what, 'feature views')
  return views as readonly FeatureView[]
}
