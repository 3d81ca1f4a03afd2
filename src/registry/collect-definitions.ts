import { describeValue } from '../arrow/invalid-value.js'
import type { Definition } from '../definitions/definition.js'
import { Entity } from '../definitions/entity.js'
import { FeatureService } from '../definitions/feature-service.js'
import { FeatureView } from '../definitions/feature-view.js'
import { FileSource } from '../definitions/file-source.js'
import { OnDemandFeatureView } from '../definitions/on-demand-feature-view.js'
import { PushSource } from '../definitions/push-source.js'
import { RequestSource } from '../definitions/request-source.js'
import { MillraceError } from '../errors.js'
import { checkCycles } from './check-cycles.js'
import { equalData, type RegistryKind } from './diff.js'
import { encodeDataSource, encodeEntity, encodeFeatureService, encodeFeatureView } from './encode-definition.js'
import { viewsBehind } from './references.js'

/** A definition as data. */
export interface CollectedDefinition {
  readonly kind: RegistryKind
  readonly name: string
  readonly data: { readonly name: string }
  /** Whether it was given itself, rather than being what another is made of. */
  readonly given: boolean
}

/**
 * Lists definitions and all that they are made of, as data: each once.
 *
 * @throws MILLRACE_INVALID_DEFINITION for what is no definition, MILLRACE_CYCLE, MILLRACE_DUPLICATE_NAME where two differ
 * under one name.
 * A view's name is also a folder's, and some file systems take `Stats` and `stats` for one: so do we.
 */
export function collectDefinitions(definitions: readonly Definition[]): readonly CollectedDefinition[] {
  if (!Array.isArray(definitions)) {
    throw new MillraceError(
      'MILLRACE_INVALID_DEFINITION',
      `Definitions are an array; got ${describeValue(definitions)}`,
    )
  }
  checkCycles(definitions)
  const collected = new Map<string, CollectedDefinition>()
  const add = (kind: RegistryKind, data: { readonly name: string }, given: boolean): void => {
    const key = `${kind} ${kind === 'feature_view' ? data.name.toLowerCase() : data.name}`
    const known = collected.get(key)
    if (known !== undefined && !equalData(known.data, data)) throw duplicate(known, data.name)
    collected.set(key, { kind, name: data.name, data, given: given || known?.given === true })
  }
  for (const definition of definitions as readonly unknown[]) addGiven(definition, add)
  for (const view of viewsBehind(definitions)) addView(view, add)
  return [...collected.values()]
}

type Add = (kind: RegistryKind, data: { readonly name: string }, given: boolean) => void

function addGiven(definition: unknown, add: Add): void {
  if (definition instanceof Entity) add('entity', encodeEntity(definition), true)
  else if (isDataSource(definition)) addDataSource(definition, add, true)
  else if (definition instanceof FeatureView) add('feature_view', encodeFeatureView(definition), true)
  else if (definition instanceof FeatureService) add('feature_service', encodeFeatureService(definition), true)
  else {
    throw new MillraceError(
      'MILLRACE_INVALID_DEFINITION',
      `A definition is an entity, a data source, a feature view or a feature service of this package; got ${describeValue(definition)}`,
      { value: definition },
    )
  }
}

function addView(view: FeatureView, add: Add): void {
  // An on-demand view has the entities of its sources, which bring them.
  if (!(view instanceof OnDemandFeatureView))
    for (const entity of view.entities) add('entity', encodeEntity(entity), false)
  if (view.source !== null) addDataSource(view.source, add, false)
  if (view instanceof OnDemandFeatureView) for (const source of view.requestSources) addDataSource(source, add, false)
  add('feature_view', encodeFeatureView(view), false)
}

function addDataSource(source: FileSource | PushSource | RequestSource, add: Add, given: boolean): void {
  if (source instanceof PushSource && source.batchSource !== null) addDataSource(source.batchSource, add, false)
  add('data_source', encodeDataSource(source), given)
}

function isDataSource(value: unknown): value is FileSource | PushSource | RequestSource {
  return value instanceof FileSource || value instanceof PushSource || value instanceof RequestSource
}

/** The error for two definitions of one name. */
export function duplicate(
  { kind, name }: { readonly kind: RegistryKind; readonly name: string },
  other: string,
): MillraceError {
  const what = kind.replace('_', ' ')
  const names = name === other ? name : `${name} and ${other}, which differ in case only`
  const remedy = kind === 'data_source' ? 'give one of them another name' : 'rename one, or use one copy'
  return new MillraceError('MILLRACE_DUPLICATE_NAME', `Two different definitions of one ${what}; ${remedy}: ${names}`, {
    kind,
    name,
  })
}
