import { invalidArgument } from '../arrow/invalid-value.js'
import { MillraceError } from '../errors.js'
import type { Schema } from '../types.js'
import { assertColumns, assertDistinct, assertScalar, columnType } from './check-columns.js'

/** A column of a join's right side and its name in the result. */
export interface JoinedColumn {
  readonly from: string
  readonly to: string
}

/** What a join matches, and what its result has of the right side. */
export interface JoinedSides {
  readonly on: readonly string[]
  readonly suffix: string
  /** Columns of the right side. */
  readonly columns: readonly string[]
}

/**
 * Lists the right columns of a join's result, which follow all left ones: `columns`, in order, with `suffix` where the
 * left has a column of its name.
 */
export function joinedColumns(left: Schema, { columns, suffix }: Omit<JoinedSides, 'on'>): JoinedColumn[] {
  return columns.map((from) => ({ from, to: Object.hasOwn(left, from) ? from + suffix : from }))
}

/** The right columns that a join has in its result where nobody says which: all but the keys. */
export function columnsBesides(right: Schema, on: readonly string[]): readonly string[] {
  return Object.keys(right).filter((name) => !on.includes(name))
}

/**
 * Throws unless `on` is a list of scalar columns of equal types on both sides, `columns` one of right columns besides, and
 * the result's names are distinct.
 */
export function assertJoinable(left: Schema, right: Schema, sides: JoinedSides): void {
  const { on, suffix, columns } = sides
  for (const name of on) assertEqualKeys(left, right, name)
  if (typeof suffix !== 'string') throw invalidArgument('The suffix of a join must be a string', suffix)
  assertColumns(right, columns, 'The right columns of a join')
  for (const name of columns) {
    if (on.includes(name))
      throw invalidArgument('A key of a join is a left column, so leave it out of the right ones', name)
  }
  const added = joinedColumns(left, sides).map(({ to }) => to)
  assertDistinct([...Object.keys(left), ...added], `The result of a join with suffix '${suffix}'`)
}

function assertEqualKeys(left: Schema, right: Schema, name: string): void {
  const leftType = columnType(left, name, 'The left frame')
  const rightType = columnType(right, name, 'The right frame')
  assertScalar(left, name, 'A join key')
  if (leftType === rightType) return
  throw new MillraceError(
    'MILLRACE_INVALID_ARGUMENT',
    `The key '${name}' must have one type on both sides; cast one of them: ${leftType} and ${rightType}`,
    { name, leftType, rightType },
  )
}

/** Throws unless `name` is a timestamp column. */
export function assertTimestamp(schema: Schema, name: string, what: string): void {
  const type = columnType(schema, name)
  if (type === 'timestamp') return
  throw new MillraceError(
    'MILLRACE_INVALID_ARGUMENT',
    `${what} must be a timestamp column; cast '${name}', which is: ${type}`,
    { name, type },
  )
}
