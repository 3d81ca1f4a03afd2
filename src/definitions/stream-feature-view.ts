import { describeValue } from '../arrow/invalid-value.js'
import type { Schema } from '../types.js'
import type { BatchInputSchema } from './batch-options.js'
import { checkOptions, invalid } from './definition-options.js'
import type { Entity } from './entity.js'
import { type Chosen, FeatureView, type MapKeys, type NoKeyMap, type ViewOptions } from './feature-view.js'
import { checkSchema } from './field-schema.js'
import type { ProjectionOptions } from './projection.js'
import { PushSource } from './push-source.js'
import { columnInputs } from './resolve-batch.js'
import { type RawTransformOptions, resolveTransformation } from './resolve-transformation.js'
import { type ColumnInput, inputSchema, type JoinKeyInput, readInputs } from './transform-inputs.js'
import { type TransformOptions, transformOptionNames } from './transform-options.js'
import type { Transformation } from './transformation.js'
import { checkEntities, keysOf, ViewFields, viewOptionNames } from './view-fields.js'

export type StreamFeatureViewOptions<
  Name extends string,
  Features extends Schema,
  E extends Entity,
  Raw extends Schema,
> = ViewOptions<Name> & {
  readonly entities: readonly E[]
  readonly source: PushSource
} & (
    | { readonly mode?: 'expr'; readonly schema: Features; readonly transform?: never; readonly sourceSchema?: never }
    | (TransformOptions<Features, BatchInputSchema<E, readonly [], Raw>> & {
        /** The columns of pushed rows that the transform reads, and their types, without join keys. */
        readonly sourceSchema: Raw
      })
  )

/**
 * Declares features of pushed rows, as they are or transformed.
 *
 * @throws MILLRACE_INVALID_NAME, MILLRACE_INVALID_DEFINITION, MILLRACE_DUPLICATE_NAME, MILLRACE_FEATURE_NOT_FOUND,
 * MILLRACE_EXPRESSION_TYPE, MILLRACE_EXPRESSION_SYNTAX, MILLRACE_UNKNOWN_FUNCTION, MILLRACE_TRANSFORM_FAILED
 * @example
 * const rides = new StreamFeatureView({
 *   name: 'rides', entities: [driver], source: new PushSource({ name: 'ride_events' }),
 *   sourceSchema: { metres: Float64 },
 *   transform: ({ metres }) => ({ km: metres.div(1000) }),
 * })
 */
export class StreamFeatureView<
  const Name extends string = string,
  const Features extends Schema = Schema,
  const E extends Entity = Entity,
  const Raw extends Schema = Schema,
  const ResultName extends string = Name,
> extends FeatureView<Name, Features, E, ResultName> {
  declare readonly source: PushSource
  /** What the transform may read of a pushed row; empty where there is none. */
  readonly inputSchema: Schema
  /** What the transform reads. */
  readonly inputs: readonly (JoinKeyInput | ColumnInput)[]

  constructor(options: StreamFeatureViewOptions<Name, Features, E, Raw>) {
    const names = [...viewOptionNames, 'entities', 'source', 'sourceSchema', ...transformOptionNames]
    checkOptions(options, names, 'stream feature view')
    const what = `stream feature view ${options.name}`
    if (!(options.source instanceof PushSource)) {
      throw invalid(`The source of ${what} is a PushSource; got ${describeValue(options.source)}`)
    }
    const available = pushedInputs(options, options.entities, what)
    const readable = inputSchema(available)
    const { transformation, outputs } = transformOf(options, readable, what)
    super(new ViewFields('stream feature view', { ...options, schema: outputs, transformation }))
    this.inputSchema = readable
    this.inputs = transformation === null ? available : readInputs(available, transformation)
    if (new.target === StreamFeatureView) Object.freeze(this)
  }

  override withProjection<
    const Feature extends string = keyof Features & string,
    const Alias extends string = ResultName,
    const KeyMap extends Readonly<Record<string, string>> = NoKeyMap,
  >(
    options: ProjectionOptions<Feature & keyof Features, Alias, KeyMap>,
  ): StreamFeatureView<Name, Chosen<Features, NoInfer<Feature>>, MapKeys<E, KeyMap>, Raw, NoInfer<Alias>> {
    return this.project(options) as never
  }

  override select<const Feature extends string>(
    ...features: readonly (Feature & keyof Features)[]
  ): StreamFeatureView<Name, Chosen<Features, Feature>, E, Raw, ResultName> {
    return this.project({ features }) as never
  }

  override withName<const Alias extends string>(alias: Alias): StreamFeatureView<Name, Features, E, Raw, Alias> {
    return this.project({ alias }) as never
  }
}

interface RawStreamOptions extends RawTransformOptions {
  readonly sourceSchema?: unknown
}

function pushedInputs({ transform, sourceSchema }: RawStreamOptions, entities: readonly Entity[], what: string) {
  if ((transform === undefined) !== (sourceSchema === undefined)) {
    throw invalid(
      `${what} needs both or neither of transform and sourceSchema, the types of the pushed columns it reads`,
    )
  }
  if (sourceSchema === undefined) return []
  const joinKeys = keysOf(checkEntities(entities, what))
  return columnInputs(joinKeys, checkSchema(sourceSchema as Schema, `${what}, its sourceSchema`), what)
}

function transformOf(
  { mode, schema, transform, version }: RawTransformOptions,
  readable: Schema,
  what: string,
): { readonly transformation: Transformation | null; readonly outputs: Schema } {
  if (transform !== undefined) return resolveTransformation({ mode, schema, transform, version }, readable, what)
  if (schema === undefined)
    throw invalid(`${what} has a schema, or a transform whose outputs are its features; give one`)
  if (mode !== undefined || version !== undefined)
    throw invalid(`${what} has no transform, so it takes no mode or version`)
  return { transformation: null, outputs: checkSchema(schema as Schema, what) }
}
