import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { decodeRegistry, encodeRegistry } from '../../src/registry/codec.js'
import { lastMaterialized, recordMaterialization } from '../../src/registry/record-materialization.js'
import { buildRegistry, emptyRegistryData } from '../../src/registry/registry.js'
import { TransformCode } from '../../src/registry/transform-code.js'

const empty = buildRegistry(emptyRegistryData('demo'), new TransformCode())

test('a note changes the version and the data, and not the state it was made of', () => {
  const state = recordMaterialization(empty, 'stats', { start: -5n, end: 5n })
  assert.is(state.version, 1)
  assert.is(lastMaterialized(state, 'stats'), 5n)
  assert.is(lastMaterialized(state, 'other'), undefined)
  assert.is(lastMaterialized(empty, 'stats'), undefined)
  assert.equal(decodeRegistry(encodeRegistry(state)).materializations, state.materializations)
})

test('windows cover what they covered, apart and in order, however they came', () => {
  const bound = fc.integer({ min: 0, max: 60 })
  const interval = fc
    .tuple(bound, fc.integer({ min: 0, max: 9 }))
    .map(([start, length]) => ({ start: BigInt(start), end: BigInt(start + length) }))
  fc.assert(
    fc.property(fc.array(interval, { minLength: 1, maxLength: 8 }), (intervals) => {
      const state = intervals.reduce((before, each) => recordMaterialization(before, 'v', each), empty)
      const windows = state.materializations.get('v')!
      const covers = (all: readonly { start: bigint; end: bigint }[], at: bigint) =>
        all.some(({ start, end }) => start <= at && at <= end)
      for (let at = 0n; at < 72n; at++) assert.is(covers(windows, at), covers(intervals, at), `${at}`)
      for (const [index, { start }] of windows.entries()) if (index > 0) assert.ok(start > windows[index - 1]!.end + 1n)
      const last = BigInt(Math.max(...intervals.map(({ end }) => Number(end))))
      assert.is(lastMaterialized(state, 'v'), last)
    }),
  )
})

test.run()
