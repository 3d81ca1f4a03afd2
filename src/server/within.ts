import { MillraceError } from '../errors.js'

/**
 * Waits for work, but no longer than a request may take; the work itself goes on, and what becomes of it nobody hears.
 *
 * In place of fastify's (5.12.8) `handlerTimeout`, which is called off as soon as the request's body has been read; the
 * test 'a request that takes too long is answered with 503' fails with that.
 *
 * @throws MILLRACE_STORE_UNAVAILABLE
 */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooLong(milliseconds)), milliseconds)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

function tooLong(milliseconds: number): MillraceError {
  const message = `The request took too long; ask for less, or raise the server's time limit: ${milliseconds} ms`
  return new MillraceError('MILLRACE_STORE_UNAVAILABLE', message, { milliseconds })
}
