import { hexDigest } from '../digest.js'
import type { OpenFile } from '../file-system.js'
import type { ByteSource } from './codec/byte-source.js'
import { corruptDataset } from './manifest.js'

/** Bytes of a part that have a digest of their own, so that a range can be read and checked without the rest. */
export const blockLength = 256 * 1024

/** Hexadecimal digits of one block's digest. */
const digits = 16

/** Digests every block of a file, one after the other. */
export function blockDigests(bytes: Uint8Array): string {
  let digests = ''
  for (let start = 0; start < bytes.length; start += blockLength)
    digests += hexDigest(bytes.subarray(start, start + blockLength))
  return digests
}

/**
 * Reads ranges of a file and compares every block they touch with its digest, so that no damaged byte is decoded.
 * Throws MILLRACE_DATASET_CORRUPT where one differs or the file's length is not `byteLength`.
 */
export function checkedSource(name: string, file: OpenFile, byteLength: number, digests: string): ByteSource {
  if (file.byteLength !== byteLength)
    throw corruptDataset(name, `it has ${file.byteLength} bytes, and ${byteLength} were written`)
  return {
    name,
    byteLength,
    read: async (start, end) => {
      const first = Math.floor(start / blockLength)
      const from = first * blockLength
      const bytes = await file.read(from, Math.min(byteLength, Math.ceil(end / blockLength) * blockLength))
      for (let at = 0, block = first; from + at < end; at += blockLength, block++) {
        const expected = digests.slice(block * digits, (block + 1) * digits)
        if (hexDigest(bytes.subarray(at, at + blockLength)) !== expected)
          throw corruptDataset(name, `the checksum of its block ${block} is not that of what was written`)
      }
      return bytes.subarray(start - from, end - from)
    },
  }
}
