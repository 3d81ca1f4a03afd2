import type { Definition } from '../definitions/definition.js'
import { MillraceError } from '../errors.js'
import { type CollectedDefinition, collectDefinitions, duplicate } from './collect-definitions.js'
import { changedFields, kinds, type RegistryChange, type RegistryDiff, type RegistryObject, sections } from './diff.js'
import { outdatedViews } from './outdated-views.js'
import { buildRegistry, type RegistryState } from './registry.js'
import type { RegistryData } from './registry-data.js'
import { TransformCode } from './transform-code.js'

/** What applying definitions to a registry gives. */
export interface AppliedDefinitions {
  /** The registry afterwards; the very one given, where nothing changed and no function was loaded. */
  readonly state: RegistryState
  readonly diff: RegistryDiff
}

/**
 * Registers definitions and all that they are made of, in a copy of `current`. What is registered and not named stays,
 * and is typed again against the sources it has now.
 *
 * @param code functions of loaded definitions, for what `current` holds; those of `definitions` are added.
 * @throws MILLRACE_DUPLICATE_NAME, MILLRACE_INVALID_DEFINITION, MILLRACE_CYCLE, and what a registered view's constructor
 * throws where a source it has is no longer what it needs.
 */
export function applyDefinitions(
  current: RegistryState,
  definitions: readonly Definition[],
  code: TransformCode = new TransformCode(),
): AppliedDefinitions {
  const collected = collectDefinitions(definitions)
  code.add(definitions)
  checkAgainst(current.data, collected)
  const diff = diffOf(current.data, collected)
  if (!isChange(diff)) return { state: attachTransforms(current, code), diff }
  return { state: buildRegistry(merge(current.data, collected, diff), code), diff }
}

/** Says whether applying changes anything. */
export function isChange({ added, changed }: RegistryDiff): boolean {
  return added.length + changed.length > 0
}

/**
 * Gives registered views of modes rows and arrow their functions, where `code` has them; the very registry given, where
 * it has none that are missing.
 */
export function attachTransforms(state: RegistryState, code: TransformCode): RegistryState {
  const lacksOne = [...state.featureViews.values()].some(({ name, transformation }) => {
    if (transformation?.mode !== 'rows' && transformation?.mode !== 'arrow') return false
    const { mode, fn, fingerprint } = transformation
    return fn === null && code.transformation(name, mode, fingerprint).fn !== null
  })
  return lacksOne ? buildRegistry(state.data, code) : state
}

/** Says what applying definitions would change; see {@link applyDefinitions}. */
export function diffRegistry(current: RegistryState, definitions: readonly Definition[]): RegistryDiff {
  return applyDefinitions(current, definitions).diff
}

/**
 * An entity or a view that is only part of what is applied must be as it is registered: nothing changes that nobody
 * named, and a definition made from an old copy does not bring the copy back.
 */
function checkAgainst(data: RegistryData, collected: readonly CollectedDefinition[]): void {
  const names = new Map(data.featureViews.map(({ name }) => [name.toLowerCase(), name]))
  for (const definition of collected) {
    const { kind, name } = definition
    const registered = names.get(name.toLowerCase())
    if (kind === 'feature_view' && registered !== undefined && registered !== name)
      throw duplicate(definition, registered)
    if (definition.given || kind === 'data_source') continue
    const before = find(data, definition)
    const fields = before === undefined ? [] : changedFields(before, definition.data).map(({ field }) => field)
    if (fields.length === 0) continue
    throw new MillraceError(
      'MILLRACE_INVALID_DEFINITION',
      `The ${kind.replace('_', ' ')} ${name} is used, but is not as it is registered: ${fields.join(', ')} differ; apply it too, or use the registered one`,
      { kind, name, fields },
    )
  }
}

function find(data: RegistryData, { kind, name }: RegistryObject): { readonly name: string } | undefined {
  return data[sections[kind]].find((item) => item.name === name)
}

function diffOf(data: RegistryData, collected: readonly CollectedDefinition[]): RegistryDiff {
  const added: RegistryObject[] = []
  const changed: RegistryChange[] = []
  const unchanged: RegistryObject[] = []
  const ordered = kinds.flatMap((kind) => collected.filter((definition) => definition.kind === kind))
  for (const definition of ordered) {
    const { kind, name } = definition
    const before = find(data, definition)
    const fields = before === undefined ? [] : changedFields(before, definition.data)
    if (before === undefined) added.push({ kind, name })
    else if (fields.length === 0) unchanged.push({ kind, name })
    else changed.push({ kind, name, fields })
  }
  return { added, changed, unchanged }
}

function merge(data: RegistryData, collected: readonly CollectedDefinition[], diff: RegistryDiff): RegistryData {
  const merged: Record<string, unknown> = { ...data, version: data.version + 1 }
  for (const kind of kinds) {
    const items = new Map<string, unknown>(data[sections[kind]].map((item) => [item.name, item]))
    for (const definition of collected) if (definition.kind === kind) items.set(definition.name, definition.data)
    merged[sections[kind]] = [...items.values()]
  }
  const outdated = outdatedViews(merged as unknown as RegistryData, diff)
  merged.materializations = data.materializations.filter(({ view }) => !outdated.has(view))
  // `buildRegistry` reads it with the same care as a file.
  return merged as unknown as RegistryData
}
