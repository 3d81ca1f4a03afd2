import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { bitmapBytes, getBit } from '../../src/arrow/bitmap.js'
import { columnFromValues } from '../../src/arrow/column-from-values.js'
import { concatColumns } from '../../src/arrow/concat-columns.js'
import { sliceColumn } from '../../src/arrow/slice-column.js'
import { takeColumn } from '../../src/arrow/take-column.js'
import { valuesOf } from '../../src/arrow/value-at.js'
import type { Column } from '../../src/column.js'
import { MillraceError } from '../../src/errors.js'
import type { DataType, Value } from '../../src/types.js'

fc.configureGlobal({ includeErrorInReport: true })

const values: Readonly<Partial<Record<DataType, fc.Arbitrary<Value>>>> = {
  bool: fc.boolean(),
  int32: fc.integer(),
  int64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  float64: fc.double(),
  string: fc.string({ unit: 'binary' }),
  bytes: fc.uint8Array(),
  'array<bool>': fc.array(fc.boolean()),
  'array<string>': fc.array(fc.string({ unit: 'binary' })),
}

/** What src/column.ts promises of every column. */
function assertNormal(column: Column): void {
  const { length, validity, values: buffer, offsets, items, type } = column
  for (const bitmap of [validity, type === 'bool' ? (buffer as Uint8Array) : null]) {
    if (bitmap === null) continue
    assert.is(bitmap.length, bitmapBytes(length))
    for (let bit = length; bit < bitmap.length * 8; bit++) assert.not(getBit(bitmap, bit))
  }
  if (offsets !== null) {
    assert.is(offsets.length, length + 1)
    assert.is(offsets[0], 0)
    assert.is(offsets[length], items === null ? buffer!.length : items.length)
  } else if (type !== 'bool') assert.is(buffer!.length, length)
  if (items !== null) assertNormal(items)
}

for (const [name, value] of Object.entries(values)) {
  const type = name as DataType
  const list = fc.array(fc.option(value), { maxLength: 40 })

  test(`take gathers ${type} by any row numbers`, () => {
    fc.assert(
      fc.property(list, fc.array(fc.integer({ min: -1, max: 39 })), (source, wanted) => {
        const rows = wanted.filter((row) => row < source.length)
        const taken = takeColumn(columnFromValues(type, source, 'x'), Int32Array.from(rows))
        assertNormal(taken)
        assert.equal(
          valuesOf(taken),
          rows.map((row) => (row < 0 ? null : source[row]!)),
        )
      }),
    )
  })

  test(`slice and concat keep ${type}`, () => {
    fc.assert(
      fc.property(list, list, fc.nat(40), fc.nat(40), (first, second, from, size) => {
        const start = Math.min(from, first.length)
        const length = Math.min(size, first.length - start)
        const slice = sliceColumn(columnFromValues(type, first, 'x'), start, length)
        assertNormal(slice)
        const joined = concatColumns(type, [slice, columnFromValues(type, second, 'x'), slice])
        assertNormal(joined)
        const part = first.slice(start, start + length)
        assert.equal(valuesOf(joined), [...part, ...second, ...part])
      }),
    )
  })
}

test('concat takes columns of one type only', () => {
  const column = columnFromValues('int32', [1], 'x')
  assert.is(concatColumns('int32', [column]), column)
  assert.is(concatColumns('int32', []).length, 0)
  assert.throws(
    () => concatColumns('int64', [column]),
    (error: unknown) => error instanceof MillraceError && error.code === 'MILLRACE_INVALID_VALUE',
  )
})

test.run()
