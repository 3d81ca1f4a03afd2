import { MillraceError } from '../errors.js'

/** The error for Arrow buffers that contradict each other. */
export function damagedVector(field: string, what: string): MillraceError {
  return new MillraceError(
    'MILLRACE_INVALID_VALUE',
    `Column '${field}' is not valid Arrow data; write it again: ${what}`,
    { field },
  )
}
