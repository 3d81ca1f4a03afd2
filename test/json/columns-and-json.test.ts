import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { columnFromValues } from '../../src/arrow/column-from-values.js'
import { valuesOf } from '../../src/arrow/value-at.js'
import { MillraceError } from '../../src/errors.js'
import { jsonWriter } from '../../src/json/column-to-json.js'
import { jsonToValues } from '../../src/json/json-to-values.js'
import { parseJson } from '../../src/json/parse-json.js'
import type { DataType, InputValue, ScalarType } from '../../src/types.js'

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
const samples: { readonly [T in ScalarType]: fc.Arbitrary<InputValue<T>> } = {
  bool: fc.boolean(),
  int32: fc.integer(),
  int64,
  float32: fc.float(),
  float64: fc.double(),
  string: fc.string({ unit: 'grapheme' }),
  bytes: fc.uint8Array(),
  // Years 0000 to 9999 in ISO; seconds reach as far as int64 does.
  timestamp: fc.bigInt({ min: -62_167_219_200_000_000n, max: 253_402_300_799_999_999n }),
}

function write(type: DataType, values: readonly unknown[], form: 'seconds' | 'iso' = 'seconds'): string[] {
  const writer = jsonWriter(columnFromValues(type, values, 'f'), form)
  return values.map((_, row) => writer(row))
}

function roundTrip(type: DataType, values: readonly unknown[], form: 'seconds' | 'iso'): unknown[] {
  const read = parseJson(`[${write(type, values, form).join(',')}]`) as readonly unknown[]
  return valuesOf(columnFromValues(type, jsonToValues(read, type, 'f'), 'f'))
}

for (const [type, sample] of Object.entries(samples)) {
  test(`${type}: what is written reads back the same, bit for bit, with nulls and in lists`, () => {
    fc.assert(
      fc.property(fc.array(fc.option<unknown>(sample)), (values) => {
        const wanted = valuesOf(columnFromValues(type as ScalarType, values, 'f'))
        assert.equal(roundTrip(type as ScalarType, values, 'iso'), wanted)
        for (const [index, value] of roundTrip(type as ScalarType, values, 'iso').entries())
          assert.ok(value instanceof Uint8Array || Object.is(value, wanted[index]))
      }),
    )
    fc.assert(
      fc.property(fc.array(fc.option(fc.array<unknown>(sample, { maxLength: 4 }))), (values) => {
        const list = `array<${type as ScalarType}>` as const
        assert.equal(roundTrip(list, values, 'iso'), valuesOf(columnFromValues(list, values, 'f')))
      }),
    )
  })
}

test('timestamps are seconds since the epoch, rounded down, in Feast form', () => {
  assert.equal(write('timestamp', [1704110400000000n, 1704110400999999n, -1n, -1000000n, 0n, null]), [
    '1704110400',
    '1704110400',
    '-1',
    '-1',
    '0',
    'null',
  ])
  fc.assert(
    fc.property(
      int64,
      (value) =>
        write('timestamp', [value])[0] ===
        String((value - (((value % 1_000_000n) + 1_000_000n) % 1_000_000n)) / 1_000_000n),
    ),
  )
})

test('floats always read as floats, float32 widened', () => {
  assert.equal(write('float32', [0.12, 2, -0, Number.NaN]), ['0.11999999731779099', '2.0', '-0.0', '"NaN"'])
  assert.equal(write('float64', [1e21, 1e-7, 1e16, -Infinity, 0.1]), [
    '1e+21',
    '1e-7',
    '10000000000000000.0',
    '"-Infinity"',
    '0.1',
  ])
})

test('accepts what Feast accepts', () => {
  assert.equal(jsonToValues(['1001', '-7', 5, null], 'int64', 'f'), [1001n, -7n, 5, null])
  assert.equal(jsonToValues(['1001', 9999999999999999n], 'int32', 'f'), [1001, 1e16])
  assert.equal(jsonToValues([[1, 2n, '-Infinity']], 'array<float32>', 'f'), [[1, 2, Number.NEGATIVE_INFINITY]])
  assert.equal(jsonToValues([1704121200, 0.5, -0.25, '2024-01-01'], 'timestamp', 'f'), [
    1704121200000000n,
    500000n,
    -250000n,
    '2024-01-01',
  ])
  assert.equal(jsonToValues(['AQI=', 'AQI', '_-8'], 'bytes', 'f'), [
    Uint8Array.of(1, 2),
    Uint8Array.of(1, 2),
    Uint8Array.of(255, 239),
  ])
})

test('a JSON number beyond float64 is refused, and an infinity is a text', () => {
  const [beyond, below] = ['1e400', '-1e400'].map((text) => parseJson(text))
  for (const type of ['float32', 'float64', 'array<float64>'] as const)
    for (const value of [beyond, below]) {
      const values = type === 'array<float64>' ? [[1], [value]] : [1, value]
      try {
        jsonToValues(values, type, 'rate')
        assert.unreachable(type)
      } catch (error) {
        const { code, values: told } = error as MillraceError
        assert.is(code, 'MILLRACE_VALUE_OUT_OF_RANGE')
        assert.equal(told, { field: 'rate', row: 1, value })
      }
    }
  assert.equal(jsonToValues(['Infinity', 'NaN', 'toString'], 'float64', 'f'), [Infinity, Number.NaN, 'toString'])
})

test('text that is not base64 is named with its row', () => {
  for (const text of ['a', '%%', 'AQ=I', 'AQI=='])
    assert.throws(
      () => jsonToValues(['AQI=', text], 'bytes', 'blob'),
      (error: unknown) =>
        error instanceof MillraceError &&
        error.code === 'MILLRACE_INVALID_VALUE' &&
        /'blob', row 1/.test(error.message),
      text,
    )
})

test.run()
