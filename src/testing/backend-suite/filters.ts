import { assertCode } from '../assertion.js'
import type { DeclareTest } from '../backend-suite.js'
import { edgeValues } from './edge-values.js'
import { assertFrame, expr, type Sample, sampleFrame } from './samples.js'

/** Which rows a filter keeps. */
export function filterTests(test: DeclareTest): void {
  test('filter keeps the rows where the condition is true, not those where it is null', async (backend) => {
    const frame = sampleFrame(backend, { x: ['float64', [1, null, -1, Number.NaN, 2]], n: ['int32', [0, 1, 2, 3, 4]] })
    const positive = { x: ['float64', [1, 2]], n: ['int32', [0, 4]] } as const
    await assertFrame(backend, backend.filter(frame, expr('x > 0')), positive)
    await assertFrame(backend, backend.filter(frame, { ir: expr('x > 0') }), positive, 'a carried expression')
    await assertFrame(backend, backend.filter(frame, expr('not (x > 0)')), {
      x: ['float64', [-1, Number.NaN]],
      n: ['int32', [2, 3]],
    })
    await assertFrame(backend, backend.filter(frame, expr('x is null')), { x: ['float64', [null]], n: ['int32', [1]] })
  })

  test('filter by a column, by constants, and to nothing', async (backend) => {
    const sample: Sample = { keep: ['bool', [true, null, false, true]], n: ['int64', [1, 2, 3, 4]] }
    const frame = sampleFrame(backend, sample)
    await assertFrame(backend, backend.filter(frame, expr('keep')), {
      keep: ['bool', [true, true]],
      n: ['int64', [1, 4]],
    })
    await assertFrame(backend, backend.filter(frame, expr('true')), sample)
    const none: Sample = { keep: ['bool', []], n: ['int64', []] }
    for (const text of ['false', 'cast(null as bool)', 'n > 9']) {
      await assertFrame(backend, backend.filter(frame, expr(text)), none, text)
    }
  })

  for (const [type, values] of Object.entries(edgeValues)) {
    test(`filter carries ${type} along`, async (backend) => {
      const rows = [...values, null, ...values]
      const keep = rows.map((_, row) => row % 3 !== 1)
      const frame = sampleFrame(backend, { x: [type as 'int32', rows], keep: ['bool', keep] })
      const kept = backend.select(backend.filter(frame, expr('keep')), ['x'])
      await assertFrame(backend, kept, { x: [type as 'int32', rows.filter((_, row) => keep[row])] })
    })
  }

  test('filter takes a bool only', async (backend) => {
    const frame = sampleFrame(backend, { n: ['int64', [1]] })
    await assertCode(() => backend.filter(frame, expr('n')), 'MILLRACE_EXPRESSION_TYPE', 'a number')
    await assertCode(() => backend.filter(frame, expr('m > 1')), 'MILLRACE_FEATURE_NOT_FOUND', 'an unknown column')
  })
}
