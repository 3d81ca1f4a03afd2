import { describeValue } from '../arrow/invalid-value.js'
import { invalid } from './definition-options.js'

const offsetBasis = 0xcbf29ce484222325n
const prime = 0x100000001b3n

/**
 * Names the code of a transform in 16 hexadecimal digits (FNV-1a, 64 bits, of the function's text), so that a registry
 * can tell whether the code it is given is the code it was applied with, without holding the code.
 *
 * A compiler or minifier changes the text, and a value the function closes over does not: give the transform a
 * `version` where either matters, and that is hashed instead.
 *
 * @example
 * fingerprint((row) => ({ score: row.a }), '2024-06') === fingerprint((row) => ({ score: row.b }), '2024-06') // true
 */
export function fingerprint(fn: (input: never) => unknown, version?: string): string {
  if (version !== undefined && (typeof version !== 'string' || version === '')) {
    throw invalid(`The version of a transform is a text that is not empty; got ${describeValue(version)}`, { version })
  }
  let hash = offsetBasis
  for (const byte of new TextEncoder().encode(version === undefined ? `code ${fn}` : `version ${version}`)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * prime)
  }
  return hash.toString(16).padStart(16, '0')
}
