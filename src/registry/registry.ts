import type { Entity } from '../definitions/entity.js'
import type { FeatureService } from '../definitions/feature-service.js'
import type { FeatureView } from '../definitions/feature-view.js'
import type { FileSource } from '../definitions/file-source.js'
import type { PushSource } from '../definitions/push-source.js'
import type { RequestSource } from '../definitions/request-source.js'
import { MillraceError } from '../errors.js'
import { corrupt, readInteger, readList, readRecord, readText } from './data-reader.js'
import { decodeDataSource, decodeEntity, decodeFeatureService } from './decode-definition.js'
import { decodeFeatureView } from './decode-feature-view.js'
import { type RegistryData, registryFormat } from './registry-data.js'
import type { TransformCode } from './transform-code.js'

/** A window that was materialized: first and last microsecond, both included. */
export interface MaterializationInterval {
  readonly start: bigint
  readonly end: bigint
}

/** What is registered in one project. Immutable. */
export interface RegistryState {
  readonly project: string
  /** Counts the changes, from 0. */
  readonly version: number
  readonly entities: ReadonlyMap<string, Entity>
  readonly dataSources: ReadonlyMap<string, FileSource | PushSource | RequestSource>
  /** Views of every kind. */
  readonly featureViews: ReadonlyMap<string, FeatureView>
  readonly featureServices: ReadonlyMap<string, FeatureService>
  /** By view: windows in order, apart from each other. */
  readonly materializations: ReadonlyMap<string, readonly MaterializationInterval[]>
  /** The same as data. */
  readonly data: RegistryData
}

/** A registry of which nothing is registered. */
export function emptyRegistryData(project: string): RegistryData {
  return {
    format: registryFormat,
    project,
    version: 0,
    entities: [],
    dataSources: [],
    featureViews: [],
    featureServices: [],
    materializations: [],
  }
}

/**
 * Makes definitions of data: real instances, each once, that refer to each other as the data names them. Views are
 * typed again against the sources they have now.
 *
 * @throws MILLRACE_REGISTRY_CORRUPT, MILLRACE_CYCLE, MILLRACE_OBJECT_NOT_FOUND, MILLRACE_FEATURE_VIEW_NOT_FOUND, and what
 * the definitions' constructors throw.
 */
export function buildRegistry(data: RegistryData, code: TransformCode): RegistryState {
  const fields = readRecord(data, 'the registry', Object.keys(emptyRegistryData('')))
  const { version } = fields
  if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 0)
    throw corrupt('version', 'is no count', version)
  const entities = new Lazy('entities', 'Entity', fields.entities, decodeEntity)
  const dataSources: Lazy<FileSource | PushSource | RequestSource> = new Lazy(
    'dataSources',
    'Data source',
    fields.dataSources,
    (item, path) => decodeDataSource(item, path, (name, at) => dataSources.find(name, at)),
  )
  const references = {
    code,
    entity: (name: string, at: string) => entities.find(name, at),
    source: (name: string, at: string) => dataSources.find(name, at),
    view: (name: string, at: string) => featureViews.find(name, at),
  }
  const featureViews: Lazy<FeatureView> = new Lazy('featureViews', 'Feature view', fields.featureViews, (item, path) =>
    decodeFeatureView(item, path, references),
  )
  const featureServices = new Lazy('featureServices', 'Feature service', fields.featureServices, (item, path) =>
    decodeFeatureService(item, path, references.view),
  )
  return Object.freeze({
    project: readText(fields.project, 'project'),
    version,
    entities: entities.all(),
    dataSources: dataSources.all(),
    featureViews: featureViews.all(),
    featureServices: featureServices.all(),
    materializations: materializationsOf(fields.materializations),
    data,
  })
}

/** Definitions of one kind, decoded when they are first asked for, so that their order in the data does not matter. */
class Lazy<T> {
  readonly #items = new Map<string, { readonly data: unknown; readonly path: string }>()
  readonly #decoded = new Map<string, T>()
  readonly #open: string[] = []
  readonly #what: string
  readonly #decode: (data: unknown, path: string) => T

  constructor(path: string, what: string, data: unknown, decode: (data: unknown, path: string) => T) {
    this.#what = what
    this.#decode = decode
    for (const [index, item] of readList(data, path, (each) => each).entries()) {
      const at = `${path}[${index}]`
      if (typeof item !== 'object' || item === null || !Object.hasOwn(item, 'name'))
        throw corrupt(at, 'has no name', item)
      const name = readText((item as { name: unknown }).name, `${at}.name`)
      if (this.#items.has(name)) throw corrupt(at, 'has the name of another', name)
      this.#items.set(name, { data: item, path: at })
    }
  }

  find(name: string, from: string): T {
    const known = this.#decoded.get(name)
    if (known !== undefined) return known
    const item = this.#items.get(name)
    if (item === undefined) {
      const code = this.#what === 'Feature view' ? 'MILLRACE_FEATURE_VIEW_NOT_FOUND' : 'MILLRACE_OBJECT_NOT_FOUND'
      throw new MillraceError(
        code,
        `${this.#what} ${JSON.stringify(name)}, which ${from} refers to, is not registered`,
        { name },
      )
    }
    if (this.#open.includes(name)) throw cycle([...this.#open.slice(this.#open.indexOf(name)), name])
    this.#open.push(name)
    const decoded = this.#decode(item.data, item.path)
    this.#open.pop()
    this.#decoded.set(name, decoded)
    return decoded
  }

  /** All, in the data's order. */
  all(): ReadonlyMap<string, T> {
    return new Map([...this.#items.keys()].map((name) => [name, this.find(name, 'the registry')]))
  }
}

/** The error for definitions that depend on each other in a circle. */
export function cycle(path: readonly string[]): MillraceError {
  return new MillraceError('MILLRACE_CYCLE', `Definitions depend on each other in a circle: ${path.join(' -> ')}`, {
    path,
  })
}

function materializationsOf(data: unknown): ReadonlyMap<string, readonly MaterializationInterval[]> {
  const views = readList(data, 'materializations', (item, path) => {
    const { view, intervals } = readRecord(item, path, ['view', 'intervals'])
    return [
      readText(view, `${path}.view`),
      Object.freeze(readList(intervals, `${path}.intervals`, readInterval)),
    ] as const
  })
  return new Map(views)
}

function readInterval(data: unknown, path: string): MaterializationInterval {
  const [start, end, ...more] = readList(data, path, readInteger)
  if (start === undefined || end === undefined || more.length > 0 || start > end)
    throw corrupt(path, 'is no window', 'start and end')
  return Object.freeze({ start, end })
}
