import type { ScalarType } from '../../types.js'
import { assertCode } from '../assertion.js'
import type { DeclareTest } from '../backend-suite.js'
import { edgeValues } from './edge-values.js'
import { assertFrame, type Sample, sampleFrame } from './samples.js'

/** Two different values of each key type, the first in two spellings where a type has them. */
const keys: Readonly<Record<ScalarType, readonly [unknown, unknown, unknown]>> = {
  bool: [true, true, false],
  int32: [-(2 ** 31), -(2 ** 31), 7],
  int64: [2n ** 53n + 1n, 2n ** 53n + 1n, 2n ** 53n],
  float32: [0, -0, 0.5],
  float64: [Number.NaN, -Number.NaN, Infinity],
  string: ['é', 'é', 'e\u0301'],
  bytes: [Uint8Array.of(0), Uint8Array.of(0), Uint8Array.of(0, 0)],
  timestamp: [-1n, -1n, 2n ** 63n - 1n],
}

/** Inner and left joins. */
export function joinTests(test: DeclareTest): void {
  const left: Sample = { k: ['int64', [2, 1, null, 1, 9]], a: ['string', ['p', 'q', 'r', 's', 't']] }
  const right: Sample = { k: ['int64', [1, 2, 1, null, 5]], b: ['float64', [10, 20, 30, 40, 50]] }

  test('join: inner keeps left order, and the matches of a row in right order', async (backend) => {
    const joined = backend.join(sampleFrame(backend, left), sampleFrame(backend, right), { on: ['k'] })
    await assertFrame(backend, joined, {
      k: ['int64', [2, 1, 1, 1, 1]],
      a: ['string', ['p', 'q', 'q', 's', 's']],
      b: ['float64', [20, 10, 30, 10, 30]],
    })
  })

  test('join: left keeps every left row, null keys included', async (backend) => {
    const options = { on: ['k'], how: 'left' } as const
    const joined = backend.join(sampleFrame(backend, left), sampleFrame(backend, right), options)
    await assertFrame(backend, joined, {
      k: ['int64', [2, 1, 1, null, 1, 1, 9]],
      a: ['string', ['p', 'q', 'q', 'r', 's', 's', 't']],
      b: ['float64', [20, 10, 30, null, 10, 30, null]],
    })
  })

  test('join: keys match whole, and a null in any part matches nothing', async (backend) => {
    const many: Sample = {
      k: ['int32', [1, 1, 2, null, 1]],
      s: ['string', ['a', 'b', 'a', 'a', null]],
      x: ['int32', [1, 2, 3, 4, 5]],
    }
    const other: Sample = {
      s: ['string', ['a', 'b', 'a', null]],
      k: ['int32', [1, 2, null, 1]],
      y: ['int32', [10, 20, 30, 40]],
    }
    const joined = backend.join(sampleFrame(backend, many), sampleFrame(backend, other), {
      on: ['k', 's'],
      how: 'left',
    })
    await assertFrame(backend, joined, { ...many, y: ['int32', [10, null, null, null, null]] })
    // Put together as text, these keys would be equal.
    const split = (first: string, second: string): Sample => ({ a: ['string', [first]], b: ['string', [second]] })
    const apart = backend.join(sampleFrame(backend, split('ab', 'c')), sampleFrame(backend, split('a', 'bc')), {
      on: ['a', 'b'],
    })
    await assertFrame(backend, apart, { a: ['string', []], b: ['string', []] })
  })

  for (const [type, [first, again, other]] of Object.entries(keys)) {
    const scalar = type as ScalarType
    test(`join: ${type} as key`, async (backend) => {
      const one: Sample = { k: [scalar, [first, other, null]], a: ['int32', [1, 2, 3]] }
      const two: Sample = { k: [scalar, [null, again, first]], b: ['int32', [4, 5, 6]] }
      const joined = backend.join(sampleFrame(backend, one), sampleFrame(backend, two), { on: ['k'], how: 'left' })
      await assertFrame(backend, joined, {
        k: [scalar, [first, first, other, null]],
        a: ['int32', [1, 1, 2, 3]],
        b: ['int32', [5, 6, null, null]],
      })
    })
  }

  for (const [type, values] of Object.entries(edgeValues)) {
    test(`join: carries ${type} along on both sides`, async (backend) => {
      const numbers = values.map((_, row) => row)
      const sample: Sample = { k: ['int32', numbers], x: [type as 'int32', values] }
      const turned: Sample = { k: ['int32', numbers.toReversed()], x: [type as 'int32', values.toReversed()] }
      const one = sampleFrame(backend, { ...sample, k: ['int32', [...numbers.slice(1), -1]] })
      const joined = backend.join(one, sampleFrame(backend, turned), { on: ['k'], how: 'left' })
      await assertFrame(backend, joined, {
        k: ['int32', [...numbers.slice(1), -1]],
        x: sample.x!,
        x_right: [type as 'int32', [...values.slice(1), null]],
      })
    })
  }

  test('join: either side may be empty', async (backend) => {
    const [one, two] = [sampleFrame(backend, left), sampleFrame(backend, right)]
    const none = backend.slice(two, 0, 0)
    await assertFrame(backend, backend.join(one, none, { on: ['k'], how: 'left' }), {
      ...left,
      b: ['float64', [null, null, null, null, null]],
    })
    const empty: Sample = { k: ['int64', []], a: ['string', []], b: ['float64', []] }
    await assertFrame(backend, backend.join(one, none, { on: ['k'] }), empty)
    for (const how of ['inner', 'left'] as const) {
      await assertFrame(backend, backend.join(backend.slice(one, 0, 0), two, { on: ['k'], how }), empty, how)
    }
  })

  test('join: a frame with itself, all rows with all', async (backend) => {
    const frame = sampleFrame(backend, { k: ['int32', [1, 1, 1]], x: ['int32', [1, 2, 3]] })
    await assertFrame(backend, backend.join(frame, frame, { on: ['k'], suffix: '2' }), {
      k: ['int32', Array(9).fill(1)],
      x: ['int32', [1, 1, 1, 2, 2, 2, 3, 3, 3]],
      x2: ['int32', [1, 2, 3, 1, 2, 3, 1, 2, 3]],
    })
  })

  test('join: of the right columns those that are named, in that order', async (backend) => {
    const left = sampleFrame(backend, { k: ['int32', [2, 1]], x: ['int32', [5, 6]] })
    const right = sampleFrame(backend, {
      k: ['int32', [1, 2]],
      x: ['int32', [7, 8]],
      y: ['string', ['a', 'b']],
      z: ['float64', [0.5, 1.5]],
    })
    const own: Sample = { k: ['int32', [2, 1]], x: ['int32', [5, 6]] }
    await assertFrame(backend, backend.join(left, right, { on: ['k'], columns: ['z', 'x'] }), {
      ...own,
      z: ['float64', [1.5, 0.5]],
      x_right: ['int32', [8, 7]],
    })
    await assertFrame(backend, backend.join(left, right, { on: ['k'], how: 'left', columns: [] }), own)
  })

  test('join: refuses wrong keys and names', async (backend) => {
    const one = sampleFrame(backend, {
      k: ['int64', [1]],
      l: ['array<int32>', [[1]]],
      a: ['int32', [1]],
      a_right: ['int32', [1]],
    })
    const two = sampleFrame(backend, { k: ['int32', [1]], l: ['array<int32>', [[1]]], a: ['int32', [1]] })
    const join =
      (on: readonly string[], more: object = {}) =>
      () =>
        backend.join(one, two, { on, ...more })
    await assertCode(() => backend.join(one, two, null as never), 'MILLRACE_INVALID_ARGUMENT', 'no options')
    await assertCode(join([]), 'MILLRACE_INVALID_ARGUMENT', 'no keys')
    await assertCode(join(['k']), 'MILLRACE_INVALID_ARGUMENT', 'keys of different types')
    await assertCode(join(['x']), 'MILLRACE_MISSING_COLUMN', 'an unknown key')
    await assertCode(join(['a_right']), 'MILLRACE_MISSING_COLUMN', 'a key that the right side lacks')
    await assertCode(join(['a', 'a']), 'MILLRACE_DUPLICATE_NAME', 'a key twice')
    await assertCode(join(['l']), 'MILLRACE_UNSUPPORTED_TYPE', 'a list as key')
    const [three, four] = [backend.select(one, ['a', 'a_right']), backend.select(two, ['a'])]
    const renamed = backend.rename(four, { a: 'a_right' })
    const taken = backend.withColumns(renamed, { a: { kind: 'column', name: 'a_right' } })
    await assertCode(
      () => backend.join(three, taken, { on: ['a_right'], suffix: '_right' }),
      'MILLRACE_DUPLICATE_NAME',
      'a',
    )
    await assertCode(join(['a'], { colums: [] }), 'MILLRACE_INVALID_ARGUMENT', 'an unknown option')
    await assertCode(join(['a'], { columns: 'k' }), 'MILLRACE_INVALID_ARGUMENT', 'columns that are no list')
    await assertCode(join(['a'], { columns: ['b'] }), 'MILLRACE_MISSING_COLUMN', 'a column that the right side lacks')
    await assertCode(join(['a'], { columns: ['a'] }), 'MILLRACE_INVALID_ARGUMENT', 'a key among the columns')
    await assertCode(join(['a'], { columns: ['k', 'k'] }), 'MILLRACE_DUPLICATE_NAME', 'a column twice')
    await assertCode(join(['a'], { how: 'outer' }), 'MILLRACE_INVALID_ARGUMENT', 'an unknown kind')
    await assertCode(join(['a'], { suffix: 1 }), 'MILLRACE_INVALID_ARGUMENT', 'a suffix that is no text')
    await assertCode(join(['a'], { suffix: '' }), 'MILLRACE_DUPLICATE_NAME', 'a suffix that changes nothing')
  })
}
