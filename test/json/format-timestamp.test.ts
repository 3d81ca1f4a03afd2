import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseTimestamp } from '../../src/arrow/parse-timestamp.js'
import { formatTimestamp } from '../../src/json/format-timestamp.js'

test('writes as many digits of the fraction as there are', () => {
  assert.is(formatTimestamp(0n), '1970-01-01T00:00:00Z')
  assert.is(formatTimestamp(1704110400500000n), '2024-01-01T12:00:00.500Z')
  assert.is(formatTimestamp(1704110400500001n), '2024-01-01T12:00:00.500001Z')
  assert.is(formatTimestamp(-1n), '1969-12-31T23:59:59.999999Z')
})

test('agrees with Date as far as Date goes', () => {
  fc.assert(
    fc.property(fc.integer({ min: -8_640_000_000_000, max: 8_640_000_000_000 }), (seconds) => {
      assert.is(
        formatTimestamp(BigInt(seconds) * 1_000_000n),
        new Date(seconds * 1000).toISOString().replace('.000Z', 'Z'),
      )
    }),
    { numRuns: 2000 },
  )
})

test('reads back', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }), (microseconds) => {
      assert.is(parseTimestamp(formatTimestamp(microseconds)), microseconds)
    }),
    { numRuns: 2000 },
  )
})

test('goes to the ends of int64', () => {
  assert.is(formatTimestamp(2n ** 63n - 1n), '+294247-01-10T04:00:54.775807Z')
  assert.is(formatTimestamp(-(2n ** 63n)), '-290308-12-21T19:59:05.224192Z')
})

test.run()
