import type { DataType, Schema } from '../types.js'
import type { Tags } from './definition-options.js'
import { freezeSchema } from './field-schema.js'
import type { Projection, ProjectionOptions } from './projection.js'

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
    readonly name: Name
    readonly description: string
    readonly tags: Tags
    readonly schema: Features
    readonly projection: Projection
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
    return freezeSchema(this.projection.features.map((name) => [name, this.schema[name] as DataType])) as Features
  }

  /** Copies the view to use some of its features, or under another name. */
  abstract withProjection(options: ProjectionOptions): BaseFeatureView

  /** Copies the view to use only these features. */
  abstract select(...features: readonly string[]): BaseFeatureView

  /** Copies the view to be used under another name. */
  abstract withName(alias: string): BaseFeatureView

  /** Copies the view, of whatever class it is, with another projection. */
  protected withOther(projection: Projection): this {
    const descriptors = Object.getOwnPropertyDescriptors(this)
    return Object.freeze(
      Object.create(Object.getPrototypeOf(this), {
        ...descriptors,
        projection: { value: projection, enumerable: true },
      }),
    )
  }
}
