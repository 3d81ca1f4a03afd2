const pattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,6}))?(?:(Z)|([+-])(\d{2}):(\d{2}))?)?$/

/** Microseconds at 0000-01-01 and at 10000-01-01: what four digits of a year can say. */
const first = -62_167_219_200_000_000n
const end = 253_402_300_800_000_000n

/**
 * Reads a timestamp as the function `cast` does: `YYYY-MM-DD`, or with `THH:MM:SS[.ffffff][Z|+HH:MM|-HH:MM]` (a space
 * for the T is fine), UTC without a zone. Undefined for anything else, also for dates that do not exist.
 *
 * @example
 * parseTimestamp('1970-01-01T00:00:01Z') // 1000000n, microseconds
 */
export function parseTimestamp(text: string): bigint | undefined {
  const match = pattern.exec(text)
  if (!match) return undefined
  const part = (index: number) => Number(match[index] ?? 0)
  const [hour, minute, second] = [part(4), part(5), part(6)]
  const [zoneHour, zoneMinute] = [part(10), part(11)]
  if (hour > 23 || minute > 59 || second > 59 || zoneHour > 23 || zoneMinute > 59) return undefined
  const days = daysSinceEpoch(part(1), part(2), part(3))
  if (days === undefined) return undefined
  const zone = (match[9] === '-' ? -1 : 1) * (zoneHour * 60 + zoneMinute)
  const seconds = ((days * 24 + hour) * 60 + minute - zone) * 60 + second
  return BigInt(seconds) * 1_000_000n + BigInt((match[7] ?? '').padEnd(6, '0'))
}

function daysSinceEpoch(year: number, month: number, day: number): number | undefined {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return exists ? date.getTime() / 86_400_000 : undefined
}

/**
 * Writes a timestamp as the function `cast` does, always with six decimals; undefined outside the years 0000 to 9999.
 *
 * @example
 * formatTimestamp(1000000n) // '1970-01-01T00:00:01.000000Z'
 */
export function formatTimestamp(microseconds: bigint): string | undefined {
  if (microseconds < first || microseconds >= end) return undefined
  const fraction = ((microseconds % 1_000_000n) + 1_000_000n) % 1_000_000n
  const second = new Date(Number((microseconds - fraction) / 1000n)).toISOString().slice(0, 19)
  return `${second}.${String(fraction).padStart(6, '0')}Z`
}
