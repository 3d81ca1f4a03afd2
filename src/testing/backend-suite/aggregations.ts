import type { AggregateFunction } from '../../backends/backend.js'
import type { DataType } from '../../types.js'
import { assertCode, assertSame, show } from '../assertion.js'
import type { DeclareTest } from '../backend-suite.js'
import { edgeValues } from './edge-values.js'
import { assertFrame, type Sample, sampleFrame } from './samples.js'

const nan = Number.NaN

/** One group's values and the answer, worked out by hand. */
const cases: readonly (readonly [AggregateFunction, DataType, readonly unknown[], DataType, unknown])[] = [
  ['sum', 'int32', [2 ** 31 - 1, null, 2 ** 31 - 1], 'int64', 2n ** 32n - 2n],
  ['sum', 'int64', [2n ** 63n - 1n, 1n], 'int64', -(2n ** 63n)],
  ['sum', 'float32', [Math.fround(0.1), 1], 'float64', Math.fround(0.1) + 1],
  ['sum', 'float64', [1e16, 1, -1e16], 'float64', 0],
  ['sum', 'float64', [1, 1e16, -1e16], 'float64', 0],
  ['sum', 'float64', [1e16, -1e16, 1], 'float64', 1],
  ['sum', 'float64', [-0, -0], 'float64', 0],
  ['sum', 'float64', [Infinity, -Infinity], 'float64', nan],
  ['sum', 'float64', [null, null], 'float64', null],
  ['mean', 'int32', [1, 2, null], 'float64', 1.5],
  ['mean', 'int64', [2n ** 53n + 1n, 1n], 'float64', 2 ** 52],
  ['mean', 'float32', [1, 2, 4], 'float64', 7 / 3],
  ['mean', 'float64', [null], 'float64', null],
  ['var', 'int64', [1, 2, 3, 4], 'float64', 5 / 3],
  ['var', 'float64', [1e8 + 4, 1e8 + 7, 1e8 + 13, 1e8 + 16], 'float64', 30],
  ['var', 'float64', [5], 'float64', null],
  ['var', 'float64', [5, null], 'float64', null],
  ['var', 'float64', [5, 5], 'float64', 0],
  ['var', 'float64', [1, Infinity], 'float64', nan],
  ['std', 'float32', [2, 4, 4, 4, 5, 5, 7, 9], 'float64', Math.sqrt(32 / 7)],
  ['min', 'float64', [nan, 2, -Infinity], 'float64', -Infinity],
  ['min', 'float64', [nan, null], 'float64', nan],
  ['min', 'float64', [0, -0], 'float64', 0],
  ['min', 'float64', [-0, 0], 'float64', -0],
  ['max', 'float32', [Infinity, nan, 1], 'float32', nan],
  ['max', 'float64', [-0, 0], 'float64', -0],
  ['min', 'bool', [true, null, false], 'bool', false],
  ['max', 'bool', [false, true], 'bool', true],
  ['min', 'string', ['b', 'ab', null, 'a\u0000'], 'string', 'a\u0000'],
  ['max', 'string', ['\uffff', '😀', 'z'], 'string', '😀'],
  ['min', 'bytes', [Uint8Array.of(255), Uint8Array.of(1, 0), Uint8Array.of(1)], 'bytes', Uint8Array.of(1)],
  ['max', 'int64', [-(2n ** 63n), null, -1n], 'int64', -1n],
  ['min', 'timestamp', [5n, -5n], 'timestamp', -5n],
  ['max', 'int32', [null], 'int32', null],
  ['count', 'string', ['a', null, ''], 'int64', 2n],
  ['count', 'array<int32>', [[], null], 'int64', 1n],
  ['count', 'int32', [null], 'int64', 0n],
  ['count_distinct', 'float64', [nan, -nan, 0, -0, null, 1], 'int64', 3n],
  ['count_distinct', 'string', ['a', 'A', 'a', null], 'int64', 2n],
  ['count_distinct', 'bool', [true, true, null], 'int64', 1n],
  ['count_distinct', 'bytes', [Uint8Array.of(0), Uint8Array.of()], 'int64', 2n],
  ['count_distinct', 'int32', [null, null], 'int64', 0n],
  ['first', 'string', [null, 'b', 'a'], 'string', 'b'],
  ['last', 'string', ['b', 'a', null], 'string', 'a'],
  ['first', 'array<float32>', [null, [], [1]], 'array<float32>', []],
  ['last', 'array<string>', [['x'], null], 'array<string>', ['x']],
  ['last', 'float64', [1, -0], 'float64', -0],
  ['first', 'bool', [null, null], 'bool', null],
]

