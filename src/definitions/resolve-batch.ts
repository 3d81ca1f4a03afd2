import { describeValue } from '../arrow/invalid-value.js'
import { aggregateFunctions, aggregationType } from '../backends/aggregation-type.js'
import type { AggregateFunction } from '../backends/backend.js'
import { MillraceError } from '../errors.js'
import { traceTransform } from '../expr/builder.js'
import type { Expr } from '../expr/ir.js'
import { nearestName, suggestName } from '../nearest-name.js'
import type { DataType, Schema } from '../types.js'
import type { Aggregation } from './aggregation.js'
import { checkName, checkOptions, invalid } from './definition-options.js'
import type { FeatureView, JoinKey } from './feature-view.js'
import { checkSchema, freezeSchema } from './field-schema.js'
import {
  type RawTransformOptions,
  readExpression,
  resolveTransformation,
  typeOf,
  within,
} from './resolve-transformation.js'
import {
  type ColumnInput,
  type FeatureInput,
  inputSchema,
  type JoinKeyInput,
  type TransformInput,
  transformInputs,
} from './transform-inputs.js'
import type { Transformation } from './transformation.js'
import { reservedFields } from './view-fields.js'

/** One name that a batch view's transform, filter or aggregations may read, and where its value comes from. */
export type BatchInput = JoinKeyInput | FeatureInput | ColumnInput

/** The options of a batch view that say what it computes, as a caller without TypeScript may have written them. */
export interface RawBatchOptions extends RawTransformOptions {
  readonly sourceSchema?: unknown
  readonly transformSchema?: unknown
  readonly filter?: unknown
  readonly aggregations?: unknown
}

/** What a batch view computes. */
export interface BatchComputation {
  readonly inputs: readonly BatchInput[]
  readonly inputSchema: Schema
  readonly transformation: Transformation | null
  readonly transformSchema: Schema
  readonly filter: Expr | null
  readonly aggregations: ReadonlyMap<string, Aggregation> | null
  readonly schema: Schema
}

/**
 * Types what a batch view computes over `views`, or over a file's columns where there are none.
 *
 * @throws MILLRACE_INVALID_DEFINITION, MILLRACE_DUPLICATE_NAME, MILLRACE_FEATURE_NOT_FOUND, MILLRACE_EXPRESSION_TYPE,
 * MILLRACE_UNSUPPORTED_TYPE
 */
export function resolveBatch(
  options: RawBatchOptions,
  joinKeys: readonly JoinKey[],
  views: readonly FeatureView[],
  what: string,
): BatchComputation {
  const inputs = views.length > 0 ? viewInputs(options, views, what) : fileInputs(options, joinKeys, what)
  const readable = inputSchema(inputs)
  const { transformation, outputs } = transformOf(options, readable, what)
  const columns = freezeSchema([...Object.entries(readable), ...Object.entries(outputs)])
  checkKeys(joinKeys, columns, what)
  const filter = options.filter === undefined ? null : filterOf(options.filter, columns, what)
  const aggregations = aggregationsOf(options.aggregations, what)
  const schema = featuresOf(
    options,
    { inputs, columns, outputs, transformed: transformation !== null, aggregations, joinKeys },
    what,
  )
  return { inputs, inputSchema: readable, transformation, transformSchema: outputs, filter, aggregations, schema }
}

function viewInputs(options: RawBatchOptions, views: readonly FeatureView[], what: string): readonly BatchInput[] {
  if (options.sourceSchema !== undefined) {
    throw invalid(`${what} is computed from views, whose types are known; leave out the option sourceSchema`)
  }
  const [spine, ...joined] = views as readonly [FeatureView, ...FeatureView[]]
  for (const view of joined) checkJoin(spine, view, what)
  const inputs = transformInputs(spine.keyColumns, views, [], what)
  return inputs.filter((input: TransformInput) => input.kind !== 'request')
}

