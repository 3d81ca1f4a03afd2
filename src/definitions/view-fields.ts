import { describeValue } from '../arrow/invalid-value.js'
import { MillraceError } from '../errors.js'
import type { Schema } from '../types.js'
import { checkFlag, checkName, checkTags, checkText, invalid, type Tags } from './definition-options.js'
import { Entity } from './entity.js'
import type { FeatureView, JoinKey, ViewOptions } from './feature-view.js'
import { checkSchema } from './field-schema.js'
import { FileSource } from './file-source.js'
import { type Projection, wholeProjection } from './projection.js'
import { PushSource } from './push-source.js'
import type { Transformation } from './transformation.js'

/** Names of the options that every kind of view takes. */
export const viewOptionNames = ['name', 'description', 'tags', 'ttl', 'online', 'offline'] as const

/** Columns that every stored row has beside its keys and features. */
export const reservedFields: readonly string[] = ['event_timestamp', 'created']

const greatestTtl = 2n ** 63n - 1n

interface ViewFieldsInput extends ViewOptions<string> {
  readonly schema: Schema
  readonly entities: readonly Entity[]
  readonly source?: FileSource | PushSource | undefined
  readonly sourceViews?: readonly FeatureView[]
  readonly transformation?: Transformation | null
  /** The view's key; by default its entities'. */
  readonly joinKeys?: readonly JoinKey[]
}

/** The checked fields of a view, whatever its kind. Views are made from it; users never are. */
export class ViewFields {
  readonly name: string
  readonly description: string
  readonly tags: Tags
  readonly schema: Schema
  readonly projection: Projection
  readonly entities: readonly Entity[]
  readonly joinKeys: readonly JoinKey[]
  readonly ttl: bigint
  readonly online: boolean
  readonly offline: boolean
  readonly source: FileSource | PushSource | null
  readonly sourceViews: readonly FeatureView[]
  readonly transformation: Transformation | null

  constructor(kind: string, input: ViewFieldsInput) {
    this.name = checkName(input.name, kind)
    const what = `${kind} ${this.name}`
    this.description = checkText(input.description, `The description of ${what}`)
    this.tags = checkTags(input.tags, what)
    this.entities = checkEntities(input.entities, what)
    this.joinKeys = Object.freeze((input.joinKeys ?? keysOf(this.entities)).map((key) => Object.freeze({ ...key })))
    this.source = checkSource(input.source, what)
    this.schema = checkSchema(input.schema, what)
    checkFeatureNames(this, what)
    this.projection = wholeProjection(this.name, Object.keys(this.schema))
    this.ttl = checkTtl(input.ttl ?? 0n, what)
    this.online = checkFlag(input.online, true, `The option online of ${what}`)
    this.offline = checkFlag(input.offline, false, `The option offline of ${what}`)
    this.sourceViews = Object.freeze([...(input.sourceViews ?? [])])
    this.transformation = input.transformation ?? null
  }
}

/** Checks that entities are such, each with a join key of its own. */
export function checkEntities(entities: readonly Entity[], what: string): readonly Entity[] {
  if (!Array.isArray(entities)) throw invalid(`The entities of ${what} are an array, not ${describeValue(entities)}`)
  const keys = new Set<string>()
  for (const entity of entities as readonly Entity[]) {
    if (!(entity instanceof Entity))
      throw invalid(`The entities of ${what} hold ${describeValue(entity)}, which is no Entity`)
    if (keys.has(entity.joinKey)) {
      throw new MillraceError(
        'MILLRACE_DUPLICATE_NAME',
        `Two entities of ${what} have the join key ${entity.joinKey}`,
        {
          joinKey: entity.joinKey,
        },
      )
    }
    keys.add(entity.joinKey)
  }
  return Object.freeze([...entities])
}

/** The join keys of entities, in order. */
export function keysOf(entities: readonly Entity[]): readonly JoinKey[] {
  return entities.map(({ joinKey, type }) => ({ name: joinKey, type }))
}

function checkSource(source: FileSource | PushSource | undefined, what: string): FileSource | PushSource | null {
  if (source === undefined || source === null) return null
  if (source instanceof FileSource || source instanceof PushSource) return source
  throw invalid(`The source of ${what} is a FileSource or a PushSource, not ${describeValue(source)}`, {
    value: source,
  })
}

function checkFeatureNames({ schema, joinKeys, source }: ViewFields, what: string): void {
  const names = Object.keys(schema)
  if (names.length === 0) throw invalid(`${what} has no features; give it at least one`)
  const files = source instanceof PushSource ? source.batchSource : source
  const taken = new Map<string, string>(reservedFields.map((name) => [name, 'a column that every stored row has']))
  if (files !== null) {
    taken.set(files.timestampField, "its source's timestamp")
    if (files.createdTimestampColumn !== null) taken.set(files.createdTimestampColumn, "its source's created timestamp")
  }
  for (const { name } of joinKeys) taken.set(name, 'its join key')
  for (const name of names) {
    const use = taken.get(name)
    if (use === undefined) continue
    throw new MillraceError(
      'MILLRACE_DUPLICATE_NAME',
      `The feature ${name} of ${what} has the name of ${use}; rename it (a source's fieldMapping does)`,
      { feature: name },
    )
  }
}

function checkTtl(ttl: bigint, what: string): bigint {
  if (typeof ttl !== 'bigint' || ttl < 0n || ttl > greatestTtl) {
    throw invalid(
      `The ttl of ${what} is a bigint of microseconds, such as days(1), or 0n for ever; got ${describeValue(ttl)}`,
      {
        ttl,
      },
    )
  }
  return ttl
}
