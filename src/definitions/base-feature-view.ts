import { MillraceError } from '../errors.js'
import type { DataType, Schema } from '../types.js'
import { checkName, checkOptions, describe, type Tags } from './definition-options.js'
import { freezeSchema } from './field-schema.js'
import type { Projection } from './projection.js'

/** What `withProjection` changes; what is absent stays. */
export interface ProjectionOptions<Feature extends string, Alias extends string> {
  readonly features?: readonly Feature[]
  readonly alias?: Alias
  readonly joinKeyMap?: Readonly<Record<string, string>>
}

/**
 * Any named set of features.
 *
 * `Features` are those that the projection chooses; `ResultName` is the alias or else the name.
 */
export abstract class BaseFeatureView<
  const Name extends string = string,
  const Features extends Schema = Schema,
  const ResultName extends string = string,
> {
  readonly name: Name
  readonly description: string
  readonly tags: Tags
  /** Every feature and its type, in order, whatever the projection; no join keys. */
  readonly schema: Features
  readonly projection: Projection

  protected constructor(fields: {
    name: Name
    description: string
    tags: Tags
    schema: Features
    projection: Projection
  }) {
    this.name = fields.name
    this.description = fields.description
    this.tags = fields.tags
    this.schema = fields.schema
    this.projection = fields.projection
  }

  /** The name that references and results use: the alias, or else the name. */
  get resultName(): ResultName {
    return (this.projection.alias ?? this.name) as string as ResultName
  }

  /** The chosen features and their types, in the projection's order. */
  get projectedSchema(): Features {
    return freezeSchema(
      this.projection.features.map((feature) => [feature, this.schema[feature] as DataType]),
    ) as Features
  }

  /** Finds the type of one of the view's features, chosen or not; undefined where there is none. */
  featureType(feature: string): DataType | undefined {
    return this.schema[feature]
  }

  /** The names of the join keys that a `joinKeyMap` may rename. */
  protected abstract joinKeyNames(): readonly string[]

  /** Copies the view with another projection. */
  protected project(options: ProjectionOptions<string, string>): this {
    checkOptions(options, ['features', 'alias', 'joinKeyMap'], 'projection')
    const { features = this.projection.features } = options
    for (const feature of features) {
      if (!this.projection.features.includes(feature)) {
        throw new MillraceError(
          'MILLRACE_FEATURE_NOT_FOUND',
          `${this.resultName} has no feature ${describe(feature)} to choose; it has ${this.projection.features.join(', ')}`,
          { view: this.resultName, feature },
        )
      }
    }
    const alias = options.alias === undefined ? this.projection.alias : checkName(options.alias, 'alias')
    const joinKeyMap = options.joinKeyMap ?? this.projection.joinKeyMap
    const projection: Projection = Object.freeze({
      name: this.name,
      ...(alias === undefined ? {} : { alias }),
      features: Object.freeze([...features]),
      ...(joinKeyMap === undefined ? {} : { joinKeyMap }),
    })
    const descriptors = {
      ...Object.getOwnPropertyDescriptors(this),
      projection: { value: projection, enumerable: true },
    }
    return Object.freeze(Object.create(Object.getPrototypeOf(this), descriptors))
  }
}
