import { type CivilTime, civilTime, firstDayOfYear, floorDivide, microsecondsPerDay } from '../civil-time.js'
import type { Kernels } from '../kernel.js'

const units: Readonly<Record<string, bigint>> = {
  second: 1_000_000n,
  minute: 60_000_000n,
  hour: 3_600_000_000n,
  day: microsecondsPerDay,
}

function part(read: (time: CivilTime) => number): Kernels {
  return { timestamp: (timestamp: bigint) => read(civilTime(timestamp)) }
}

function truncate(unit: string, timestamp: bigint): bigint {
  return BigInt.asIntN(64, floorDivide(timestamp, units[unit]!) * units[unit]!)
}

export const timeKernels: Readonly<Record<string, Kernels>> = {
  year: part(({ year }) => year),
  month: part(({ month }) => month),
  day: part(({ day }) => day),
  hour: part(({ hour }) => hour),
  minute: part(({ minute }) => minute),
  second: part(({ second }) => second),
  // 1970-01-01 was a Thursday, day 4.
  day_of_week: part(({ epochDay }) => ((((epochDay + 3) % 7) + 7) % 7) + 1),
  day_of_year: part(({ epochDay, year }) => epochDay - firstDayOfYear(year) + 1),
  epoch_seconds: { timestamp: (timestamp: bigint) => floorDivide(timestamp, 1_000_000n) },
  date_trunc: { string: truncate },
  diff_seconds: { timestamp: (a: bigint, b: bigint) => Number(BigInt.asIntN(64, a - b)) / 1e6 },
}
