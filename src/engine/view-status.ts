import { isValid, setBit } from '../arrow/bitmap.js'
import type { Column } from '../column.js'
import type { OnlineReadResult } from '../stores/online/online-store.js'
import { INVALID, NOT_FOUND, NULL_VALUE, OUTSIDE_MAX_AGE, PRESENT } from './results.js'

/** The status of each row a store gave: absent, of another schema, older than `ttl` (microseconds; 0n: no bound), or present. */
export function rowStatuses({ found, eventTimestamps }: OnlineReadResult, ttl: bigint, now: bigint): Uint8Array {
  const oldest = now - ttl
  return found.map((state, row) => {
    if (state === 0) return NOT_FOUND
    if (state === 2) return INVALID
    return ttl > 0n && eventTimestamps[row]! < oldest ? OUTSIDE_MAX_AGE : PRESENT
  })
}

/** `column` with null in every row whose status is not PRESENT. */
export function maskColumn<C extends Column>(column: C, statuses: Uint8Array): C {
  if (statuses.every((status) => status === PRESENT)) return column
  const validity = new Uint8Array((column.length + 7) >> 3)
  for (let row = 0; row < column.length; row++)
    if (statuses[row] === PRESENT && isValid(column.validity, row)) setBit(validity, row)
  return { ...column, validity }
}

/** The status of each value: the row's, or NULL_VALUE where the row is present and the value is null. */
export function valueStatuses(column: Column, statuses: Uint8Array): Uint8Array {
  if (!column.validity) return statuses
  return statuses.map((status, row) => (status === PRESENT && !isValid(column.validity, row) ? NULL_VALUE : status))
}

/**
 * The status of each computed value. A value that is there is PRESENT, however its sources were; a null is explained
 * by the worst of its sources.
 */
export function computedStatuses(column: Column, sources: Uint8Array): Uint8Array {
  return sources.map((status, row) => {
    if (isValid(column.validity, row)) return PRESENT
    return status === PRESENT ? NULL_VALUE : status
  })
}
