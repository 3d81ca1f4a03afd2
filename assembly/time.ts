import { Op } from '../src/wasm/abi'

// Timestamps are microseconds since 1970-01-01 UTC; days follow the proleptic Gregorian calendar. Everything rounds down.
// Days and dates: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil and civil_from_days.

const second: i64 = 1000000
const minute: i64 = 60 * second
const hour: i64 = 60 * minute
/** Microseconds of a day. */
export const dayMicros: i64 = 24 * hour

/** Quotient rounded down, for a divisor above 0. */
@inline
export function floorDivide(x: i64, y: i64): i64 {
  const q = x / y
  return x % y < 0 ? q - 1 : q
}

/** What {@link floorDivide} leaves: from 0 to y - 1. */
@inline
export function floorModulo(x: i64, y: i64): i64 {
  const r = x % y
  return r < 0 ? r + y : r
}

/** The date of a day number as year << 9 | month << 5 | day. */
export function dateOfDay(day: i64): i64 {
  const z = day + 719468
  const era = floorDivide(z, 146097)
  const dayOfEra = z - era * 146097
  const yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365
  const dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
  const m = (5 * dayOfYear + 2) / 153
  const date = dayOfYear - (153 * m + 2) / 5 + 1
  const month = m < 10 ? m + 3 : m - 9
  const year = yearOfEra + era * 400 + i64(month <= 2)
  return (year << 9) | (month << 5) | date
}

/** The day number of a date. */
export function dayOfDate(year: i64, month: i64, date: i64): i64 {
  const y = year - i64(month <= 2)
  const era = floorDivide(y, 400)
  const yearOfEra = y - era * 400
  const dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + date - 1
  return era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468
}

@inline
function part(op: i32, t: i64): i64 {
  if (op == Op.Hour) return floorModulo(t, dayMicros) / hour
  if (op == Op.Minute) return (floorModulo(t, hour)) / minute
  if (op == Op.Second) return (floorModulo(t, minute)) / second
  const day = floorDivide(t, dayMicros)
  if (op == Op.DayOfWeek) return floorModulo(day + 3, 7) + 1
  const date = dateOfDay(day)
  if (op == Op.Month) return (date >> 5) & 15
  if (op == Op.Day) return date & 31
  const year = date >> 9
  if (op == Op.DayOfYear) return day - dayOfDate(year, 1, 1) + 1
  return year
}

@inline
function loop(op: i32, d: usize, a: usize, ea: usize, rows: i32): void {
  for (let end = d + (<usize>rows << 2); d < end; d += 4, a += ea) store<i32>(d, <i32>part(op, load<i64>(a)))
}

/** Parts of timestamps. DateTrunc takes the microseconds of its unit as b, a constant. */
export function time(op: i32, d: usize, a: usize, ea: usize, b: usize, rows: i32): void {
  switch (op) {
    case Op.Year: return loop(Op.Year, d, a, ea, rows)
    case Op.Month: return loop(Op.Month, d, a, ea, rows)
    case Op.Day: return loop(Op.Day, d, a, ea, rows)
    case Op.Hour: return loop(Op.Hour, d, a, ea, rows)
    case Op.Minute: return loop(Op.Minute, d, a, ea, rows)
    case Op.Second: return loop(Op.Second, d, a, ea, rows)
    case Op.DayOfWeek: return loop(Op.DayOfWeek, d, a, ea, rows)
    case Op.DayOfYear: return loop(Op.DayOfYear, d, a, ea, rows)
    case Op.EpochSeconds: return epochSeconds(d, a, ea, rows)
    case Op.DateTrunc: return truncate(d, a, ea, load<i64>(b), rows)
  }
}

function epochSeconds(d: usize, a: usize, ea: usize, rows: i32): void {
  for (let end = d + (<usize>rows << 3); d < end; d += 8, a += ea) store<i64>(d, floorDivide(load<i64>(a), second))
}

function truncate(d: usize, a: usize, ea: usize, unit: i64, rows: i32): void {
  for (let end = d + (<usize>rows << 3); d < end; d += 8, a += ea) {
    const t = load<i64>(a)
    store<i64>(d, t - floorModulo(t, unit))
  }
}
