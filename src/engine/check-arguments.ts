import { describeValue } from '../arrow/invalid-value.js'
import { MillraceError } from '../errors.js'
import type { PushTarget } from './results.js'

/** Throws MILLRACE_INVALID_ARGUMENT for an option that is neither true nor false. */
export function checkFlags(flags: Readonly<Record<string, unknown>>): void {
  for (const [name, flag] of Object.entries(flags))
    if (typeof flag !== 'boolean')
      throw new MillraceError(
        'MILLRACE_INVALID_ARGUMENT',
        `The option ${name} is true or false; got ${describeValue(flag)}`,
        { name },
      )
}

/** Names of views, where there are any. Throws MILLRACE_INVALID_ARGUMENT for anything but a list. */
export function checkViewNames(names: readonly string[] | undefined): readonly string[] | undefined {
  if (names === undefined || Array.isArray(names)) return names
  throw new MillraceError('MILLRACE_INVALID_ARGUMENT', `views must be a list of names; got ${describeValue(names)}`)
}

/** Writes an instant as callers give it. */
export function describeInstant(instant: Date | bigint): string {
  return typeof instant === 'bigint' ? `${instant} microseconds` : instant.toISOString()
}

/** An instant in microseconds. Throws MILLRACE_INVALID_ARGUMENT for what is none, or not in int64. */
export function microseconds(date: Date | bigint, option: string): bigint {
  if (typeof date === 'bigint' && BigInt.asIntN(64, date) === date) return date
  if (date instanceof Date && !Number.isNaN(date.getTime())) return BigInt(date.getTime()) * 1000n
  throw new MillraceError(
    'MILLRACE_INVALID_ARGUMENT',
    `The option ${option} must be a valid Date, or a bigint of microseconds, got ${String(date)}`,
    { option },
  )
}

/** Checks where a push goes. Throws MILLRACE_INVALID_ARGUMENT. */
export function checkTarget(to: PushTarget): PushTarget {
  const targets: readonly string[] = ['online', 'offline', 'online_and_offline']
  if (targets.includes(to)) return to
  throw new MillraceError(
    'MILLRACE_INVALID_ARGUMENT',
    `${String(to)} is not a supported push format. Please specify one of these ['online', 'offline', 'online_and_offline'].`,
    { to },
  )
}
