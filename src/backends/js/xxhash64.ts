const primes = [
  0x9e3779b185ebca87n,
  0xc2b2ae3d27d4eb4fn,
  0x165667b19e3779f9n,
  0x85ebca77c2b2ae63n,
  0x27d4eb2f165667c5n,
] as const
const [p1, p2, p3, p4, p5] = primes

const wrap = (value: bigint) => BigInt.asUintN(64, value)
const rotate = (value: bigint, bits: bigint) => wrap((value << bits) | (value >> (64n - bits)))
const round = (accumulator: bigint, lane: bigint) => wrap(rotate(wrap(accumulator + lane * p2), 31n) * p1)

/**
 * XXH64 with seed 0, as an unsigned 64-bit number. Step by step as in the specification 0.1.1 of
 * github.com/Cyan4973/xxHash, doc/xxhash_spec.md.
 */
export function xxhash64(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const stripes = Math.floor(bytes.length / 32) * 32
  let hash = wrap((stripes > 0 ? consumeStripes(view, stripes) : p5) + BigInt(bytes.length))
  let at = stripes
  for (; at + 8 <= bytes.length; at += 8) {
    hash = wrap(rotate(hash ^ round(0n, view.getBigUint64(at, true)), 27n) * p1 + p4)
  }
  if (at + 4 <= bytes.length) {
    hash = wrap(rotate(hash ^ wrap(BigInt(view.getUint32(at, true)) * p1), 23n) * p2 + p3)
    at += 4
  }
  for (; at < bytes.length; at++) hash = wrap(rotate(hash ^ wrap(BigInt(bytes[at]!) * p5), 11n) * p1)
  return avalanche(hash)
}

function consumeStripes(view: DataView, end: number): bigint {
  const accumulators = [wrap(p1 + p2), p2, 0n, wrap(-p1)]
  for (let at = 0; at < end; at += 8) {
    const lane = (at / 8) % 4
    accumulators[lane] = round(accumulators[lane]!, view.getBigUint64(at, true))
  }
  const [a, b, c, d] = accumulators as [bigint, bigint, bigint, bigint]
  let hash = wrap(rotate(a, 1n) + rotate(b, 7n) + rotate(c, 12n) + rotate(d, 18n))
  for (const accumulator of accumulators) hash = wrap((hash ^ round(0n, accumulator)) * p1 + p4)
  return hash
}

function avalanche(start: bigint): bigint {
  let hash = wrap((start ^ (start >> 33n)) * p2)
  hash = wrap((hash ^ (hash >> 29n)) * p3)
  return hash ^ (hash >> 32n)
}
