import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { nearestName, suggestName } from '../src/nearest-name.js'

const names = ['conv_rate', 'acc_rate', 'avg_daily_trips', 'add', 'x']

test('the nearest name is found, case aside', () => {
  assert.is(nearestName('conv_rat', names), 'conv_rate')
  assert.is(nearestName('CONV_RATE', names), 'conv_rate')
  assert.is(nearestName('avg_dayly_trip', names), 'avg_daily_trips')
  assert.is(nearestName('ad', names), 'add')
})

test('a name like none is not guessed at', () => {
  assert.is(nearestName('score', names), undefined)
  assert.is(nearestName('foo', ['mod']), undefined)
  assert.is(nearestName('y', names), undefined)
  assert.is(nearestName('conv_rate', []), undefined)
})

test('an error says the nearest, else what there is', () => {
  assert.is(suggestName('acc_rat', names), 'did you mean "acc_rate"?')
  assert.is(suggestName('score', names), 'there is conv_rate, acc_rate, avg_daily_trips, add, x')
  assert.is(
    suggestName(
      'score',
      Array.from({ length: 12 }, (_, index) => `${index}`),
    ),
    'there is 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, and 2 more',
  )
  assert.is(suggestName('score', []), 'there are none')
})

test('a hostile name costs no time', () => {
  const started = performance.now()
  nearestName('a'.repeat(1_000_000), Array(100).fill('b'.repeat(1_000_000)))
  assert.ok(performance.now() - started < 2000)
})

test.run()
