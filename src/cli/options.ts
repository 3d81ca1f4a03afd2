import { InvalidArgumentError } from 'commander'
import { parseTimestamp } from '../arrow/parse-timestamp.js'

/** Reads a time of the command line: ISO 8601, UTC where it names no zone. */
export function timeOption(text: string): bigint {
  const time = parseTimestamp(text)
  if (time === null) throw new InvalidArgumentError('Write a date or date-time as in ISO 8601: 2024-01-01T12:00:00')
  return time
}

/** Reads a port. */
export function portOption(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65535) throw new InvalidArgumentError('A port is a number from 0 to 65535.')
  return port
}
