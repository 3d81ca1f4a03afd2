/** A moment in parts, UTC, in the proleptic Gregorian calendar with a year 0. */
export interface CivilTime {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  /** Days since 1970-01-01. */
  readonly epochDay: number
}

export const microsecondsPerDay = 86_400_000_000n

/** Divides and rounds down, also below zero. */
export function floorDivide(a: bigint, b: bigint): bigint {
  return (a - (((a % b) + b) % b)) / b
}

/** Gives the parts of a timestamp; every int64 has them, though a Date would not. */
export function civilTime(timestamp: bigint): CivilTime {
  const epochDay = Number(floorDivide(timestamp, microsecondsPerDay))
  const rest = Number(timestamp - BigInt(epochDay) * microsecondsPerDay)
  const seconds = Math.floor(rest / 1e6)
  return {
    ...dateOf(epochDay),
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
    epochDay,
  }
}

/** The days of a 400 year cycle are always 146,097, so a Date of the same place in the cycle from 2000 has the date. */
function dateOf(epochDay: number): { year: number; month: number; day: number } {
  const sinceYear2000 = epochDay - 10_957
  const cycle = Math.floor(sinceYear2000 / 146_097)
  const date = new Date((sinceYear2000 - cycle * 146_097 + 10_957) * 86_400_000)
  return { year: date.getUTCFullYear() + cycle * 400, month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}

/** Days from 1970-01-01 to the first of January of `year`. */
export function firstDayOfYear(year: number): number {
  const cycle = Math.floor((year - 2000) / 400)
  return Date.UTC(year - cycle * 400, 0, 1) / 86_400_000 + cycle * 146_097
}
