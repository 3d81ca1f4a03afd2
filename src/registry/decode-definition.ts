import { Entity, type KeyType } from '../definitions/entity.js'
import { FeatureService } from '../definitions/feature-service.js'
import type { FeatureView } from '../definitions/feature-view.js'
import { FileSource } from '../definitions/file-source.js'
import { PushSource } from '../definitions/push-source.js'
import { type RequestField, RequestSource } from '../definitions/request-source.js'
import { deserializeExpression } from '../expr/serialize.js'
import type { DataType, Schema } from '../types.js'
import { corrupt, readDictionary, readList, readRecord, readText, readTextOrNull } from './data-reader.js'

/** Gives the definition of a name, decoded; it throws where there is none. */
export type Find<T> = (name: string, path: string) => T

/** Reads an entity from data. */
export function decodeEntity(data: unknown, path: string): Entity {
  const fields = readRecord(data, path, ['name', 'joinKey', 'type', 'description', 'tags'])
  return new Entity({
    name: readText(fields.name, `${path}.name`),
    joinKey: readText(fields.joinKey, `${path}.joinKey`),
    type: readText(fields.type, `${path}.type`) as KeyType,
    description: readText(fields.description, `${path}.description`),
    tags: readDictionary(fields.tags, `${path}.tags`),
  })
}

/** Reads a data source from data; `find` gives the file source of a push source. */
export function decodeDataSource(
  data: unknown,
  path: string,
  find: Find<FileSource | PushSource | RequestSource>,
): FileSource | PushSource | RequestSource {
  const kind = kindOf(data)
  if (kind === 'file') return decodeFileSource(data, path)
  if (kind === 'push') return decodePushSource(data, path, find)
  if (kind === 'request') return decodeRequestSource(data, path)
  throw corrupt(path, 'is of no kind that is known', kind)
}

/** The kind that data says it is of. */
export function kindOf(data: unknown): unknown {
  return typeof data === 'object' && data !== null && Object.hasOwn(data, 'kind')
    ? (data as { kind: unknown }).kind
    : undefined
}

function decodeFileSource(data: unknown, at: string): FileSource {
  const names = ['kind', 'name', 'path', 'timestampField', 'createdTimestampColumn', 'fieldMapping']
  const fields = readRecord(data, at, names)
  const name = readText(fields.name, `${at}.name`)
  const path = readText(fields.path, `${at}.path`)
  const created = readTextOrNull(fields.createdTimestampColumn, `${at}.createdTimestampColumn`)
  return new FileSource({
    ...(name === path ? {} : { name }),
    path,
    timestampField: readText(fields.timestampField, `${at}.timestampField`),
    ...(created === null ? {} : { createdTimestampColumn: created }),
    fieldMapping: readDictionary(fields.fieldMapping, `${at}.fieldMapping`),
  })
}

function decodePushSource(
  data: unknown,
  path: string,
  find: Find<FileSource | PushSource | RequestSource>,
): PushSource {
  const fields = readRecord(data, path, ['kind', 'name', 'batchSource'])
  const batchSource = readTextOrNull(fields.batchSource, `${path}.batchSource`)
  const file = batchSource === null ? null : find(batchSource, `${path}.batchSource`)
  if (file !== null && !(file instanceof FileSource))
    throw corrupt(`${path}.batchSource`, 'is no file source', batchSource)
  return new PushSource({
    name: readText(fields.name, `${path}.name`),
    ...(file === null ? {} : { batchSource: file }),
  })
}

function decodeRequestSource(data: unknown, path: string): RequestSource {
  const fields = readRecord(data, path, ['kind', 'name', 'schema'])
  const schema: Record<string, RequestField> = Object.create(null)
  for (const [name, field] of readList(fields.schema, `${path}.schema`, decodeRequestField)) {
    if (schema[name] !== undefined) throw corrupt(`${path}.schema`, 'has a field twice', name)
    schema[name] = field
  }
  return new RequestSource({ name: readText(fields.name, `${path}.name`), schema }) as RequestSource
}

function decodeRequestField(data: unknown, path: string): [string, RequestField] {
  const fields = readRecord(data, path, ['name', 'type'], ['default'])
  const name = readText(fields.name, `${path}.name`)
  const type = readText(fields.type, `${path}.type`) as DataType
  if (fields.default === undefined) return [name, type]
  const literal = deserializeExpression(fields.default)
  if (literal.kind !== 'literal' || literal.type !== type)
    throw corrupt(`${path}.default`, `is no literal of type ${type}`, literal.kind)
  return [name, { type, default: literal.value } as RequestField]
}

/** Reads a schema from data. */
export function decodeSchema(data: unknown, path: string): Schema {
  const schema: Record<string, DataType> = Object.create(null)
  for (const item of readList(data, path, (field, at) => readRecord(field, at, ['name', 'type']))) {
    const name = readText(item.name, `${path}.name`)
    if (schema[name] !== undefined) throw corrupt(path, 'has a field twice', name)
    schema[name] = readText(item.type, `${path}.${name}`) as DataType
  }
  return schema
}

/** Reads a view as another definition uses it. */
export function decodeProjection(data: unknown, path: string, find: Find<FeatureView>): FeatureView {
  const fields = readRecord(data, path, ['view', 'alias', 'features', 'joinKeyMap'])
  const view = find(readText(fields.view, `${path}.view`), path)
  const alias = readTextOrNull(fields.alias, `${path}.alias`)
  return view.withProjection({
    features: readList(fields.features, `${path}.features`, readText),
    ...(alias === null ? {} : { alias }),
    joinKeyMap: readDictionary(fields.joinKeyMap, `${path}.joinKeyMap`),
  })
}

/** Reads a service from data. */
export function decodeFeatureService(data: unknown, path: string, find: Find<FeatureView>): FeatureService {
  const fields = readRecord(data, path, ['name', 'description', 'tags', 'features'])
  return new FeatureService({
    name: readText(fields.name, `${path}.name`),
    description: readText(fields.description, `${path}.description`),
    tags: readDictionary(fields.tags, `${path}.tags`),
    features: readList(fields.features, `${path}.features`, (item, at) => decodeProjection(item, at, find)),
  })
}
