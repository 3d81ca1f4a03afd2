import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { columnFromValues } from '../../src/arrow/column-from-values.js'
import { tableFromColumns } from '../../src/arrow/table-from-columns.js'
import { compareBits } from '../../src/testing/compare-bits.js'
import type { DataType } from '../../src/types.js'

function table(type: DataType, values: readonly unknown[], name = 'x') {
  return tableFromColumns({ [name]: columnFromValues(type, values, name) }, values.length)
}

test('equal tables have no difference, however they are cut', () => {
  const a = table('string', ['a', null, 'é'])
  assert.is(compareBits(a, a.slice(0, 1).concat(a.slice(1))), null)
  assert.is(
    compareBits(table('array<float64>', [[Number.NaN], null]), table('array<float64>', [[Number.NaN], null])),
    null,
  )
})

test('a NaN equals a NaN of other bits', () => {
  const bits = new Float64Array(1)
  new DataView(bits.buffer).setBigUint64(0, 0xfff8000000000123n, true)
  const odd = { ...columnFromValues('float64', [0], 'x'), values: bits }
  assert.is(compareBits(table('float64', [Number.NaN]), tableFromColumns({ x: odd }, 1)), null)
})

test('what lies under a null does not count', () => {
  const hidden = { ...columnFromValues('int32', [null], 'x'), values: Int32Array.of(99) }
  assert.is(compareBits(table('int32', [null]), tableFromColumns({ x: hidden }, 1)), null)
})

const different: readonly (readonly [ReturnType<typeof table>, ReturnType<typeof table>, RegExp])[] = [
  [table('float64', [1, 0]), table('float64', [1, -0]), /^column 'x', row 1: 0 and -0$/],
  [table('float32', [Number.NaN]), table('float32', [1]), /row 0: NaN and 1/],
  [table('int64', [null]), table('int64', [0]), /row 0: null and 0n/],
  [table('int32', [0]), table('int32', [null]), /row 0: 0 and null/],
  [table('string', ['a']), table('string', ['b']), /"a" and "b"/],
  [table('bytes', [Uint8Array.of(1)]), table('bytes', [Uint8Array.of(1, 0)]), /row 0/],
  [table('array<float32>', [[0]]), table('array<float32>', [[-0]]), /row 0: \[0\] and \[-0\]/],
  [table('array<string>', [['a']]), table('array<string>', [['a', 'b']]), /row 0/],
  [table('bool', [true, true]), table('bool', [true, false]), /row 1: true and false/],
  [table('int32', [1]), table('int64', [1]), /^columns: x int32 and x int64$/],
  [table('int32', [1]), table('int32', [1], 'y'), /^columns: x int32 and y int32$/],
  [table('int32', [1]), table('int32', [1, 2]), /^rows: 1 and 2$/],
]

for (const [a, b, expected] of different) {
  test(`finds ${expected.source}`, () => {
    assert.match(compareBits(a, b) ?? 'no difference', expected)
  })
}

test.run()
