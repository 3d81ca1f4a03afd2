import type { ScalarType, Schema } from '../types.js'
import { BaseFeatureView } from './base-feature-view.js'
import { checkOptions, type Tags } from './definition-options.js'
import type { Entity } from './entity.js'
import type { FileSource } from './file-source.js'
import { changeProjection, type ProjectionOptions } from './projection.js'
import { PushSource } from './push-source.js'
import type { Transformation } from './transformation.js'
import { ViewFields, viewOptionNames } from './view-fields.js'

/** One column of a view's key. */
export interface JoinKey<Name extends string = string, Type extends ScalarType = ScalarType> {
  readonly name: Name
  readonly type: Type
}

/** The key column that an entity gives a view. */
export type KeyColumn<E extends Entity> = E extends Entity<string, infer Type, infer Key> ? JoinKey<Key, Type> : never

/** Entities whose join keys a projection has renamed; they exist as types only. */
export type MapKeys<E extends Entity, KeyMap extends Readonly<Record<string, string>>> =
  E extends Entity<infer Name, infer Type, infer Key>
    ? Entity<Name, Type, Key extends keyof KeyMap ? KeyMap[Key] : Key>
    : never

/** Some of a schema's fields. Not Pick, with which TypeScript cannot tell that a view's class is one of its base's. */
export type Chosen<Features extends Schema, Feature extends string> = {
  readonly [Each in Feature]: Features[Each & keyof Features]
}

/** A joinKeyMap that maps nothing. */
export type NoKeyMap = Readonly<Record<never, never>>

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
  readonly entities: readonly Entity[]
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
    this.entities = fields.entities
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
  get keyColumns(): readonly KeyColumn<E>[] {
    const columns = this.projection.joinKeyMap
    return this.joinKeys.map(({ name, type }) => ({
      name: columns?.[name] ?? name,
      type,
    })) as JoinKey[] as KeyColumn<E>[]
  }

  /**
   * Copies the view to use some of its features, under another name, or for other key columns.
   *
   * @throws MILLRACE_FEATURE_NOT_FOUND, MILLRACE_INVALID_NAME, MILLRACE_DUPLICATE_NAME, MILLRACE_INVALID_DEFINITION
   * @example
   * stats.withProjection({ features: ['conv_rate'], alias: 'origin', joinKeyMap: { zone_id: 'origin_zone_id' } })
   */
  override withProjection<
    const Feature extends string = keyof Features & string,
    const Alias extends string = ResultName,
    const KeyMap extends Readonly<Record<string, string>> = NoKeyMap,
  >(
    options: ProjectionOptions<Feature & keyof Features, Alias, KeyMap>,
  ): FeatureView<Name, Chosen<Features, NoInfer<Feature>>, MapKeys<E, KeyMap>, NoInfer<Alias>> {
    return this.project(options) as never
  }

  /** Copies the view to use only these features, in this order. */
  override select<const Feature extends string>(
    ...features: readonly (Feature & keyof Features)[]
  ): FeatureView<Name, Chosen<Features, Feature>, E, ResultName> {
    return this.project({ features }) as never
  }

  /** Copies the view to be used under another name. */
  override withName<const Alias extends string>(alias: Alias): FeatureView<Name, Features, E, Alias> {
    return this.project({ alias }) as never
  }

  /** Copies the view with another projection of its features, name and keys. */
  protected project(options: ProjectionOptions): this {
    const joinKeys = this.joinKeys.map(({ name }) => name)
    return this.withOther(changeProjection(this.projection, joinKeys, options))
  }
}
