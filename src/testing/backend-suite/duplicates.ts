import { assertCode } from '../assertion.js'
import type { DeclareTest } from '../backend-suite.js'
import { edgeValues } from './edge-values.js'
import { assertFrame, type Sample, sampleFrame } from './samples.js'

/** Which row of each key survives. */
export function duplicateTests(test: DeclareTest): void {
  test('dropDuplicates: the greatest by the order survives, in input order', async (backend) => {
    const sample: Sample = {
      k: ['int64', [1, 2, 1, 2, null, null]],
      t: ['timestamp', [5n, 9n, 7n, 3n, 1n, 2n]],
      x: ['string', ['a', 'b', 'c', 'd', 'e', 'f']],
    }
    await assertFrame(backend, backend.dropDuplicates(sampleFrame(backend, sample), ['k'], ['t']), {
      k: ['int64', [2, 1, null]],
      t: ['timestamp', [9n, 7n, 2n]],
      x: ['string', ['b', 'c', 'f']],
    })
  })

  /** Rows of one key: which of them survives. */
  const survivors: readonly (readonly [string, Sample, number])[] = [
    ['of equal rows the last', { t: ['timestamp', [5n, 7n, 7n, 6n]] }, 2],
    ['null is before every value', { t: ['timestamp', [null, -(2n ** 63n), null]] }, 1],
    ['of nulls the last', { t: ['timestamp', [null, null]] }, 1],
    ['NaN is the greatest', { x: ['float64', [Number.NaN, Infinity, null]] }, 0],
    ['-0 equals 0', { x: ['float32', [0, -0]] }, 1],
    [
      'the second column where the first is equal',
      { t: ['timestamp', [7n, 7n, 6n]], c: ['timestamp', [2n, 1n, 9n]] },
      0,
    ],
    ['a null in the first, values in the second', { t: ['int32', [null, 1, null]], c: ['int32', [9, 1, 9]] }, 1],
    ['text by its bytes', { s: ['string', ['z', '😀', '\uffff', 'zz']] }, 1],
    [
      'bytes, the longer after its prefix',
      { b: ['bytes', [Uint8Array.of(1), Uint8Array.of(1, 0), Uint8Array.of()]] },
      1,
    ],
    ['true after false', { b: ['bool', [false, true, null, false]] }, 1],
  ]
  for (const [name, order, survivor] of survivors) {
    test(`dropDuplicates: ${name}`, async (backend) => {
      const rows = Object.values(order)[0]![1].map((_, row) => row)
      const frame = sampleFrame(backend, { k: ['string', rows.map(() => 'k')], row: ['int32', rows], ...order })
      const kept = backend.select(backend.dropDuplicates(frame, ['k'], Object.keys(order)), ['row'])
      await assertFrame(backend, kept, { row: ['int32', [survivor]] })
    })
  }

  test('dropDuplicates: without an order the last of each key', async (backend) => {
    const sample: Sample = { k: ['string', ['a', 'b', 'a', 'c', 'b']], x: ['int32', [1, 2, 3, 4, 5]] }
    await assertFrame(backend, backend.dropDuplicates(sampleFrame(backend, sample), ['k']), {
      k: ['string', ['a', 'c', 'b']],
      x: ['int32', [3, 4, 5]],
    })
  })

  test('dropDuplicates: keys are equal as in a group-by', async (backend) => {
    const sample: Sample = {
      k: ['float64', [Number.NaN, 0, null, -Number.NaN, -0, null]],
      l: ['int32', [1, 1, 1, 1, 1, 1]],
    }
    await assertFrame(backend, backend.dropDuplicates(sampleFrame(backend, sample), ['k', 'l']), {
      k: ['float64', [Number.NaN, -0, null]],
      l: ['int32', [1, 1, 1]],
    })
  })

  for (const [type, values] of Object.entries(edgeValues)) {
    test(`dropDuplicates: carries ${type} along`, async (backend) => {
      const rows = [...values, ...values]
      const frame = sampleFrame(backend, { k: ['int32', rows.map((_, row) => row >> 1)], x: [type as 'int32', rows] })
      const kept = backend.select(backend.dropDuplicates(frame, ['k']), ['x'])
      await assertFrame(backend, kept, { x: [type as 'int32', rows.filter((_, row) => row % 2 === 1)] })
    })
  }

  test('dropDuplicates: without keys all rows have one key', async (backend) => {
    const frame = sampleFrame(backend, { t: ['int64', [1, 3, 3, null]], x: ['int32', [1, 2, 3, 4]] })
    await assertFrame(backend, backend.dropDuplicates(frame, [], ['t']), { t: ['int64', [3n]], x: ['int32', [3]] })
    await assertFrame(backend, backend.dropDuplicates(backend.slice(frame, 0, 0), [], ['t']), {
      t: ['int64', []],
      x: ['int32', []],
    })
  })

  test('dropDuplicates: refuses wrong keys and orders', async (backend) => {
    const frame = sampleFrame(backend, { k: ['int64', [1]], l: ['array<int32>', [[1]]] })
    await assertCode(() => backend.dropDuplicates(frame, ['x']), 'MILLRACE_MISSING_COLUMN', 'an unknown key')
    await assertCode(() => backend.dropDuplicates(frame, ['k'], ['x']), 'MILLRACE_MISSING_COLUMN', 'an unknown order')
    await assertCode(() => backend.dropDuplicates(frame, ['l']), 'MILLRACE_UNSUPPORTED_TYPE', 'a list as key')
    await assertCode(() => backend.dropDuplicates(frame, ['k'], ['l']), 'MILLRACE_UNSUPPORTED_TYPE', 'a list as order')
    await assertCode(() => backend.dropDuplicates(frame, ['k', 'k']), 'MILLRACE_DUPLICATE_NAME', 'a key twice')
  })
}
