import { encodeText } from '../../../arrow/utf8.js'
import type { Kernels } from '../kernel.js'
import { xxhash64 } from '../xxhash64.js'

type Hashable = string | Uint8Array | bigint

function hashed(value: Hashable): bigint {
  if (typeof value === 'string') return xxhash64(encodeText(value))
  return xxhash64(typeof value === 'bigint' ? longBytes(value) : value)
}

/** The 8 bytes of each integer, little-endian, signed or not. */
function longBytes(...values: bigint[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 8))
  values.forEach((value, index) => {
    view.setBigUint64(index * 8, BigInt.asUintN(64, value), true)
  })
  return new Uint8Array(view.buffer)
}

export const hashKernels: Readonly<Record<string, Kernels>> = {
  hash: { any: (value: Hashable) => BigInt.asIntN(64, hashed(value)) },
  hash_bucket: { any: (value: Hashable, buckets: bigint) => hashed(value) % buckets },
  cross: {
    any: (a: Hashable, b: Hashable) => BigInt.asIntN(64, xxhash64(longBytes(hashed(a), hashed(b)))),
  },
}
