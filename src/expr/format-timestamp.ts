/** Microseconds at 0000-01-01 and at 10000-01-01: what four digits of a year can say. */
const first = -62_167_219_200_000_000n
const end = 253_402_300_800_000_000n

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
