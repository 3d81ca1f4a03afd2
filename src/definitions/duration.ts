import { describeValue } from '../arrow/invalid-value.js'
import { MillraceError } from '../errors.js'

const microsecondsPerSecond = 1_000_000n

/**
 * A duration of `n` seconds in microseconds, which is how every duration of this library is counted.
 *
 * @param n seconds; fractions are kept to the microsecond.
 * @throws MILLRACE_INVALID_ARGUMENT where `n` is negative or not finite.
 * @example
 * seconds(1.5) // 1500000n
 */
export function seconds(n: number): bigint {
  return duration(n, microsecondsPerSecond, 'seconds')
}

/**
 * A duration of `n` minutes in microseconds.
 *
 * @throws MILLRACE_INVALID_ARGUMENT where `n` is negative or not finite.
 * @example
 * minutes(5) // 300000000n
 */
export function minutes(n: number): bigint {
  return duration(n, 60n * microsecondsPerSecond, 'minutes')
}

/**
 * A duration of `n` hours in microseconds.
 *
 * @throws MILLRACE_INVALID_ARGUMENT where `n` is negative or not finite.
 * @example
 * hours(1) // 3600000000n
 */
export function hours(n: number): bigint {
  return duration(n, 3_600n * microsecondsPerSecond, 'hours')
}

/**
 * A duration of `n` days of 24 hours in microseconds.
 *
 * @throws MILLRACE_INVALID_ARGUMENT where `n` is negative or not finite.
 * @example
 * days(1) // 86400000000n
 */
export function days(n: number): bigint {
  return duration(n, 86_400n * microsecondsPerSecond, 'days')
}

function duration(n: number, unit: bigint, name: string): bigint {
  const microseconds = typeof n === 'number' ? n * Number(unit) : Number.NaN
  if (!Number.isFinite(microseconds) || n < 0) {
    const value = describeValue(n)
    throw new MillraceError(
      'MILLRACE_INVALID_ARGUMENT',
      `${name}() takes a number from 0 that is finite; got ${value}`,
      {
        value: n,
      },
    )
  }
  return Number.isInteger(n) ? BigInt(n) * unit : BigInt(Math.round(microseconds))
}
