/** What {@link withinDeadline} fails with where the time is up before anything has failed. */
export class DeadlineExceeded extends Error {
  override readonly name = 'DeadlineExceeded'
}

const FIRST_PAUSE = 20
const LONGEST_PAUSE = 500

/**
 * Runs an operation, and runs it again after failures that pass, until `milliseconds` are over; then fails with the
 * last failure. The operation must be safe to repeat, and may still be under way when its time is up.
 */
export async function withinDeadline<T>(
  milliseconds: number,
  passes: (error: unknown) => boolean,
  operation: () => Promise<T>,
): Promise<T> {
  const end = Date.now() + milliseconds
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    try {
      return await until(end, operation())
    } catch (error) {
      if (error instanceof DeadlineExceeded || !passes(error) || Date.now() + pause >= end) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
}

function until<T>(end: number, operation: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new DeadlineExceeded('no answer in time')), Math.max(0, end - Date.now()))
    operation.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
