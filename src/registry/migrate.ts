import { corrupt } from './data-reader.js'
import { registryFormat } from './registry-data.js'

/** One thing that a migration changed. */
export interface MigrationChange {
  /** The view that was changed. */
  readonly view: string
  readonly field: string
  /** What the field is now. */
  readonly value: string | boolean
}

/** What {@link migrateRegistry} did. */
export interface RegistryMigration {
  readonly from: number
  readonly to: number
  readonly changes: readonly MigrationChange[]
  /** The registry's data in the present format; the very data given, where that was of this format. */
  readonly data: unknown
}

interface Migrated {
  readonly data: Record<string, unknown>
  readonly changes: readonly MigrationChange[]
}

/** How to get from each format to the next. */
const steps: readonly ((data: Record<string, unknown>) => Migrated)[] = [addOnDemandFlags]

/**
 * Brings the data of a registry file to the present format. What is already there stays: a second run changes nothing.
 *
 * Format 0 is from before on-demand views were feature views: they get what the specification says, a ttl of 0 (for
 * ever), `online` true and `offline` false.
 *
 * @throws MILLRACE_REGISTRY_CORRUPT where the data is no registry, or of a newer format.
 * @example
 * const { data, changes } = migrateRegistry(JSON.parse(text))
 */
export function migrateRegistry(data: unknown): RegistryMigration {
  const from = formatOf(data)
  if (from === registryFormat) return { from, to: from, changes: [], data }
  let migrated: Migrated = { data: { ...(data as Record<string, unknown>) }, changes: [] }
  for (const step of steps.slice(from)) {
    const { data: next, changes } = step(migrated.data)
    migrated = { data: next, changes: [...migrated.changes, ...changes] }
  }
  return { from, to: registryFormat, changes: migrated.changes, data: { ...migrated.data, format: registryFormat } }
}

function formatOf(data: unknown): number {
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    throw corrupt('the file', 'holds no object', data)
  const format = Object.hasOwn(data, 'format') ? (data as { format: unknown }).format : undefined
  if (typeof format !== 'number' || !Number.isInteger(format) || format < 0)
    throw corrupt('format', 'is no format', format)
  if (format > registryFormat) {
    throw corrupt(
      'format',
      `is newer than ${registryFormat}, which this version of millrace knows, so upgrade millrace`,
      format,
    )
  }
  return format
}

function addOnDemandFlags(data: Record<string, unknown>): Migrated {
  const changes: MigrationChange[] = []
  const defaults = { ttl: '0', online: true, offline: false }
  if (!Array.isArray(data.featureViews)) throw corrupt('featureViews', 'is no array', data.featureViews)
  const featureViews = data.featureViews.map((view: unknown) => {
    if (typeof view !== 'object' || view === null || (view as { kind?: unknown }).kind !== 'on_demand_feature_view')
      return view
    for (const [field, value] of Object.entries(defaults)) {
      if (!Object.hasOwn(view, field)) changes.push({ view: String((view as { name?: unknown }).name), field, value })
    }
    return { ...defaults, ...view }
  })
  return { data: { ...data, featureViews }, changes }
}
