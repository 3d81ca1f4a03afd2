import type { RegistryData } from './registry-data.js'

/** The kinds of what a registry holds. */
export type RegistryKind = 'entity' | 'data_source' | 'feature_view' | 'feature_service'

/** A registered definition. */
export interface RegistryObject {
  readonly kind: RegistryKind
  readonly name: string
}

/** A field of a definition that is not what it was. */
export interface FieldChange {
  /** Its name, as the registry's data has it. */
  readonly field: string
  readonly before: unknown
  readonly after: unknown
}

/** A definition that is not what it was, and in what. */
export interface RegistryChange extends RegistryObject {
  readonly fields: readonly FieldChange[]
}

/** What applying definitions changes. What is registered and not named is in none of these. */
export interface RegistryDiff {
  readonly added: readonly RegistryObject[]
  readonly changed: readonly RegistryChange[]
  readonly unchanged: readonly RegistryObject[]
}

/** Where each kind is in the data. */
export const sections = {
  entity: 'entities',
  data_source: 'dataSources',
  feature_view: 'featureViews',
  feature_service: 'featureServices',
} as const satisfies Readonly<Record<RegistryKind, keyof RegistryData>>

/** The kinds, in the order in which they depend on each other. */
export const kinds = Object.keys(sections) as readonly RegistryKind[]

/** Compares two definitions' data, field by field. */
export function changedFields(before: object, after: object): readonly FieldChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return names
    .map((field) => ({ field, before: fieldOf(before, field), after: fieldOf(after, field) }))
    .filter((change) => !equalData(change.before, change.after))
}

function fieldOf(data: object, field: string): unknown {
  return Object.hasOwn(data, field) ? (data as Readonly<Record<string, unknown>>)[field] : undefined
}

/** Compares JSON data: arrays in order, objects in any. */
export function equalData(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && equalData(fieldOf(a, key), fieldOf(b, key)))
  )
}
