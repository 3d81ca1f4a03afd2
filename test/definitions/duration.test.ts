import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { days, hours, minutes, seconds } from '../../src/definitions/duration.js'
import { rejects } from './rejects.js'

test('durations are microseconds', () => {
  assert.is(seconds(1), 1_000_000n)
  assert.is(minutes(1), 60_000_000n)
  assert.is(hours(1), 3_600_000_000n)
  assert.is(days(1), 86_400_000_000n)
})

test('fractions are kept to the microsecond, large numbers exactly', () => {
  assert.is(seconds(1.5), 1_500_000n)
  assert.is(seconds(0.0000014), 1n)
  assert.is(hours(0.5), minutes(30))
  assert.is(days(0), 0n)
  assert.is(days(365_000_000), 365_000_000n * 86_400_000_000n)
})

test('what is no duration is refused', () => {
  for (const value of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
    rejects('MILLRACE_INVALID_ARGUMENT', () => days(value), /days\(\)/, new RegExp(String(value)))
  }
  rejects('MILLRACE_INVALID_ARGUMENT', () => seconds('1' as never), /seconds\(\)/)
  rejects('MILLRACE_INVALID_ARGUMENT', () => seconds(1n as never), /seconds\(\)/)
})

test.run()
