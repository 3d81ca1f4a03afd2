import * as assert from 'uvu/assert'
import { type ErrorCode, MillraceError } from '../../src/errors.js'

/** Asserts that `work` throws a MillraceError of this code whose message matches every pattern, and returns it. */
export function rejects(code: ErrorCode, work: () => unknown, ...patterns: readonly RegExp[]): MillraceError {
  const error = errorOf(work)
  assert.instance(error, MillraceError, `expected ${code}, but nothing like it was thrown: ${error}`)
  assert.is((error as MillraceError).code, code, (error as MillraceError).message)
  for (const pattern of patterns) assert.match((error as MillraceError).message, pattern)
  return error as MillraceError
}

function errorOf(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
  return 'no error'
}
