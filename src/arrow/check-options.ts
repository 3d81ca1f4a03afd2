import { MillraceError } from '../errors.js'
import { suggestName } from '../nearest-name.js'
import { describeValue } from './invalid-value.js'

/**
 * Checks that a call's options are an object of known options: a misspelt one would otherwise do nothing, silently.
 *
 * @throws MILLRACE_INVALID_ARGUMENT
 */
export function checkOptions(options: unknown, known: readonly string[], call: string): void {
  if (typeof options !== 'object' || options === null)
    throw new MillraceError(
      'MILLRACE_INVALID_ARGUMENT',
      `${call} takes an object of options (${known.join(', ')}); got ${describeValue(options)}`,
    )
  for (const name of Object.keys(options))
    if (!known.includes(name))
      throw new MillraceError(
        'MILLRACE_INVALID_ARGUMENT',
        `${call} has no option '${name}' (${suggestName(name, known)})`,
        { name },
      )
}
