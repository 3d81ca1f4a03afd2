import type { Aggregation } from '../definitions/aggregation.js'
import { BatchFeatureView } from '../definitions/batch-feature-view.js'
import type { Entity } from '../definitions/entity.js'
import { FeatureView } from '../definitions/feature-view.js'
import { FileSource } from '../definitions/file-source.js'
import { OnDemandFeatureView } from '../definitions/on-demand-feature-view.js'
import { PushSource } from '../definitions/push-source.js'
import { RequestSource } from '../definitions/request-source.js'
import { StreamFeatureView } from '../definitions/stream-feature-view.js'
import type { Transformation } from '../definitions/transformation.js'
import { deserializeExpression } from '../expr/serialize.js'
import { fromBase64 } from '../json/base64.js'
import {
  corrupt,
  readDictionary,
  readFlag,
  readInteger,
  readList,
  readRecord,
  readText,
  readTextOrNull,
} from './data-reader.js'
import { decodeProjection, decodeSchema, type Find, kindOf } from './decode-definition.js'
import type { TransformCode } from './transform-code.js'

/** What a view's data refers to. */
export interface ViewReferences {
  readonly entity: Find<Entity>
  readonly source: Find<FileSource | PushSource | RequestSource>
  readonly view: Find<FeatureView>
  /** The functions that are loaded. */
  readonly code: TransformCode
}

type Fields = Readonly<Record<string, unknown>>

const sharedFields = ['kind', 'name', 'description', 'tags', 'ttl', 'online', 'offline', 'schema']

/** Reads a view of any kind from data. */
export function decodeFeatureView(data: unknown, path: string, references: ViewReferences): FeatureView {
  const kind = kindOf(data)
  switch (kind) {
    case 'feature_view':
      return decodePlain(data, path, references)
    case 'batch_feature_view':
      return decodeBatch(data, path, references)
    case 'stream_feature_view':
      return decodeStream(data, path, references)
    case 'on_demand_feature_view':
      return decodeOnDemand(data, path, references)
    default:
      throw corrupt(path, 'is of no kind that is known', kind)
  }
}

function shared(fields: Fields, path: string) {
  return {
    name: readText(fields.name, `${path}.name`),
    description: readText(fields.description, `${path}.description`),
    tags: readDictionary(fields.tags, `${path}.tags`),
    ttl: readInteger(fields.ttl, `${path}.ttl`),
    online: readFlag(fields.online, `${path}.online`),
    offline: readFlag(fields.offline, `${path}.offline`),
    schema: decodeSchema(fields.schema, `${path}.schema`),
  }
}

function decodePlain(data: unknown, path: string, references: ViewReferences): FeatureView {
  const fields = readRecord(data, path, [...sharedFields, 'entities', 'source'])
  const source = readTextOrNull(fields.source, `${path}.source`)
  return new FeatureView({
    ...shared(fields, path),
    entities: entitiesOf(fields, path, references),
    ...(source === null ? {} : { source: sourceOf(source, path, references) }),
  })
}

function decodeBatch(data: unknown, path: string, references: ViewReferences): FeatureView {
  const names = ['sources', 'source', 'sourceSchema', 'transformation', 'transformSchema', 'filter', 'aggregations']
  const fields = readRecord(data, path, [...sharedFields, 'entities', ...names])
  const { transformation, transformSchema, filter, aggregations } = fields
  const options = {
    ...shared(fields, path),
    entities: entitiesOf(fields, path, references),
    ...batchSources(fields, path, references),
    ...(transformation === null ? {} : { transform: decodeTransformation(fields, path, references.code) }),
    ...(transformSchema === null ? {} : { transformSchema: decodeSchema(transformSchema, `${path}.transformSchema`) }),
    ...(filter === null ? {} : { filter: deserializeExpression(filter) }),
    ...(aggregations === null ? {} : { aggregations: decodeAggregations(aggregations, `${path}.aggregations`) }),
  }
  return new BatchFeatureView(options as never)
}

function batchSources(fields: Fields, path: string, references: ViewReferences) {
  const source = readTextOrNull(fields.source, `${path}.source`)
  if (source === null) {
    return {
      sources: readList(fields.sources, `${path}.sources`, (item, at) => decodeProjection(item, at, references.view)),
    }
  }
  const file = sourceOf(source, path, references)
  if (!(file instanceof FileSource)) throw corrupt(`${path}.source`, 'is no file source', source)
  return { source: file, sourceSchema: decodeSchema(fields.sourceSchema, `${path}.sourceSchema`) }
}

