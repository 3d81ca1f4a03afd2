import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { columnFromValues } from '../../src/arrow/column-from-values.js'
import { valuesOf } from '../../src/arrow/value-at.js'
import { type ErrorCode, MillraceError } from '../../src/errors.js'
import type { DataType, Value } from '../../src/types.js'

fc.configureGlobal({ includeErrorInReport: true })

/** Keeps -0 and 0 apart, which assert.equal does not. */
function assertSameValues(actual: readonly Value[], expected: readonly Value[]): void {
  assert.is(actual.length, expected.length)
  actual.forEach((value, row) => {
    if (typeof value === 'object') assert.equal(value, expected[row])
    else assert.ok(Object.is(value, expected[row]), `row ${row}: ${String(value)} is not ${String(expected[row])}`)
  })
}

const taken: readonly (readonly [DataType, readonly unknown[], readonly Value[]])[] = [
  ['bool', [true, false, null, undefined], [true, false, null, null]],
  ['int32', [0, -1, 2 ** 31 - 1, -(2 ** 31), null, -0], [0, -1, 2 ** 31 - 1, -(2 ** 31), null, 0]],
  [
    'int64',
    [1, 2n, 2n ** 63n - 1n, -(2n ** 63n), Number.MAX_SAFE_INTEGER, -0],
    [1n, 2n, 2n ** 63n - 1n, -(2n ** 63n), 9007199254740991n, 0n],
  ],
  [
    'float32',
    [0.1, -0, NaN, Infinity, 3.4028234663852886e38, 1e-46],
    [Math.fround(0.1), -0, NaN, Infinity, 3.4028234663852886e38, 0],
  ],
  ['float64', [0.1, -0, NaN, -Infinity, 5e-324, Number.MAX_VALUE], [0.1, -0, NaN, -Infinity, 5e-324, Number.MAX_VALUE]],
  ['string', ['', 'a\0b', 'é', '😀', '\ufeffbom', null], ['', 'a\0b', 'é', '😀', '\ufeffbom', null]],
  ['bytes', [Uint8Array.of(), Buffer.from([1, 255]), null], [Uint8Array.of(), Uint8Array.of(1, 255), null]],
  ['timestamp', [new Date(5), '1970-01-01T00:00:00.000001', 7n, null], [5000n, 1n, 7n, null]],
  ['array<float32>', [[1, 0.1], [], null, Float64Array.of(0.5)], [[1, Math.fround(0.1)], [], null, [0.5]]],
  ['array<int64>', [[1, 2n], BigInt64Array.of(3n)], [[1n, 2n], [3n]]],
  ['array<string>', [['a', '']], [['a', '']]],
  ['array<bool>', [[true, false, true], [false]], [[true, false, true], [false]]],
]

for (const [type, values, expected] of taken) {
  test(`${type} takes ${expected.length} kinds of values`, () => {
    const column = columnFromValues(type, values, 'x')
    assert.is(column.type, type)
    assertSameValues(valuesOf(column), expected)
    assert.is(column.validity === null, !expected.includes(null))
  })
}

const invalid = 'MILLRACE_INVALID_VALUE'
const range = 'MILLRACE_VALUE_OUT_OF_RANGE'
const refused: readonly (readonly [DataType, unknown, ErrorCode])[] = [
  ['bool', 1, invalid],
  ['bool', 'true', invalid],
  ['int32', '1', invalid],
  ['int32', 1.5, invalid],
  ['int32', NaN, invalid],
  ['int32', 1n, invalid],
  ['int32', 2 ** 31, range],
  ['int32', -(2 ** 31) - 1, range],
  ['int64', 1.5, invalid],
  ['int64', Infinity, invalid],
  ['int64', '1', invalid],
  ['int64', 2 ** 53, range],
  ['int64', 2n ** 63n, range],
  ['int64', -(2n ** 63n) - 1n, range],
  ['float32', '1', invalid],
  ['float32', 1n, invalid],
  ['float32', 1e39, range],
  ['float32', -3.4028235677973366e38, range],
  ['float64', true, invalid],
  ['string', 1, invalid],
  ['string', '\ud800', invalid],
  ['string', 'a\udc00b', invalid],
  ['bytes', 'a', invalid],
  ['bytes', [1, 2], invalid],
  ['timestamp', 1_700_000_000, invalid],
  ['timestamp', new Date(NaN), invalid],
  ['timestamp', 'yesterday', invalid],
  ['timestamp', '2024-01-01T00:00:00.0000001Z', invalid],
  ['timestamp', 2n ** 63n, range],
  ['timestamp', {}, invalid],
  ['array<float32>', [1, null], invalid],
  // biome-ignore lint/suspicious/noSparseArray: a hole is a missing item
  ['array<float32>', [1, , 2], invalid],
  ['array<float32>', 'ab', invalid],
  ['array<float32>', [1e39], range],
  ['array<int32>', ['a'], invalid],
  ['array<string>', [['a']], invalid],
  ['array<bool>', { length: 1, 0: true }, invalid],
]

for (const [type, value, code] of refused) {
  const shown = typeof value === 'bigint' ? `${value}n` : JSON.stringify(value)
  test(`${type} refuses ${shown} with ${code}`, () => {
    try {
      columnFromValues(type, [null, value], 'age')
    } catch (error) {
      if (!(error instanceof MillraceError)) throw error
      assert.is(error.code, code)
      assert.match(error.message, /^Field 'age', row 1: /)
      assert.equal(error.values.row, 1)
      return
    }
    assert.unreachable('no error')
  })
}

test('a number for a timestamp is refused with the remedy', () => {
  assert.throws(
    () => columnFromValues('timestamp', [0], 'at'),
    /unit is not known: pass new Date\(milliseconds\).*: 0$/,
  )
})

test('what cannot be printed is described', () => {
  const hostile = { toString: () => assert.unreachable(), [Symbol.toPrimitive]: () => assert.unreachable() }
  assert.throws(() => columnFromValues('int32', [hostile], 'x'), /an object \(Object\)$/)
  assert.throws(() => columnFromValues('int32', [Object.create(null)], 'x'), /^Field 'x'/)
  assert.throws(() => columnFromValues('int32', [Symbol('s')], 'x'), /Symbol\(s\)$/)
  assert.throws(
    () =>
      columnFromValues(
        'int32',
        [
          {
            get [Symbol.toStringTag]() {
              return 'x'.repeat(500)
            },
          },
        ],
        'x',
      ),
    /^Field 'x'/,
  )
})

test('a hole in the list of values is null', () => {
  // biome-ignore lint/suspicious/noSparseArray: that is the case
  assert.equal(valuesOf(columnFromValues('int32', [1, , 3], 'x')), [1, null, 3])
})

test('any text comes back as it went in', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.string({ unit: 'binary' }))), (texts) => {
      assert.equal(valuesOf(columnFromValues('string', texts, 'x')), texts)
    }),
  )
})

test('any bytes come back as a copy', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.uint8Array())), (list) => {
      assert.equal(valuesOf(columnFromValues('bytes', list, 'x')), list)
    }),
  )
  const source = Uint8Array.of(1)
  const column = columnFromValues('bytes', [source], 'x')
  source[0] = 2
  assert.equal(valuesOf(column), [Uint8Array.of(1)])
})

test.run()
