import { MAGIC, ORDER_KEY, ORDER_KEY_LENGTH, SHORTEST_ROW } from './row-layout.js'

/** What stands for "no created timestamp" in a row: the smallest int64, which sorts before every other. */
export const NO_TIMESTAMP = -(2n ** 63n)

/**
 * Says whether a row takes the place of the one that is stored: its (event timestamp, created timestamp) is greater or
 * equal. What is stored but is no row (too short, or not ours) gives way.
 *
 * @param row the new row.
 * @param stored what is there, if anything.
 */
export function supersedes(row: Uint8Array, stored: Uint8Array | undefined): boolean {
  if (stored === undefined || stored.length < SHORTEST_ROW || stored[0] !== MAGIC) return true
  for (let at = ORDER_KEY; at < ORDER_KEY + ORDER_KEY_LENGTH; at++) {
    if (row[at] !== stored[at]) return row[at]! > stored[at]!
  }
  return true
}
