import { describeValue } from '../arrow/invalid-value.js'
import { MillraceError } from '../errors.js'
import { columnsOf } from '../expr/walk.js'
import type { DataType, Schema } from '../types.js'
import { invalid } from './definition-options.js'
import type { Entity } from './entity.js'
import type { FeatureView, JoinKey } from './feature-view.js'
import { freezeSchema } from './field-schema.js'
import type { RequestSource } from './request-source.js'
import type { Transformation } from './transformation.js'

/** One name that a transform may read, and where its value comes from. */
export type TransformInput = JoinKeyInput | RequestInput | FeatureInput

/** A key column of the rows. */
export interface JoinKeyInput {
  readonly input: string
  readonly kind: 'joinKey'
  readonly type: DataType
  readonly name: string
}

/** A field of the request. */
export interface RequestInput {
  readonly input: string
  readonly kind: 'request'
  readonly type: DataType
  readonly source: RequestSource
  readonly field: string
}

/** A feature of a source view, which is projected as the source is. */
export interface FeatureInput {
  readonly input: string
  readonly kind: 'feature'
  readonly type: DataType
  readonly view: FeatureView
  readonly feature: string
}

/** A column of the rows of a file or a push. */
export interface ColumnInput {
  readonly input: string
  readonly kind: 'column'
  readonly type: DataType
  readonly name: string
}

/**
 * Lists what a transform over these sources may read: join keys, request fields, each feature as `view__feature`, and
 * as plain `feature` where no other of the names is the same.
 *
 * @throws MILLRACE_DUPLICATE_NAME where two sources give one name.
 */
export function transformInputs(
  joinKeys: readonly JoinKey[],
  views: readonly FeatureView[],
  requests: readonly RequestSource[],
  what: string,
): readonly TransformInput[] {
  const inputs = new Map<string, TransformInput>()
  const add = (input: TransformInput) => {
    if (inputs.has(input.input)) throw twice(input.input, what)
    inputs.set(input.input, Object.freeze(input))
  }
  checkResultNames(views, what)
  for (const { name, type } of joinKeys) add({ input: name, kind: 'joinKey', type, name })
  for (const source of requests) {
    for (const [field, type] of Object.entries(source.schema)) {
      add({ input: field, kind: 'request', type, source: source as RequestSource, field })
    }
  }
  const features = featuresOf(views)
  for (const feature of features) add({ ...feature, input: `${feature.view.resultName}__${feature.feature}` })
  for (const feature of unambiguous(features, inputs, what)) add({ ...feature, input: feature.feature })
  return Object.freeze([...inputs.values()])
}

function featuresOf(views: readonly FeatureView[]): readonly Omit<FeatureInput, 'input'>[] {
  return views.flatMap((view) =>
    Object.entries(view.projectedSchema).map(([feature, type]) => ({ kind: 'feature' as const, type, view, feature })),
  )
}

/**
 * The features whose short name nothing else has. A request field of a feature's name is refused: the column of that
 * name in a pushed row would be taken for both.
 */
function unambiguous(
  features: readonly Omit<FeatureInput, 'input'>[],
  inputs: ReadonlyMap<string, TransformInput>,
  what: string,
): readonly Omit<FeatureInput, 'input'>[] {
  const counts = new Map<string, number>()
  for (const { feature, view } of features) {
    if (inputs.get(feature)?.kind === 'request') {
      throw new MillraceError(
        'MILLRACE_DUPLICATE_NAME',
        `A request field of ${what} has the name of a feature of ${view.resultName}; rename it, or select other features: ${feature}`,
        { input: feature },
      )
    }
    counts.set(feature, (counts.get(feature) ?? 0) + 1)
  }
  return features.filter(({ feature }) => counts.get(feature) === 1 && !inputs.has(feature))
}

function checkResultNames(views: readonly FeatureView[], what: string): void {
  const names = new Set<string>()
  for (const { resultName } of views) {
    if (names.has(resultName)) {
      throw new MillraceError(
        'MILLRACE_DUPLICATE_NAME',
        `Two sources of ${what} have one name; give one an alias by withName: ${resultName}`,
        { name: resultName },
      )
    }
    names.add(resultName)
  }
}

function twice(input: string, what: string): MillraceError {
  return new MillraceError(
    'MILLRACE_DUPLICATE_NAME',
    `Two inputs of ${what} have one name; rename one, or give its view an alias by withName: ${input}`,
    { input },
  )
}

/** The names that a transform may read, and their types. */
export function inputSchema(inputs: readonly { readonly input: string; readonly type: DataType }[]): Schema {
  return freezeSchema(inputs.map(({ input, type }) => [input, type]))
}

/** Of `inputs`, those that a transformation reads; all, where its code cannot be read. */
export function readInputs<Input extends { readonly input: string }>(
  inputs: readonly Input[],
  transformation: Transformation,
): readonly Input[] {
  const read = columnsRead(transformation)
  return read === null ? inputs : Object.freeze(inputs.filter(({ input }) => read.has(input)))
}

/** The names that a transformation reads; null where its code cannot be read. */
export function columnsRead(transformation: Transformation): ReadonlySet<string> | null {
  switch (transformation.mode) {
    case 'expr':
      return new Set([...transformation.outputs.values()].flatMap(columnsOf))
    case 'assemblyscript':
      return new Set([...transformation.functions.values()].flatMap(({ args }) => args))
    case 'rows':
    case 'arrow':
      return null
  }
}

/**
 * Joins the key columns of several views into one key: in order, each name once.
 *
 * @throws MILLRACE_INVALID_DEFINITION where two views give one key different types.
 */
export function unionOfKeys(views: readonly FeatureView[], what: string): readonly JoinKey[] {
  const keys = new Map<string, JoinKey & { view: string }>()
  for (const view of views) {
    for (const { name, type } of view.keyColumns) {
      const known = keys.get(name)
      if (known !== undefined && known.type !== type) {
        throw invalid(
          `A join key of ${what} is ${known.type} in ${known.view} and ${type} in ${view.resultName}; give both one type: ${name}`,
          { joinKey: name, types: [known.type, type] },
        )
      }
      if (known === undefined) keys.set(name, { name, type, view: view.resultName })
    }
  }
  return [...keys.values()].map(({ name, type }) => ({ name, type }))
}

/** The entities of several views, each join key once, in order of appearance. */
export function unionOfEntities(views: readonly FeatureView[]): readonly Entity[] {
  const entities = new Map<string, Entity>()
  for (const entity of views.flatMap((view) => view.entities)) {
    if (!entities.has(entity.joinKey)) entities.set(entity.joinKey, entity)
  }
  return [...entities.values()]
}

/** Says that something given as a source is none. */
export function notASource(source: unknown, what: string, allowed: string): MillraceError {
  return invalid(`The sources of ${what} are ${allowed}; got ${describeValue(source)}`, { value: source })
}
