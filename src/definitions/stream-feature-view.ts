import { describeValue } from '../arrow/invalid-value.js'
import type { Schema } from '../types.js'
import { checkOptions, invalid } from './definition-options.js'
import type { Entity } from './entity.js'
import { FeatureView, type FeatureViewOptions } from './feature-view.js'
import { PushSource } from './push-source.js'
import { ViewFields, viewOptionNames } from './view-fields.js'

export interface StreamFeatureViewOptions<Name extends string, Features extends Schema, E extends Entity>
  extends FeatureViewOptions<Name, Features, E> {
  readonly source: PushSource
}

/** Declares features of pushed rows. */
export class StreamFeatureView<
  const Name extends string = string,
  const Features extends Schema = Schema,
  const E extends Entity = Entity,
  const ResultName extends string = Name,
> extends FeatureView<Name, Features, E, ResultName> {
  constructor(options: StreamFeatureViewOptions<Name, Features, E>) {
    checkOptions(options, [...viewOptionNames, 'entities', 'schema', 'source'], 'stream feature view')
    super(new ViewFields('stream feature view', options))
    if (!(options.source instanceof PushSource)) {
      throw invalid(
        `The source of stream feature view ${this.name} is a PushSource, not ${describeValue(options.source)}`,
      )
    }
    Object.freeze(this)
  }
}
