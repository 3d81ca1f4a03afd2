import { describeValue } from '../arrow/invalid-value.js'
import { MillraceError } from '../errors.js'
import type { DataType, Schema } from '../types.js'
import { invalid } from './definition-options.js'
import type { FeatureView, JoinKey } from './feature-view.js'
import { freezeSchema } from './field-schema.js'
import type { RequestSource } from './request-source.js'

/** One name that a transform may read, and where its value comes from. */
export type TransformInput =
  | { readonly input: string; readonly kind: 'joinKey'; readonly type: DataType; readonly name: string }
  | {
      readonly input: string
      readonly kind: 'request'
      readonly type: DataType
      readonly source: RequestSource
      readonly field: string
    }
  | {
      readonly input: string
      readonly kind: 'feature'
      readonly type: DataType
      readonly view: FeatureView
      readonly feature: string
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
    if (inputs.has(input.input)) {
      throw new MillraceError(
        'MILLRACE_DUPLICATE_NAME',
        `Two inputs of ${what} are named ${input.input}; rename one, or give its view an alias`,
        { input: input.input },
      )
    }
    inputs.set(input.input, Object.freeze(input))
  }
  for (const { name, type } of joinKeys) add({ input: name, kind: 'joinKey', type, name })
  for (const source of requests) {
    for (const [field, type] of Object.entries(source.schema))
      add({ input: field, kind: 'request', type, source, field })
  }
  const features = views.flatMap((view) =>
    Object.entries(view.projectedSchema).map(([feature, type]) => ({ kind: 'feature' as const, type, view, feature })),
  )
  for (const entry of features) add({ ...entry, input: `${entry.view.resultName}__${entry.feature}` })
  for (const entry of features) {
    const holder = inputs.get(entry.feature)
    if (holder?.kind === 'request') {
      throw new MillraceError(
        'MILLRACE_DUPLICATE_NAME',
        `The request field ${entry.feature} of ${what} has the name of a feature of ${entry.view.resultName}; rename it or select other features`,
        { input: entry.feature },
      )
    }
    const unambiguous = features.filter(({ feature }) => feature === entry.feature).length === 1
    if (unambiguous && holder === undefined) add({ ...entry, input: entry.feature })
  }
  return Object.freeze([...inputs.values()])
}

/** The names that a transform may read, and their types. */
export function inputSchema(inputs: readonly TransformInput[]): Schema {
  return freezeSchema(inputs.map(({ input, type }) => [input, type]))
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
          `The join key ${name} of ${what} is ${known.type} in ${known.view} and ${type} in ${view.resultName}; give both one type`,
          { joinKey: name, types: [known.type, type] },
        )
      }
      if (known === undefined) keys.set(name, { name, type, view: view.resultName })
    }
  }
  return [...keys.values()].map(({ name, type }) => ({ name, type }))
}

/** The entities of several views, each join key once, in order of appearance. */
export function unionOfEntities(views: readonly FeatureView[]): readonly FeatureView['entities'][number][] {
  const entities = new Map(views.flatMap((view) => view.entities).map((entity) => [entity.joinKey, entity]))
  return [...entities.values()]
}

/** Says that something given as a source is none. */
export function notASource(source: unknown, what: string, allowed: string): MillraceError {
  return invalid(`The sources of ${what} are ${allowed}; got ${describeValue(source)}`, { value: source })
}
