import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { xxh32, xxh32Padded } from '../../../src/stores/online/xxh32.js'

// Values of python-xxhash 4.1.0 for the first n bytes of 0, 7, 14, ... (mod 256).
const vectors: [bytes: number, seed: number, hash: number][] = [
  [0, 0, 0x02cc5d05],
  [0, 0x9747b28c, 0x8d3b42d8],
  [4, 0, 0xc8f60fc5],
  [4, 0x9747b28c, 0xd2090800],
  [12, 0, 0x548e862f],
  [16, 0, 0xb59b7e13],
  [16, 0x9747b28c, 0xbd65b1d1],
  [20, 0, 0x612586f6],
  [44, 0x9747b28c, 0x7c993b8c],
  [64, 0, 0xb9258763],
  [100, 0, 0xaa19e8b7],
  [100, 0x9747b28c, 0xb97c9a00],
  [256, 0x9747b28c, 0x0d87ee11],
]
const input = Uint8Array.from({ length: 256 }, (_, index) => index * 7)

test('gives the published hash of whole words', () => {
  for (const [bytes, seed, hash] of vectors) {
    assert.is(xxh32(new Int32Array(input.buffer), 0, bytes / 4, seed), hash, `${bytes} bytes, seed ${seed}`)
    assert.is(xxh32Padded(input.subarray(0, bytes), seed), hash, `${bytes} bytes, seed ${seed}`)
  }
})

test('hashes a part of a buffer as it hashes the part alone', () => {
  const words = new Int32Array(input.buffer)
  assert.is(xxh32(words, 5, 30), xxh32(words.slice(5, 30), 0, 25))
})

test('pads bytes with zeros', () => {
  assert.is(xxh32Padded(Uint8Array.of(1, 2, 3)), xxh32Padded(Uint8Array.of(1, 2, 3, 0)))
})

test.run()
