import type { Table } from 'apache-arrow'
import type { Aggregation, DataFrameBackend } from '../../backends/backend.js'
import { MillraceError } from '../../errors.js'
import type { TypedExpr } from '../../expr/ir.js'
import { columnsOf } from '../../expr/walk.js'
import { type DataType, dataTypes, isArrayType, type Schema } from '../../types.js'
import { compareBits } from '../compare-bits.js'
import { expressionColumns } from './random-expressions.js'
import { type ColumnRecipe, type FrameRecipe, makeTable, type Shape } from './random-frames.js'
import {
  aggregatesOf,
  type RandomAsofJoin,
  type RandomFrame,
  type RandomGrouping,
  type RandomJoin,
  type RandomOrdering,
  type Step,
} from './random-operations.js'

/** Something to do on a backend over tables made once. */
export type Operation = (backend: DataFrameBackend, frames: readonly object[]) => object

/**
 * Runs an operation on two backends and throws where the results differ in a bit, or where one fails and the other does
 * not fail with the same code.
 */
export async function assertSameResult(
  backends: readonly [DataFrameBackend, DataFrameBackend],
  tables: readonly Table[],
  operation: Operation,
): Promise<void> {
  const [first, second] = [
    await outcome(backends[0], tables, operation),
    await outcome(backends[1], tables, operation),
  ] as const
  const names = backends.map(({ name }) => name).join(' and ')
  if (typeof first === 'string' || typeof second === 'string') {
    if (first === second) return
    const [a, b] = [first, second].map((result) => (typeof result === 'string' ? result : 'a result'))
    throw new Error(`${names} differ: ${a} and ${b}`)
  }
  const difference = compareBits(first, second)
  if (difference !== null) throw new Error(`${names} differ in ${difference}`)
}

/** The result, or the code of a typed error; other errors are thrown on. */
async function outcome(
  backend: DataFrameBackend,
  tables: readonly Table[],
  operation: Operation,
): Promise<Table | string> {
  const frames = tables.map((table) => backend.fromArrow(table))
  try {
    const result = operation(backend, frames)
    const table = await backend.toArrow(result)
    backend.release(result)
    return table
  } catch (error) {
    if (error instanceof MillraceError) return error.code
    throw error
  } finally {
    for (const frame of frames) backend.release(frame)
  }
}

/** The table of the columns that some expressions read. */
export function expressionTable(
  expressions: readonly TypedExpr[],
  recipes: readonly [ColumnRecipe, ColumnRecipe],
  shape: Shape,
): Table {
  const wanted = new Set(expressions.flatMap((expression) => columnsOf(expression)))
  const columns = dataTypes.flatMap((type, place) =>
    expressionColumns(type).flatMap((name, index) => {
      const recipe = recipes[index]!
      return wanted.has(name) ? [[name, [type, { ...recipe, seed: recipe.seed + place }]] as const] : []
    }),
  )
  return makeTable(Object.fromEntries(columns) as FrameRecipe, shape)
}

/** The table of a frame. */
export function frameTable({ recipe, shape }: RandomFrame): Table {
  return makeTable(recipe, shape)
}

/** Computes expressions, by themselves and not with what they read. */
export function computing(expressions: readonly TypedExpr[]): Operation {
  const named = new Map(expressions.map((expression, index) => [`y${index}`, expression]))
  return (backend, [frame]) => {
    const computed = backend.withColumns(frame!, named)
    const selected = backend.select(computed, [...named.keys()])
    backend.release(computed)
    return selected
  }
}

export function joining({ on, how }: RandomJoin): Operation {
  return (backend, [left, right]) => backend.join(left!, right!, { on, how })
}

export function asofJoining({ on, ttl, tieBreaker }: RandomAsofJoin): Operation {
  const options = { on, leftTime: 't', rightTime: 't', ttl, ...(tieBreaker && { tieBreaker: 'u' }) }
  return (backend, [left, right]) => backend.asofJoin(left!, right!, options)
}

/** Every aggregate of every column, keys included. */
export function grouping({ keys, recipe }: RandomGrouping): Operation {
  const aggregations = new Map<string, Aggregation>([['rows', { fn: 'count' }]])
  for (const [column, [type]] of Object.entries(recipe)) {
    for (const fn of aggregatesOf(type)) aggregations.set(`${fn} ${column}`, { fn, column })
  }
  return (backend, [frame]) => backend.groupbyAgg(frame!, keys, aggregations)
}

export function sorting({ by }: RandomOrdering): Operation {
  return (backend, [frame]) => backend.sort(frame!, by)
}

export function deduplicating({ keys, by }: RandomOrdering): Operation {
  const order = by.map(({ column }) => column)
  return (backend, [frame]) => backend.dropDuplicates(frame!, keys, order)
}

/** Runs a chain of steps, each on the result of the one before. */
export function chaining(steps: readonly Step[]): Operation {
  return (backend, [frame]) => {
    let current = backend.select(frame!, Object.keys(backend.columns(frame!)))
    for (const step of steps) {
      const given = current
      try {
        current = take(backend, given, step)
      } finally {
        backend.release(given)
      }
    }
    return current
  }
}

function take(backend: DataFrameBackend, frame: object, step: Step): object {
  const schema = backend.columns(frame)
  const names = Object.keys(schema)
  const scalars = names.filter((name) => !isArrayType(schema[name]!))
  const chosen = (from: readonly string[], places: readonly number[]) =>
    from.length === 0 ? [] : [...new Set(places.map((place) => from[place % from.length]!))]
  switch (step.op) {
    case 'slice':
      return backend.slice(frame, step.offset, step.length)
    case 'concat':
      return backend.concat(backend.rows(frame) > 6000 ? [frame] : Array(step.times).fill(frame))
    case 'select':
      return backend.select(frame, chosen(names, step.columns))
    case 'sort':
      return backend.sort(frame, chosen(scalars, step.columns))
    case 'dropDuplicates': {
      const [key, ...order] = chosen(scalars, step.columns)
      return backend.dropDuplicates(frame, key === undefined ? [] : [key], order)
    }
    case 'group': {
      const [column] = chosen(names, step.columns)
      const keys = chosen(scalars, step.columns.slice(1))
      return backend.groupbyAgg(frame, keys, column === undefined ? {} : { [`last ${column}`]: { fn: 'last', column } })
    }
    default:
      return onColumn(backend, frame, schema, step.op, chosen(names, [step.column])[0])
  }
}

function onColumn(
  backend: DataFrameBackend,
  frame: object,
  schema: Schema,
  op: 'rename' | 'computed' | 'filter' | 'join',
  name: string | undefined,
): object {
  if (name === undefined) return backend.slice(frame, 0)
  const column: TypedExpr = { kind: 'column', name, type: schema[name] as DataType }
  const isNull: TypedExpr = { kind: 'call', fn: 'is_null', args: [column], type: 'bool' }
  switch (op) {
    case 'rename':
      return backend.rename(frame, { [name]: `${name}'` })
    case 'computed':
      return backend.withColumns(frame, {
        [name]: { kind: 'call', fn: 'coalesce', args: [column, column] },
        [`${name}?`]: isNull,
      })
    case 'filter':
      return backend.filter(frame, { kind: 'call', fn: 'not', args: [isNull] })
    case 'join': {
      const few = backend.slice(frame, 0, backend.rows(frame) > 6000 ? 1 : 3)
      try {
        return backend.join(frame, few, { on: [name], how: 'left', suffix: `+${backend.rows(frame)}` })
      } finally {
        backend.release(few)
      }
    }
  }
}
