import type { Json, SerializedExpression } from '../expr/serialize.js'

/** The format this library writes. It reads every older one through `migrateRegistry`. */
export const registryFormat = 1

/**
 * A registry as JSON data. What other definitions a definition refers to it holds by name, so that each is there once.
 * Times and durations are microseconds in decimal digits.
 */
export interface RegistryData {
  readonly format: number
  readonly project: string
  /** Counts the changes. */
  readonly version: number
  readonly entities: readonly EntityData[]
  readonly dataSources: readonly DataSourceData[]
  readonly featureViews: readonly FeatureViewData[]
  readonly featureServices: readonly FeatureServiceData[]
  readonly materializations: readonly MaterializationData[]
}

/** Any text by any text. */
export type Dictionary = Readonly<Record<string, string>>

/** A schema: in order, which an object's keys need not be. */
export type SchemaData = readonly { readonly name: string; readonly type: string }[]

export interface EntityData {
  readonly name: string
  readonly joinKey: string
  readonly type: string
  readonly description: string
  readonly tags: Dictionary
}

export type DataSourceData = FileSourceData | PushSourceData | RequestSourceData

export interface FileSourceData {
  readonly kind: 'file'
  readonly name: string
  readonly path: string
  readonly timestampField: string
  readonly createdTimestampColumn: string | null
  readonly fieldMapping: Dictionary
}

export interface PushSourceData {
  readonly kind: 'push'
  readonly name: string
  /** The name of a file source. */
  readonly batchSource: string | null
}

export interface RequestSourceData {
  readonly kind: 'request'
  readonly name: string
  /** `default` is a literal expression of the field's type. */
  readonly schema: readonly { readonly name: string; readonly type: string; readonly default?: SerializedExpression }[]
}

/** A view as another definition uses it. */
export interface ProjectionData {
  readonly view: string
  readonly alias: string | null
  readonly features: readonly string[]
  readonly joinKeyMap: Dictionary
}

export type TransformationData =
  | {
      readonly mode: 'expr'
      readonly outputs: readonly { readonly name: string; readonly expression: SerializedExpression }[]
    }
  | { readonly mode: 'rows' | 'arrow'; readonly fingerprint: string }
  | {
      readonly mode: 'assemblyscript'
      /** Base64. */
      readonly module: string
      readonly functions: readonly {
        readonly output: string
        readonly export: string
        readonly args: readonly string[]
      }[]
    }

interface ViewData {
  readonly name: string
  readonly description: string
  readonly tags: Dictionary
  readonly ttl: string
  readonly online: boolean
  readonly offline: boolean
  readonly schema: SchemaData
}

export type FeatureViewData = PlainViewData | BatchViewData | StreamViewData | OnDemandViewData

export interface PlainViewData extends ViewData {
  readonly kind: 'feature_view'
  readonly entities: readonly string[]
  /** The name of a file source or a push source. */
  readonly source: string | null
}

export interface BatchViewData extends ViewData {
  readonly kind: 'batch_feature_view'
  readonly entities: readonly string[]
  /** Empty where there is a `source`. */
  readonly sources: readonly ProjectionData[]
  readonly source: string | null
  readonly sourceSchema: SchemaData | null
  readonly transformation: TransformationData | null
  readonly transformSchema: SchemaData | null
  readonly filter: SerializedExpression | null
  readonly aggregations:
    | readonly { readonly name: string; readonly fn: string; readonly column: string | null }[]
    | null
}

export interface StreamViewData extends ViewData {
  readonly kind: 'stream_feature_view'
  readonly entities: readonly string[]
  readonly source: string
  readonly sourceSchema: SchemaData | null
  readonly transformation: TransformationData | null
}

export interface OnDemandViewData extends ViewData {
  readonly kind: 'on_demand_feature_view'
  /** In order; `{ request }` names a request source. */
  readonly sources: readonly (ProjectionData | { readonly request: string })[]
  readonly transformation: TransformationData
}

export interface FeatureServiceData {
  readonly name: string
  readonly description: string
  readonly tags: Dictionary
  readonly features: readonly ProjectionData[]
}

export interface MaterializationData {
  readonly view: string
  /** First and last microsecond of each window, both included; in order and apart. */
  readonly intervals: readonly (readonly [string, string])[]
}

export type { Json }
