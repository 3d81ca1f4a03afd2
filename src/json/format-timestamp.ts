const MICROSECONDS = 1_000_000n

/** Splits microseconds since the epoch into whole seconds, rounded down, and the rest. */
export function splitSeconds(microseconds: bigint): { readonly seconds: number; readonly rest: number } {
  const rest = Number(microseconds % MICROSECONDS)
  const seconds = Number(microseconds / MICROSECONDS)
  return rest < 0 ? { seconds: seconds - 1, rest: rest + 1_000_000 } : { seconds, rest }
}

/**
 * Writes microseconds since the epoch as RFC 3339 in UTC, with 0, 3 or 6 digits of the second's fraction, as protobuf's
 * JSON does. Years beyond 0000..9999 have a sign and six digits, as in ISO 8601.
 *
 * @example
 * formatTimestamp(1704067200500000n) // '2024-01-01T00:00:00.500Z'
 */
export function formatTimestamp(microseconds: bigint): string {
  const { seconds, rest } = splitSeconds(microseconds)
  const days = Math.floor(seconds / 86_400)
  const time = seconds - days * 86_400
  const clock = `${two(Math.floor(time / 3600))}:${two(Math.floor(time / 60) % 60)}:${two(time % 60)}`
  return `${formatDate(days)}T${clock}${fraction(rest)}Z`
}

function fraction(rest: number): string {
  if (rest === 0) return ''
  return rest % 1000 === 0 ? `.${String(rest / 1000).padStart(3, '0')}` : `.${String(rest).padStart(6, '0')}`
}

/**
 * Writes a day, counted from 1970-01-01, in the proleptic Gregorian calendar. Date stops at the year 275760, int64
 * microseconds do not; the method is Hinnant's `civil_from_days` (chrono-compatible low-level date algorithms).
 */
function formatDate(days: number): string {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
  return `${formatYear(yearOfEra + era * 400 + (month <= 2 ? 1 : 0))}-${two(month)}-${two(day)}`
}

function formatYear(year: number): string {
  if (year >= 0 && year <= 9999) return String(year).padStart(4, '0')
  return `${year < 0 ? '-' : '+'}${String(Math.abs(year)).padStart(6, '0')}`
}

function two(number: number): string {
  return number < 10 ? `0${number}` : `${number}`
}