function decodeAggregations(data: unknown, path: string): Record<string, Aggregation> {
  const aggregations: Record<string, Aggregation> = Object.create(null)
  for (const item of readList(data, path, (one, at) => readRecord(one, at, ['name', 'fn', 'column']))) {
    const name = readText(item.name, `${path}.name`)
    if (aggregations[name] !== undefined) throw corrupt(path, 'has an aggregation twice', name)
    const column = readTextOrNull(item.column, `${path}.column`)
    aggregations[name] = {
      fn: readText(item.fn, `${path}.fn`) as Aggregation['fn'],
      ...(column === null ? {} : { column }),
    }
  }
  return aggregations
}

function decodeStream(data: unknown, path: string, references: ViewReferences): FeatureView {
  const fields = readRecord(data, path, [...sharedFields, 'entities', 'source', 'sourceSchema', 'transformation'])
  const source = sourceOf(readText(fields.source, `${path}.source`), path, references)
  if (!(source instanceof PushSource)) throw corrupt(`${path}.source`, 'is no push source', fields.source)
  const { sourceSchema, transformation } = fields
  const options = {
    ...shared(fields, path),
    entities: entitiesOf(fields, path, references),
    source,
    ...(sourceSchema === null ? {} : { sourceSchema: decodeSchema(sourceSchema, `${path}.sourceSchema`) }),
    ...(transformation === null ? {} : { transform: decodeTransformation(fields, path, references.code) }),
  }
  return new StreamFeatureView(options as never)
}

function decodeOnDemand(data: unknown, path: string, references: ViewReferences): FeatureView {
  const fields = readRecord(data, path, [...sharedFields, 'sources', 'transformation'])
  const sources = readList(fields.sources, `${path}.sources`, (item, at) => onDemandSource(item, at, references))
  const transform = decodeTransformation(fields, path, references.code)
  return new OnDemandFeatureView({ ...shared(fields, path), sources, transform } as never)
}

function onDemandSource(data: unknown, path: string, references: ViewReferences): FeatureView | RequestSource {
  if (typeof data !== 'object' || data === null || !Object.hasOwn(data, 'request')) {
    return decodeProjection(data, path, references.view)
  }
  const name = readText(readRecord(data, path, ['request']).request, `${path}.request`)
  const source = references.source(name, path)
  if (source instanceof RequestSource) return source
  throw corrupt(path, 'is no request source', name)
}

function entitiesOf(fields: Fields, path: string, references: ViewReferences): readonly Entity[] {
  return readList(fields.entities, `${path}.entities`, (name, at) => references.entity(readText(name, at), at))
}

function sourceOf(name: string, path: string, references: ViewReferences): FileSource | PushSource {
  const source = references.source(name, `${path}.source`)
  if (source instanceof RequestSource) throw corrupt(`${path}.source`, 'is a request source', name)
  return source
}

function decodeTransformation(view: Fields, path: string, code: TransformCode): Transformation {
  const { transformation: data } = view
  const at = `${path}.transformation`
  const mode =
    typeof data === 'object' && data !== null && Object.hasOwn(data, 'mode') ? (data as Fields).mode : undefined
  switch (mode) {
    case 'expr': {
      const { outputs } = readRecord(data, at, ['mode', 'outputs'])
      const read = (item: unknown, itemPath: string) => {
        const { name, expression } = readRecord(item, itemPath, ['name', 'expression'])
        return [readText(name, itemPath), deserializeExpression(expression)] as const
      }
      return Object.freeze({ mode, outputs: unique(readList(outputs, `${at}.outputs`, read), at) })
    }
    case 'rows':
    case 'arrow': {
      const fingerprint = readText(readRecord(data, at, ['mode', 'fingerprint']).fingerprint, `${at}.fingerprint`)
      return code.transformation(readText(view.name, `${path}.name`), mode, fingerprint)
    }
    case 'assemblyscript': {
      const fields = readRecord(data, at, ['mode', 'module', 'functions'])
      const functions = unique(readList(fields.functions, `${at}.functions`, decodeFunction), at)
      const text = readText(fields.module, `${at}.module`)
      const module = fromBase64(text)
      if (module === null) throw corrupt(`${at}.module`, 'is not base64', text)
      return Object.freeze({ mode, module, functions })
    }
    default:
      throw corrupt(at, 'is of no mode that is known', mode)
  }
}

function decodeFunction(data: unknown, path: string) {
  const fields = readRecord(data, path, ['output', 'export', 'args'])
  const args = Object.freeze(readList(fields.args, `${path}.args`, readText))
  return [readText(fields.output, path), Object.freeze({ export: readText(fields.export, path), args })] as const
}

function unique<T>(entries: readonly (readonly [string, T])[], path: string): ReadonlyMap<string, T> {
  const map = new Map(entries)
  if (map.size < entries.length) throw corrupt(path, 'has an output twice', [...map.keys()].join(', '))
  return map
}
