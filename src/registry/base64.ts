import { MillraceError } from '../errors.js'

// `String.fromCharCode` takes so many arguments that every engine has room for them.
const chunk = 0x2000

/** Writes bytes in base64. */
export function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let start = 0; start < bytes.length; start += chunk) {
    text += String.fromCharCode(...bytes.subarray(start, start + chunk))
  }
  return btoa(text)
}

/**
 * Reads base64.
 *
 * @throws MILLRACE_INVALID_VALUE
 */
export function fromBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
  } catch (cause) {
    throw new MillraceError('MILLRACE_INVALID_VALUE', 'A text is not base64', { cause })
  }
}