/** A view is joined on its key columns, which the spine has as key columns or as features. */
function checkJoin(spine: FeatureView, view: FeatureView, what: string): void {
  const columns = new Map([
    ...Object.entries(spine.schema),
    ...spine.keyColumns.map(({ name, type }) => [name, type] as const),
  ])
  for (const { name, type } of view.keyColumns) {
    const found = columns.get(name)
    if (found === type) continue
    const problem = found === undefined ? 'does not have' : `has as ${found}`
    throw invalid(
      `${what} joins ${view.resultName} on ${name} (${type}), which its first source ${spine.resultName} ${problem}; ` +
        `name its column by joinKeyMap: ${suggestName(name, columns.keys())}`,
      { joinKey: name, view: view.resultName },
    )
  }
}

function fileInputs(options: RawBatchOptions, joinKeys: readonly JoinKey[], what: string): readonly BatchInput[] {
  const computes = options.transform !== undefined || options.aggregations !== undefined
  const declared = options.sourceSchema ?? (computes ? undefined : options.schema)
  if (declared === undefined) {
    throw invalid(
      `${what} computes from a file, whose types are not known; give it a sourceSchema of the columns it reads`,
    )
  }
  const columns = checkSchema(declared as Schema, `${what}, its sourceSchema`)
  return columnInputs(joinKeys, columns, what)
}

/** The key columns and other columns of the rows of a file or a push as inputs. */
export function columnInputs(
  joinKeys: readonly JoinKey[],
  columns: Schema,
  what: string,
): readonly (JoinKeyInput | ColumnInput)[] {
  for (const name of [...joinKeys.map((key) => key.name), ...reservedFields]) {
    if (columns[name] === undefined) continue
    throw new MillraceError(
      'MILLRACE_DUPLICATE_NAME',
      `The sourceSchema of ${what} holds a column that every row has; leave it out: ${name}`,
      { name },
    )
  }
  const keys = joinKeys.map(({ name, type }) => Object.freeze({ input: name, kind: 'joinKey' as const, type, name }))
  const others = Object.entries(columns).map(([name, type]) =>
    Object.freeze({ input: name, kind: 'column' as const, type, name }),
  )
  return Object.freeze([...keys, ...others])
}

function transformOf(options: RawBatchOptions, readable: Schema, what: string) {
  const { transform, mode, version, transformSchema, aggregations } = options
  if (transform === undefined) {
    const without = Object.entries({ mode, version, transformSchema }).find(([, value]) => value !== undefined)
    if (without !== undefined) throw invalid(`${what} has no transform, so it takes no option ${without[0]}`)
    return { transformation: null, outputs: freezeSchema([]) }
  }
  if (aggregations === undefined && transformSchema !== undefined) {
    throw invalid(
      `${what} has no aggregations, so its transform's outputs are its features; call transformSchema schema`,
    )
  }
  const schema = aggregations === undefined ? options.schema : transformSchema
  const given = Object.entries({ mode, version, schema }).filter(([, value]) => value !== undefined)
  return resolveTransformation({ transform, ...Object.fromEntries(given) }, readable, what)
}

function checkKeys(joinKeys: readonly JoinKey[], columns: Schema, what: string): void {
  for (const { name, type } of joinKeys) {
    const found = columns[name]
    if (found === type) continue
    const problem = found === undefined ? 'is not among its columns' : `is ${found} among its columns`
    throw invalid(`The join key ${name} (${type}) of ${what} ${problem}: ${suggestName(name, Object.keys(columns))}`, {
      joinKey: name,
    })
  }
}

function filterOf(filter: unknown, columns: Schema, what: string): Expr {
  const place = `The filter of ${what}`
  const expr =
    typeof filter === 'function'
      ? within(place, () => traceTransform(columns, (fields) => ({ filter: filter(fields) }))).filter!
      : readExpression(filter, place)
  const type = typeOf(expr, columns, place)
  if (type === 'bool') return expr
  throw new MillraceError('MILLRACE_EXPRESSION_TYPE', `${place} gives bool, a condition; got ${type}`, { type })
}

function aggregationsOf(aggregations: unknown, what: string): ReadonlyMap<string, Aggregation> | null {
  if (aggregations === undefined) return null
  if (typeof aggregations !== 'object' || aggregations === null || Array.isArray(aggregations)) {
    throw invalid(
      `The aggregations of ${what} are an object such as { total: sum('amount') }; got ${describeValue(aggregations)}`,
    )
  }
  const entries = Object.entries(aggregations)
  if (entries.length === 0) throw invalid(`The aggregations of ${what} are none; leave the option out, or name one`)
  return new Map(
    entries.map(([name, aggregation]) => [checkName(name, 'feature'), checkAggregation(aggregation, name, what)]),
  )
}