/** Group-by. */
export function aggregationTests(test: DeclareTest): void {
  for (const [fn, type, values, resultType, expected] of cases) {
    const shown = values.map(show).join(', ')
    test(`groupbyAgg: ${fn} of ${type} ${shown}`, async (backend) => {
      // A second group between the rows shows that groups are kept apart.
      const rows = values.flatMap((value) => [value, null])
      const groups = values.flatMap(() => ['g', 'other'])
      const frame = sampleFrame(backend, { k: ['string', groups], x: [type, rows] })
      const empty = fn.startsWith('count') ? 0n : null
      await assertFrame(backend, backend.groupbyAgg(frame, ['k'], { y: { fn, column: 'x' } }), {
        k: ['string', ['g', 'other']],
        y: [resultType, [expected, empty]],
      })
    })
  }

  test('groupbyAgg: groups in order of first appearance, null is a key', async (backend) => {
    const frame = sampleFrame(backend, { k: ['int64', [3, null, 1, 3, null, 2]], x: ['int32', [1, 2, 3, 4, 5, 6]] })
    await assertFrame(
      backend,
      backend.groupbyAgg(frame, ['k'], { n: { fn: 'count' }, s: { fn: 'sum', column: 'x' } }),
      {
        k: ['int64', [3, null, 1, 2]],
        n: ['int64', [2n, 2n, 1n, 1n]],
        s: ['int64', [5n, 7n, 3n, 6n]],
      },
    )
  })

  test('groupbyAgg: NaN equals NaN and -0 equals 0 as keys, shown as they first appear', async (backend) => {
    for (const type of ['float32', 'float64'] as const) {
      const frame = sampleFrame(backend, { k: [type, [-0, nan, 0, -nan, null, 1]] })
      await assertFrame(backend, backend.groupbyAgg(frame, ['k'], { n: { fn: 'count' } }), {
        k: [type, [-0, nan, null, 1]],
        n: ['int64', [2n, 2n, 1n, 1n]],
      })
    }
  })

  test('groupbyAgg: several keys', async (backend) => {
    const sample: Sample = {
      a: ['string', ['x', 'x', null, 'x', null]],
      b: ['bool', [true, null, true, true, true]],
      v: ['float64', [1, 2, 4, 8, 16]],
    }
    const result = backend.groupbyAgg(sampleFrame(backend, sample), ['b', 'a'], { s: { fn: 'sum', column: 'v' } })
    await assertFrame(backend, result, {
      b: ['bool', [true, null, true]],
      a: ['string', ['x', 'x', null]],
      s: ['float64', [9, 2, 20]],
    })
  })

  for (const type of Object.keys(edgeValues).filter((name) => !name.startsWith('array<')) as DataType[]) {
    test(`groupbyAgg: ${type} as key`, async (backend) => {
      const [first, second] = edgeValues[type]
      const frame = sampleFrame(backend, { k: [type, [first, null, second, first, null]] })
      await assertFrame(
        backend,
        backend.groupbyAgg(frame, ['k'], { n: { fn: 'count', column: 'k' }, r: { fn: 'count' } }),
        {
          k: [type, type.startsWith('float') ? [first, null] : [first, null, second]],
          n: ['int64', type.startsWith('float') ? [3n, 0n] : [2n, 0n, 1n]],
          r: ['int64', type.startsWith('float') ? [3n, 2n] : [2n, 2n, 1n]],
        },
      )
    })
  }

  test('groupbyAgg: without keys one group, without rows none', async (backend) => {
    const frame = sampleFrame(backend, { x: ['int32', [1, 2, null]] })
    const aggregations = { n: { fn: 'count' }, s: { fn: 'sum', column: 'x' } } as const
    await assertFrame(backend, backend.groupbyAgg(frame, [], aggregations), { n: ['int64', [3n]], s: ['int64', [3n]] })
    const none: Sample = { n: ['int64', []], s: ['int64', []] }
    await assertFrame(backend, backend.groupbyAgg(backend.slice(frame, 0, 0), [], aggregations), none)
    await assertFrame(backend, backend.groupbyAgg(backend.slice(frame, 0, 0), ['x'], aggregations), {
      x: ['int32', []],
      ...none,
    })
  })

  test('groupbyAgg: without aggregations the distinct keys', async (backend) => {
    const frame = sampleFrame(backend, { k: ['string', ['b', 'a', 'b', null]] })
    await assertFrame(backend, backend.groupbyAgg(frame, ['k'], {}), { k: ['string', ['b', 'a', null]] })
    const bare = backend.groupbyAgg(frame, [], {})
    assertSame([Object.keys(backend.columns(bare)), backend.rows(bare)], [[], 1], 'one group of nothing')
  })

  test('groupbyAgg: refuses what it cannot do', async (backend) => {
    const sample: Sample = { k: ['int64', [1]], s: ['string', ['a']], l: ['array<int32>', [[1]]], b: ['bool', [true]] }
    const frame = sampleFrame(backend, sample)
    const group = (keys: readonly string[], aggregation: unknown) => () =>
      backend.groupbyAgg(frame, keys, { y: aggregation as never })
    await assertCode(group(['x'], { fn: 'count' }), 'MILLRACE_MISSING_COLUMN', 'an unknown key')
    await assertCode(group(['l'], { fn: 'count' }), 'MILLRACE_UNSUPPORTED_TYPE', 'a list as key')
    await assertCode(group(['k', 'k'], { fn: 'count' }), 'MILLRACE_DUPLICATE_NAME', 'a key twice')
    await assertCode(group(['k'], { fn: 'sum' }), 'MILLRACE_INVALID_ARGUMENT', 'no column')
    await assertCode(group(['k'], { fn: 'median', column: 'k' }), 'MILLRACE_INVALID_ARGUMENT', 'an unknown function')
    await assertCode(group(['k'], null), 'MILLRACE_INVALID_ARGUMENT', 'no aggregation')
    await assertCode(group(['k'], { fn: 'sum', column: 'x' }), 'MILLRACE_MISSING_COLUMN', 'an unknown column')
    for (const column of ['s', 'l', 'b']) {
      await assertCode(group(['k'], { fn: 'mean', column }), 'MILLRACE_UNSUPPORTED_TYPE', `mean of ${column}`)
    }
    await assertCode(group(['k'], { fn: 'max', column: 'l' }), 'MILLRACE_UNSUPPORTED_TYPE', 'the greatest list')
    const taken = () => backend.groupbyAgg(frame, ['k'], { k: { fn: 'count' } })
    await assertCode(taken, 'MILLRACE_DUPLICATE_NAME', 'a result named as a key')
  })
}
