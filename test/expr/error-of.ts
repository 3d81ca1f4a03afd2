import { MillraceError } from '../../src/errors.js'

/** The MillraceError that `act` throws; anything else it throws, or nothing, fails the test. */
export function errorOf(act: () => unknown): MillraceError {
  try {
    act()
  } catch (error) {
    if (error instanceof MillraceError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}
