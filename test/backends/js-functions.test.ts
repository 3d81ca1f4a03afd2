import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { kernelOf } from '../../src/backends/js/closure.js'
import { xxhash64 } from '../../src/backends/js/xxhash64.js'
import { functions } from '../../src/expr/functions.js'
import type { TypedExpr } from '../../src/expr/ir.js'

test('the reference has a kernel for every overload of every function', () => {
  for (const { name, overloads } of functions.values()) {
    for (const { args, result } of overloads) {
      const columns = args.map((type): TypedExpr => ({ kind: 'column', name: 'x', type }))
      const call = { kind: 'call', fn: name, args: columns, type: result } as const
      assert.type(kernelOf(call), 'function', `${name}(${args.join(', ')})`)
    }
  }
})

test('a function it does not know is a typed error', () => {
  const call = {
    kind: 'call',
    fn: 'nope',
    args: [{ kind: 'column', name: 'x', type: 'int32' }],
    type: 'int32',
  } as const
  assert.throws(() => kernelOf(call), /no kernel for this function of int32; use another: nope$/)
})

/** Bytes as the sanity checks of xxHash 0.8 make them: the high byte of a number that a prime multiplies. */
function sanityBytes(length: number): Uint8Array {
  let generator = 2654435761n
  return Uint8Array.from({ length }, () => {
    const byte = Number(BigInt.asUintN(64, generator) >> 56n)
    generator = BigInt.asUintN(64, generator * 11400714785074694797n)
    return byte
  })
}

// Results of xxHash's own sanity checks (tests/sanity_test_vectors.h), seed 0.
const vectors: readonly (readonly [number, bigint])[] = [
  [0, 0xef46db3751d8e999n],
  [1, 0xe934a84adb052768n],
  [4, 0x9136a0dca57457een],
  [14, 0x8282dcc4994e35c8n],
  [222, 0xb641ae8cb691c174n],
]

for (const [length, expected] of vectors) {
  test(`xxhash64 of ${length} bytes as the reference implementation says`, () => {
    assert.is(xxhash64(sanityBytes(length)), expected)
  })
}

test.run()
