import { describeValue } from '../arrow/invalid-value.js'
import { MillraceError } from '../errors.js'
import { suggestName } from '../nearest-name.js'
import { checkName, checkOptions, invalid } from './definition-options.js'

/** What of a view is used, and under which names. */
export interface Projection {
  /** The view's own name. */
  readonly name: string
  /** The name that references and results use instead of the view's own. */
  readonly alias?: string
  /** The chosen features, in order. */
  readonly features: readonly string[]
  /** The view's join key -> the column that holds it in the rows that ask; only keys whose name differs. */
  readonly joinKeyMap?: Readonly<Record<string, string>>
}

/** What a projection changes; what is absent stays. */
export interface ProjectionOptions<
  Feature extends string = string,
  Alias extends string = string,
  KeyMap extends Readonly<Record<string, string>> = Readonly<Record<string, string>>,
> {
  /** The features to use, in this order. */
  readonly features?: readonly Feature[]
  /** The name that references and results use. */
  readonly alias?: Alias
  /** Key column as it is now -> the column that holds it in the rows that ask. */
  readonly joinKeyMap?: KeyMap
}

/** The projection that uses all of a view. */
export function wholeProjection(name: string, features: readonly string[]): Projection {
  return Object.freeze({ name, features: Object.freeze([...features]) })
}

/**
 * Makes a projection of a projection.
 *
 * @param joinKeys the view's own join keys.
 * @throws MILLRACE_FEATURE_NOT_FOUND, MILLRACE_INVALID_NAME, MILLRACE_DUPLICATE_NAME, MILLRACE_INVALID_DEFINITION
 */
export function changeProjection(
  current: Projection,
  joinKeys: readonly string[],
  options: ProjectionOptions,
): Projection {
  checkOptions(options, ['features', 'alias', 'joinKeyMap'], 'projection')
  const alias = options.alias === undefined ? current.alias : checkName(options.alias, 'alias')
  const features = options.features === undefined ? current.features : chooseFeatures(current, options.features)
  const joinKeyMap =
    options.joinKeyMap === undefined ? current.joinKeyMap : mapKeys(current, joinKeys, options.joinKeyMap)
  return Object.freeze({
    name: current.name,
    ...(alias === undefined ? {} : { alias }),
    features,
    ...(joinKeyMap === undefined ? {} : { joinKeyMap }),
  })
}

function chooseFeatures(current: Projection, features: readonly string[]): readonly string[] {
  const view = current.alias ?? current.name
  if (!Array.isArray(features) || features.length === 0) {
    throw invalid(`A projection of ${view} chooses at least one feature; got ${describeValue(features)}`)
  }
  for (const [index, feature] of features.entries()) {
    if (!current.features.includes(feature)) {
      throw new MillraceError(
        'MILLRACE_FEATURE_NOT_FOUND',
        `${view} has no feature ${describeValue(feature)}: ${suggestName(String(feature), current.features)}`,
        { view, feature },
      )
    }
    if (features.indexOf(feature) < index) throw duplicate(`A projection of ${view} names ${feature} twice`, feature)
  }
  return Object.freeze([...features])
}

function mapKeys(current: Projection, joinKeys: readonly string[], map: Readonly<Record<string, string>>) {
  const view = current.alias ?? current.name
  if (typeof map !== 'object' || map === null || Array.isArray(map)) {
    throw invalid(`A joinKeyMap of ${view} is an object of column names, not ${describeValue(map)}`)
  }
  const columns = new Map(joinKeys.map((key) => [key, current.joinKeyMap?.[key] ?? key]))
  for (const column of Object.keys(map)) {
    if ([...columns.values()].includes(column)) continue
    throw invalid(`${view} has no key column ${describeValue(column)}: ${suggestName(column, columns.values())}`, {
      column,
    })
  }
  for (const [key, column] of columns) {
    if (Object.hasOwn(map, column)) columns.set(key, checkName(map[column]!, 'key column'))
  }
  const names = [...columns.values()]
  const twice = names.find((name, index) => names.indexOf(name) < index)
  if (twice !== undefined) throw duplicate(`A joinKeyMap of ${view} gives two keys one column, ${twice}`, twice)
  const renamed = [...columns].filter(([key, column]) => key !== column)
  if (renamed.length === 0) return undefined
  const result: Record<string, string> = Object.create(null)
  for (const [key, column] of renamed) result[key] = column
  return Object.freeze(result)
}

function duplicate(message: string, name: string): MillraceError {
  return new MillraceError('MILLRACE_DUPLICATE_NAME', message, { name })
}
