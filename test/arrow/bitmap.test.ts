import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { bitmapBytes, copyBits, countBits, getBit, onesBitmap, setBit, sliceBits } from '../../src/arrow/bitmap.js'

fc.configureGlobal({ includeErrorInReport: true })

function pack(bits: readonly boolean[], lead = 0): Uint8Array {
  // Ones around the bits show where a routine reads or keeps too much.
  const bitmap = new Uint8Array(bitmapBytes(lead + bits.length) + 1).fill(255)
  bits.forEach((bit, index) => {
    if (!bit) bitmap[(lead + index) >> 3]! &= ~(1 << ((lead + index) & 7))
  })
  return bitmap
}

function unpack(bitmap: Uint8Array, length: number): boolean[] {
  return Array.from({ length }, (_, index) => getBit(bitmap, index))
}

const bits = fc.array(fc.boolean(), { maxLength: 70 })

test('sliceBits moves any bits to 0 and clears what follows', () => {
  fc.assert(
    fc.property(bits, fc.nat(20), (list, start) => {
      const slice = sliceBits(pack(list, start), start, list.length)
      assert.is(slice.length, bitmapBytes(list.length))
      assert.equal(unpack(slice, list.length), list)
      if (list.length % 8 > 0) assert.is(slice.at(-1)! >>> (list.length % 8), 0)
    }),
  )
})

test('sliceBits shares memory where nothing moves', () => {
  const bitmap = Uint8Array.of(255, 0b1010, 255)
  assert.is(sliceBits(bitmap, 8, 4).buffer, bitmap.buffer)
  assert.is.not(sliceBits(bitmap, 8, 3).buffer, sliceBits(bitmap, 4, 4).buffer)
})

test('copyBits puts bits anywhere without touching the others', () => {
  fc.assert(
    fc.property(bits, bits, (first, second) => {
      const target = new Uint8Array(bitmapBytes(first.length + second.length))
      copyBits(target, 0, sliceBits(pack(first), 0, first.length), first.length)
      copyBits(target, first.length, sliceBits(pack(second), 0, second.length), second.length)
      assert.equal(unpack(target, first.length + second.length), [...first, ...second])
    }),
  )
})

test('countBits counts below the length only', () => {
  fc.assert(
    fc.property(bits, (list) => {
      assert.is(countBits(pack(list), list.length), list.filter(Boolean).length)
    }),
  )
})

test('onesBitmap and setBit', () => {
  assert.equal([...onesBitmap(11)], [255, 7])
  assert.equal([...onesBitmap(0)], [])
  const bitmap = new Uint8Array(2)
  setBit(bitmap, 9)
  assert.equal([...bitmap], [0, 2])
})

test.run()
