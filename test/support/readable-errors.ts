import { MillraceError } from '../../src/errors.js'

/**
 * Rethrows a MillraceError as one that uvu 0.5.6 can print: it takes `details` for its own text and stops the whole run
 * at an error whose `details` are an object.
 */
export function readableErrors(run: () => void | Promise<void>): () => Promise<void> {
  return async () => {
    try {
      await run()
    } catch (error) {
      if (error instanceof MillraceError) throw new Error(`${error.code}: ${error.message}`, { cause: error })
      throw error
    }
  }
}
