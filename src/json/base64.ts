const pattern = /^[A-Za-z0-9+/_-]*={0,2}$/

/**
 * Writes bytes as base64 (RFC 4648, section 4).
 *
 * @example
 * toBase64(Uint8Array.of(1, 2)) // 'AQI='
 */
export function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (let start = 0; start < bytes.length; start += 8192) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 8192))
  }
  return btoa(binary)
}

/** Reads base64, standard or URL-safe, padded or not; null where the text is neither. */
export function fromBase64(text: string): Uint8Array | null {
  if (!pattern.test(text)) return null
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0))
  } catch {
    return null
  }
}
