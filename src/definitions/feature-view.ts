import type { ScalarType, Schema } from '../types.js'
import { BaseFeatureView, type ProjectionOptions } from './base-feature-view.js'
import { checkOptions, type Tags } from './definition-options.js'
import type { Entity } from './entity.js'
import type { FileSource } from './file-source.js'
import { PushSource } from './push-source.js'
import type { Transformation } from './transformation.js'
import { ViewFields, viewOptionNames } from './view-fields.js'

/** One column of a view's key. */
export interface JoinKey {
  readonly name: string
  readonly type: ScalarType
}

/** The options every kind of feature view takes. */
export interface ViewOptions<Name extends string> {
  readonly name: Name
  readonly description?: string
  readonly tags?: Tags
  /** How long a value is good for, in microseconds; 0n, the default, is for ever. */
  readonly ttl?: bigint
  /** Whether values go to the online store; default true. */
  readonly online?: boolean
  /** Whether values go to the offline store; default false. */
  readonly offline?: boolean
}

export interface FeatureViewOptions<Name extends string, Features extends Schema, E extends Entity>
  extends ViewOptions<Name> {
  readonly entities: readonly E[]
  readonly schema: Features
  readonly source?: FileSource | PushSource
}

/**
 * Declares features that are read as they are from a source.
 *
 * @throws MILLRACE_INVALID_NAME, MILLRACE_INVALID_DEFINITION, MILLRACE_DUPLICATE_NAME, MILLRACE_UNSUPPORTED_TYPE
 * @example
 * const stats = new FeatureView({
 *   name: 'driver_hourly_stats', entities: [driver], ttl: days(1),
 *   schema: { conv_rate: Float32, trips: Int64 },
 *   source: new FileSource({ path: 'data/driver_stats.parquet', timestampField: 'event_timestamp' }),
 * })
 */
export class FeatureView<
  const Name extends string = string,
  const Features extends Schema = Schema,
  const E extends Entity = Entity,
  const ResultName extends string = Name,
> extends BaseFeatureView<Name, Features, ResultName> {
  readonly entities: readonly E[]
  /** The view's key as it is stored, in order; a projection's `joinKeyMap` does not rename it. */
  readonly joinKeys: readonly JoinKey[]
  /** Microseconds; 0n is for ever. */
  readonly ttl: bigint
  readonly online: boolean
  readonly offline: boolean
  readonly source: FileSource | PushSource | null
  /** The views this one is computed from, projected; [] for a view that is read from a source. */
  readonly sourceViews: readonly FeatureView[]
  readonly transformation: Transformation | null

  constructor(options: FeatureViewOptions<Name, Features, E> | ViewFields) {
    if (!(options instanceof ViewFields))
      checkOptions(options, [...viewOptionNames, 'entities', 'schema', 'source'], 'feature view')
    const fields = options instanceof ViewFields ? options : new ViewFields('feature view', options)
    super(fields as ViewFields & { name: Name; schema: Features })
    this.entities = fields.entities as readonly Entity[] as readonly E[]
    this.joinKeys = fields.joinKeys
    this.ttl = fields.ttl
    this.online = fields.online
    this.offline = fields.offline
    this.source = fields.source
    this.sourceViews = fields.sourceViews
    this.transformation = fields.transformation
    if (new.target === FeatureView) Object.freeze(this)
  }

  /** The files the view's history is read from, if any. */
  get batchSource(): FileSource | null {
    return this.source instanceof PushSource ? this.source.batchSource : this.source
  }

  /** The source that rows are pushed under, if any. */
  get streamSource(): PushSource | null {
    return this.source instanceof PushSource ? this.source : null
  }

  /** The view's key under the names that rows which ask have for it: those of `joinKeyMap`, else the join keys' own. */
  get keyColumns(): readonly JoinKey[] {
    const names = this.projection.joinKeyMap ?? {}
    return this.joinKeys.map(({ name, type }) => ({ name: names[name] ?? name, type }))
  }

  /**
   * Copies the view to use some of its features, under another name, or for other key columns.
   *
   * @throws MILLRACE_FEATURE_NOT_FOUND, MILLRACE_INVALID_NAME, MILLRACE_INVALID_DEFINITION
   * @example
   * stats.withProjection({ features: ['conv_rate'], alias: 'origin', joinKeyMap: { zone_id: 'origin_zone_id' } })
   */
  withProjection<
    const Feature extends keyof Features & string = keyof Features & string,
    const Alias extends string = ResultName,
  >(options: ProjectionOptions<Feature, Alias>): FeatureView<Name, Pick<Features, Feature>, E, Alias> {
    return this.project(options) as never
  }

  /** Copies the view to use only these features. */
  select<const Feature extends keyof Features & string>(
    ...features: readonly Feature[]
  ): FeatureView<Name, Pick<Features, Feature>, E, ResultName> {
    return this.project({ features }) as never
  }

  /** Copies the view to be used under another name. */
  withName<const Alias extends string>(alias: Alias): FeatureView<Name, Features, E, Alias> {
    return this.project({ alias }) as never
  }

  protected override joinKeyNames(): readonly string[] {
    return this.joinKeys.map(({ name }) => name)
  }
}
