import { createHash } from 'node:crypto'

/** Bytes of a {@link digest}. */
export const digestLength = 8

/** The first 64 bits of the SHA-256 of `bytes`: enough to notice damage, which is all it is for. */
export function digest(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest().subarray(0, digestLength)
}

/** As {@link digest}, in hexadecimal. */
export function hexDigest(bytes: Uint8Array): string {
  return Buffer.from(digest(bytes)).toString('hex')
}
