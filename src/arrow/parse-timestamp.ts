const pattern =
  /^([+-]\d{6}|\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,12}))?)?\s?([Zz]|[+-]\d\d(?::?\d\d)?)?)?$/

/**
 * Reads an ISO 8601 date or date-time as microseconds since the Unix epoch, or gives null where it is none.
 *
 * A text without a zone is UTC; a date alone is its midnight. Digits after the microseconds must be zeros, so nothing is
 * rounded away. Dates are checked against the proleptic Gregorian calendar; leap seconds are not times.
 *
 * @example
 * parseTimestamp('2024-01-01T00:00:00.000001Z') // 1704067200000001n
 */
export function parseTimestamp(text: string): bigint | null {
  const match = pattern.exec(text)
  if (match === null) return null
  const number = (group: number) => Number(match[group] ?? 0)
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map(number) as Six
  const fraction = (match[7] ?? '').padEnd(6, '0')
  const offset = offsetMinutes(match[8])
  if (offset === null || hour > 23 || minute > 59 || second > 59 || !/^\d{6}0*$/.test(fraction)) return null
  // setUTCFullYear takes years below 100 as they are; Date.UTC would add 1900.
  const date = new Date(0)
  const milliseconds = date.setUTCFullYear(year, month - 1, day) + ((hour * 60 + minute - offset) * 60 + second) * 1000
  const rolledOver = date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day
  if (Number.isNaN(milliseconds) || rolledOver || match[1] === '-000000') return null
  return BigInt(milliseconds) * 1000n + BigInt(fraction.slice(0, 6))
}

type Six = [number, number, number, number, number, number]

function offsetMinutes(zone: string | undefined): number | null {
  if (zone === undefined || zone.toUpperCase() === 'Z') return 0
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(3).replace(':', '') || 0)
  if (hours > 23 || minutes > 59) return null
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}
