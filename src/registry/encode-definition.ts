import { BatchFeatureView } from '../definitions/batch-feature-view.js'
import type { Entity } from '../definitions/entity.js'
import type { FeatureService } from '../definitions/feature-service.js'
import type { FeatureView } from '../definitions/feature-view.js'
import { FileSource } from '../definitions/file-source.js'
import { OnDemandFeatureView } from '../definitions/on-demand-feature-view.js'
import { PushSource } from '../definitions/push-source.js'
import { RequestSource } from '../definitions/request-source.js'
import { StreamFeatureView } from '../definitions/stream-feature-view.js'
import type { Transformation } from '../definitions/transformation.js'
import { serializeExpression } from '../expr/serialize.js'
import { toBase64 } from '../json/base64.js'
import type { Schema } from '../types.js'
import type {
  BatchViewData,
  DataSourceData,
  Dictionary,
  EntityData,
  FeatureServiceData,
  FeatureViewData,
  OnDemandViewData,
  ProjectionData,
  SchemaData,
  StreamViewData,
  TransformationData,
} from './registry-data.js'

/** Writes an entity as data. */
export function encodeEntity({ name, joinKey, type, description, tags }: Entity): EntityData {
  return { name, joinKey, type, description, tags }
}

/** Writes a data source as data. */
export function encodeDataSource(source: FileSource | PushSource | RequestSource): DataSourceData {
  if (source instanceof FileSource) {
    const { name, path, timestampField, createdTimestampColumn, fieldMapping } = source
    return { kind: 'file', name, path, timestampField, createdTimestampColumn, fieldMapping: dictionary(fieldMapping) }
  }
  if (source instanceof PushSource) {
    return { kind: 'push', name: source.name, batchSource: source.batchSource?.name ?? null }
  }
  const { name, schema, defaults } = source
  const fields = Object.entries(schema).map(([field, type]) => {
    const value = defaults.get(field)
    if (value === undefined) return { name: field, type }
    return { name: field, type, default: serializeExpression({ kind: 'literal', type, value }) }
  })
  return { kind: 'request', name, schema: fields }
}

/** Writes a view as data: all of it, whatever its projection. */
export function encodeFeatureView(view: FeatureView): FeatureViewData {
  const { name, description, tags, online, offline } = view
  const shared = { name, description, tags, ttl: String(view.ttl), online, offline, schema: schemaData(view.schema) }
  if (view instanceof OnDemandFeatureView) return { kind: 'on_demand_feature_view', ...shared, ...onDemandFields(view) }
  const entities = view.entities.map((entity) => entity.name)
  if (view instanceof BatchFeatureView) return { kind: 'batch_feature_view', ...shared, entities, ...batchFields(view) }
  if (view instanceof StreamFeatureView)
    return { kind: 'stream_feature_view', ...shared, entities, ...streamFields(view) }
  return { kind: 'feature_view', ...shared, entities, source: view.source?.name ?? null }
}

function onDemandFields(view: OnDemandFeatureView): Pick<OnDemandViewData, 'sources' | 'transformation'> {
  const sources = view.sources.map((source) =>
    source instanceof RequestSource ? { request: source.name } : encodeProjection(source),
  )
  return { sources, transformation: encodeTransformation(view.transformation) }
}

function batchFields(view: BatchFeatureView): Omit<BatchViewData, 'kind' | 'entities' | keyof SharedFields> {
  const { transformation, aggregations, filter } = view
  return {
    sources: view.sourceViews.map(encodeProjection),
    source: view.source?.name ?? null,
    sourceSchema: view.source === null ? null : withoutKeys(view),
    transformation: transformation === null ? null : encodeTransformation(transformation),
    transformSchema: transformation === null || aggregations === null ? null : schemaData(view.transformSchema),
    filter: filter === null ? null : serializeExpression(filter),
    aggregations:
      aggregations === null
        ? null
        : [...aggregations].map(([name, { fn, column }]) => ({ name, fn, column: column ?? null })),
  }
}

type SharedFields = Pick<BatchViewData, 'name' | 'description' | 'tags' | 'ttl' | 'online' | 'offline' | 'schema'>

function streamFields(view: StreamFeatureView): Pick<StreamViewData, 'source' | 'sourceSchema' | 'transformation'> {
  const { transformation } = view
  return {
    source: view.source.name,
    sourceSchema: transformation === null ? null : withoutKeys(view),
    transformation: transformation === null ? null : encodeTransformation(transformation),
  }
}

function withoutKeys({ inputSchema, joinKeys }: BatchFeatureView | StreamFeatureView): SchemaData {
  const keys = new Set(joinKeys.map(({ name }) => name))
  return schemaData(inputSchema).filter(({ name }) => !keys.has(name))
}

/** Writes a service as data. */
export function encodeFeatureService({ name, description, tags, features }: FeatureService): FeatureServiceData {
  return { name, description, tags, features: features.map(encodeProjection) }
}

function encodeProjection({ projection }: FeatureView): ProjectionData {
  const { name, alias = null, features, joinKeyMap = {} } = projection
  return { view: name, alias, features, joinKeyMap: dictionary(Object.entries(joinKeyMap)) }
}

/** The code of modes rows and arrow is left out: a registry holds data only, and never evaluates any. */
function encodeTransformation(transformation: Transformation): TransformationData {
  switch (transformation.mode) {
    case 'expr':
      return {
        mode: 'expr',
        outputs: [...transformation.outputs].map(([name, expr]) => ({ name, expression: serializeExpression(expr) })),
      }
    case 'rows':
    case 'arrow':
      return { mode: transformation.mode, fingerprint: transformation.fingerprint }
    case 'assemblyscript':
      return {
        mode: 'assemblyscript',
        module: toBase64(transformation.module),
        functions: [...transformation.functions].map(([output, { export: name, args }]) => ({
          output,
          export: name,
          args,
        })),
      }
  }
}

function schemaData(schema: Schema): SchemaData {
  return Object.entries(schema).map(([name, type]) => ({ name, type }))
}

function dictionary(entries: Iterable<readonly [string, string]>): Dictionary {
  const copy: Record<string, string> = Object.create(null)
  for (const [key, value] of entries) copy[key] = value
  return copy
}
