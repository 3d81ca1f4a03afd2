import type { Expr } from '../expr/ir.js'
import type { Schema } from '../types.js'
import type { Aggregation } from './aggregation.js'
import { checkOptions } from './definition-options.js'
import type { Entity } from './entity.js'
import { FeatureView, type ViewOptions } from './feature-view.js'
import type { FileSource } from './file-source.js'
import { inputSchema, notASource, type TransformInput, transformInputs, unionOfKeys } from './transform-inputs.js'
import type { Transformation } from './transformation.js'
import { ViewFields, viewOptionNames } from './view-fields.js'

export interface BatchFeatureViewOptions<Name extends string, Features extends Schema, E extends Entity>
  extends ViewOptions<Name> {
  readonly entities: readonly E[]
  readonly schema: Features
  /** The first is the spine; the others are joined to it as of its rows' time, on the join keys they share. */
  readonly sources?: readonly FeatureView[]
  readonly source?: FileSource
  readonly transform?: Transformation
  readonly filter?: Expr
  readonly aggregations?: Readonly<Record<string, Aggregation>>
}

/** Declares features computed in batches: joined, transformed, filtered and aggregated, in this order. */
export class BatchFeatureView<
  const Name extends string = string,
  const Features extends Schema = Schema,
  const E extends Entity = Entity,
  const ResultName extends string = Name,
> extends FeatureView<Name, Features, E, ResultName> {
  readonly filter: Expr | null
  readonly aggregations: ReadonlyMap<string, Aggregation> | null
  /** What the transform may read. */
  readonly inputSchema: Schema
  /** What the transform, the filter and the aggregations read of the source views; [] where the source is a file. */
  readonly inputs: readonly TransformInput[]

  constructor(options: BatchFeatureViewOptions<Name, Features, E>) {
    const names = ['entities', 'schema', 'sources', 'source', 'transform', 'filter', 'aggregations']
    checkOptions(options, [...viewOptionNames, ...names], 'batch feature view')
    const what = `batch feature view ${options.name}`
    const sources = options.sources ?? []
    for (const source of sources) {
      if (!(source instanceof FeatureView)) throw notASource(source, what, 'feature views')
    }
    const inputs = transformInputs(unionOfKeys(sources, what), sources, [], what)
    super(
      new ViewFields('batch feature view', {
        ...options,
        sourceViews: sources,
        transformation: options.transform ?? null,
      }),
    )
    this.filter = options.filter ?? null
    this.aggregations = options.aggregations === undefined ? null : new Map(Object.entries(options.aggregations))
    this.inputs = inputs
    this.inputSchema = inputSchema(inputs)
    Object.freeze(this)
  }
}
