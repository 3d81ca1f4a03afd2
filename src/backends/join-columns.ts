import { MillraceError } from '../errors.js'
import type { Schema } from '../types.js'
import { assertColumns, assertDistinct, assertScalar, columnType, invalidArgument } from './check-columns.js'

/** A column of a join's right side and its name in the result. */
export interface JoinedColumn {
  readonly from: string
  readonly to: string
}

/**
 * Lists the right columns of a join's result, which follow all left ones: every right column but the keys, in order,
 * with `suffix` where the left has a column of its name.
 */
export function joinedColumns(left: Schema, right: Schema, on: readonly string[], suffix: string): JoinedColumn[] {
  return Object.keys(right)
    .filter((name) => !on.includes(name))
    .map((from) => ({ from, to: Object.hasOwn(left, from) ? from + suffix : from }))
}

/** Throws unless `on` is a list of scalar columns of equal types on both sides and the result's names are distinct. */
export function assertJoinable(left: Schema, right: Schema, on: readonly string[], suffix: string): void {
  assertColumns(left, on, 'The keys of a join')
  for (const name of on) assertEqualKeys(left, right, name)
  if (typeof suffix !== 'string') throw invalidArgument('The suffix of a join must be a string', suffix)
  const added = joinedColumns(left, right, on, suffix).map(({ to }) => to)
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