function checkAggregation(aggregation: unknown, name: string, what: string): Aggregation {
  const place = `The aggregation ${name} of ${what}`
  checkOptions(aggregation as object, ['fn', 'column'], `The aggregation ${name} of ${what}`)
  const { fn, column } = aggregation as { readonly fn?: AggregateFunction; readonly column?: unknown }
  if (!aggregateFunctions.includes(fn as AggregateFunction)) {
    const remedy =
      typeof fn === 'string'
        ? (nearestName(fn, aggregateFunctions) ?? aggregateFunctions.join(', '))
        : aggregateFunctions.join(', ')
    throw invalid(`${place} has no function of the table (${remedy}); got ${describeValue(fn)}`, { fn })
  }
  if (column === undefined && fn === 'count') return Object.freeze({ fn })
  if (typeof column !== 'string') throw invalid(`${place} names the column it aggregates; got ${describeValue(column)}`)
  return Object.freeze({ fn: fn as AggregateFunction, column })
}

interface ComputedColumns {
  readonly inputs: readonly BatchInput[]
  readonly columns: Schema
  readonly outputs: Schema
  readonly transformed: boolean
  readonly aggregations: ReadonlyMap<string, Aggregation> | null
  readonly joinKeys: readonly JoinKey[]
}

/** The view's features: what it aggregates, else what it transforms to, else the columns its schema names. */
function featuresOf(options: RawBatchOptions, computed: ComputedColumns, what: string): Schema {
  const { columns, outputs, transformed, aggregations } = computed
  const declared = options.schema === undefined ? null : checkSchema(options.schema as Schema, what)
  if (aggregations !== null) {
    const types = new Map(
      [...aggregations].map(([name, aggregation]) => [name, aggregatedType(aggregation, name, columns, what)]),
    )
    if (declared === null) return freezeSchema(types)
    checkFeatures(declared, Object.fromEntries(types), what)
    const missing = [...types.keys()].find((name) => declared[name] === undefined)
    if (missing !== undefined)
      throw invalid(`${what} aggregates ${missing}, which its schema does not declare; add it or leave it out`)
    return declared
  }
  if (transformed) return outputs
  if (declared === null) return passedThrough(computed)
  checkFeatures(declared, columns, what)
  return declared
}

function aggregatedType({ fn, column }: Aggregation, name: string, columns: Schema, what: string): DataType {
  if (column === undefined) return 'int64'
  const type = columns[column]
  if (type === undefined) {
    throw new MillraceError(
      'MILLRACE_FEATURE_NOT_FOUND',
      `The aggregation ${name} of ${what} reads ${describeValue(column)}, which is no column: ${suggestName(column, Object.keys(columns))}`,
      { name: column },
    )
  }
  return within(`The aggregation ${name} of ${what}`, () => aggregationType(fn, type))
}

/** Without a schema a view that only joins and filters has every source column that a short name tells apart. */
function passedThrough({ inputs, joinKeys }: ComputedColumns): Schema {
  const keys = new Set(joinKeys.map(({ name }) => name))
  const short = inputs.filter(
    (input) => input.kind === 'column' || (input.kind === 'feature' && input.input === input.feature),
  )
  return inputSchema(short.filter(({ input }) => !keys.has(input)))
}

function checkFeatures(declared: Schema, columns: Schema, what: string): void {
  for (const [name, type] of Object.entries(declared)) {
    const found = Object.hasOwn(columns, name) ? columns[name] : undefined
    if (found === type) continue
    if (found === undefined) {
      throw new MillraceError(
        'MILLRACE_FEATURE_NOT_FOUND',
        `${what} declares ${name}, which nothing computes: ${suggestName(name, Object.keys(columns))}`,
        { feature: name },
      )
    }
    throw new MillraceError(
      'MILLRACE_EXPRESSION_TYPE',
      `The feature ${name} of ${what} is declared as ${type}, but is ${found}; declare it so, or cast it in a transform`,
      { feature: name, declared: type, inferred: found },
    )
  }
}
