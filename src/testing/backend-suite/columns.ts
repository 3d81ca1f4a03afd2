import { assertCode, assertSame } from '../assertion.js'
import type { DeclareTest } from '../backend-suite.js'
import { assertFrame, expr, type Sample, sampleFrame } from './samples.js'

const sample: Sample = {
  a: ['int32', [1, null, 3]],
  b: ['string', ['x', 'é', null]],
  c: ['bool', [true, false, null]],
  d: ['array<float32>', [[1, 2], [], null]],
}

/** select, rename, withColumns as far as columns go, slice and concat. */
export function columnTests(test: DeclareTest): void {
  test('select keeps the named columns in the order named', async (backend) => {
    const frame = sampleFrame(backend, sample)
    await assertFrame(backend, backend.select(frame, ['d', 'a']), { d: sample.d!, a: sample.a! })
    const none = backend.select(frame, [])
    assertSame([Object.keys(backend.columns(none)), backend.rows(none)], [[], 3], 'no columns')
  })

  test('select refuses unknown and repeated names', async (backend) => {
    const frame = sampleFrame(backend, sample)
    const error = await assertCode(() => backend.select(frame, ['aa']), 'MILLRACE_MISSING_COLUMN', 'unknown')
    assertSame(/did you mean "a"\?.*: aa$/.test(error.message), true, error.message)
    await assertCode(() => backend.select(frame, ['toString']), 'MILLRACE_MISSING_COLUMN', 'inherited')
    await assertCode(() => backend.select(frame, ['a', 'a']), 'MILLRACE_DUPLICATE_NAME', 'repeated')
    await assertCode(() => backend.select(frame, 'a' as never), 'MILLRACE_INVALID_ARGUMENT', 'no list')
  })

  test('rename keeps places and may swap', async (backend) => {
    const frame = sampleFrame(backend, sample)
    const { a, b, c, d } = sample as Required<typeof sample>
    await assertFrame(backend, backend.rename(frame, { a: 'b', b: 'a' }), { b: a!, a: b!, c: c!, d: d! })
    await assertFrame(backend, backend.rename(frame, new Map([['c', 'flag']])), { a: a!, b: b!, flag: c!, d: d! })
    await assertFrame(backend, backend.rename(frame, {}), sample)
  })

  test('rename refuses unknown names and clashes', async (backend) => {
    const frame = sampleFrame(backend, sample)
    await assertCode(() => backend.rename(frame, { x: 'y' }), 'MILLRACE_MISSING_COLUMN', 'unknown')
    await assertCode(() => backend.rename(frame, { a: 'b' }), 'MILLRACE_DUPLICATE_NAME', 'a taken name')
    await assertCode(() => backend.rename(frame, { a: 'x', b: 'x' }), 'MILLRACE_DUPLICATE_NAME', 'one name twice')
    await assertCode(() => backend.rename(frame, { a: 1 as never }), 'MILLRACE_INVALID_ARGUMENT', 'no text')
  })

  test('withColumns replaces in place and appends, all from the frame given', async (backend) => {
    const frame = sampleFrame(backend, { a: ['int32', [1, null]], b: ['int32', [10, 20]] })
    const result = backend.withColumns(frame, {
      sum: expr('a + b'),
      a: expr('b'),
      b: expr('a'),
      flag: expr('a is null'),
    })
    await assertFrame(backend, result, {
      a: ['int32', [10, 20]],
      b: ['int32', [1, null]],
      sum: ['int32', [11, null]],
      flag: ['bool', [false, true]],
    })
  })

  test('withColumns takes a Map, and objects that carry an expression', async (backend) => {
    const frame = sampleFrame(backend, { a: ['int32', [1]] })
    await assertFrame(backend, backend.withColumns(frame, new Map([['__proto__', { ir: expr('a') }]])), {
      a: ['int32', [1]],
      ['__proto__']: ['int32', [1]],
    })
    await assertFrame(backend, backend.withColumns(frame, {}), { a: ['int32', [1]] })
  })

  test('withColumns copies columns of every type and gives constants', async (backend) => {
    const frame = sampleFrame(backend, sample)
    const copied = backend.withColumns(frame, { a2: expr('a'), b2: expr('b'), c2: expr('c'), d2: expr('d') })
    const { a, b, c, d } = sample as Required<typeof sample>
    await assertFrame(backend, copied, { ...sample, a2: a!, b2: b!, c2: c!, d2: d! })
    const constants = backend.withColumns(backend.select(frame, []), {
      text: expr("'é'"),
      none: expr('cast(null as float32)'),
      list: expr('[1.5, 2]'),
      flag: expr('true'),
    })
    await assertFrame(backend, constants, {
      text: ['string', ['é', 'é', 'é']],
      none: ['float32', [null, null, null]],
      list: [
        'array<float64>',
        [
          [1.5, 2],
          [1.5, 2],
          [1.5, 2],
        ],
      ],
      flag: ['bool', [true, true, true]],
    })
  })

  test('withColumns refuses what does not type-check', async (backend) => {
    const frame = sampleFrame(backend, sample)
    const compute = (text: string) => () => backend.withColumns(frame, { x: expr(text) })
    await assertCode(compute('aa + 1'), 'MILLRACE_FEATURE_NOT_FOUND', 'an unknown column')
    await assertCode(compute('b + 1'), 'MILLRACE_EXPRESSION_TYPE', 'text plus number')
    const call = { kind: 'call', fn: 'nope', args: [] } as const
    await assertCode(() => backend.withColumns(frame, { x: call }), 'MILLRACE_UNKNOWN_FUNCTION', 'an unknown function')
    for (const hostile of [null, undefined, 1, 'a', {}, { kind: 'call' }, { kind: 'column' }, { ir: null }]) {
      const code = hostile !== null && typeof hostile === 'object' && 'kind' in hostile ? hostile.kind : ''
      const operation = () => backend.withColumns(frame, { x: hostile as never })
      const expected = code === 'column' ? 'MILLRACE_FEATURE_NOT_FOUND' : 'MILLRACE_EXPRESSION_TYPE'
      await assertCode(operation, expected, `the expression ${JSON.stringify(hostile)}`)
    }
    await assertCode(() => backend.withColumns(frame, null as never), 'MILLRACE_INVALID_ARGUMENT', 'no expressions')
  })

  test('slice keeps rows and leaves out what lies beyond the end', async (backend) => {
    const frame = sampleFrame(backend, sample)
    for (let offset = 0; offset <= 4; offset++) {
      for (let length = 0; length <= 4; length++) {
        const expected = Object.entries(sample).map(([name, [type, values]]) => [
          name,
          [type, values.slice(offset, offset + length)],
        ])
        await assertFrame(backend, backend.slice(frame, offset, length), Object.fromEntries(expected))
      }
    }
    await assertFrame(backend, backend.slice(frame, 0), sample, 'the default length')
  })

  test('slice takes row counts only', async (backend) => {
    const frame = sampleFrame(backend, sample)
    for (const [offset, length] of [
      [-1, 1],
      [0, -1],
      [0.5, 1],
      [0, Number.NaN],
      ['0', 1],
    ] as [number, number][]) {
      await assertCode(() => backend.slice(frame, offset, length), 'MILLRACE_INVALID_ARGUMENT', `${offset}, ${length}`)
    }
  })

  test('concat puts frames one after the other in the first order of columns', async (backend) => {
    const first = sampleFrame(backend, sample)
    const turned = backend.select(first, ['d', 'c', 'b', 'a'])
    const empty = backend.slice(first, 0, 0)
    const expected = Object.entries(sample).map(([name, [type, values]]) => [
      name,
      [type, [...values, ...values, ...values]],
    ])
    await assertFrame(backend, backend.concat([first, turned, empty, first]), Object.fromEntries(expected))
    await assertFrame(backend, backend.concat([first]), sample, 'one frame')
    await assertFrame(backend, backend.concat([empty, first]), sample, 'an empty frame before')
    const bare = backend.concat([backend.select(first, []), backend.select(first, [])])
    assertSame(backend.rows(bare), 6, 'rows without columns')
  })

  test('concat refuses frames that differ', async (backend) => {
    const frame = sampleFrame(backend, { a: ['int32', [1]] })
    const others: readonly Sample[] = [
      { a: ['int64', [1]] },
      { b: ['int32', [1]] },
      { a: ['int32', [1]], b: ['int32', [1]] },
    ]
    for (const other of others) {
      const operation = () => backend.concat([frame, sampleFrame(backend, other)])
      await assertCode(operation, 'MILLRACE_INVALID_ARGUMENT', JSON.stringify(other))
    }
    await assertCode(() => backend.concat([]), 'MILLRACE_INVALID_ARGUMENT', 'no frames')
    await assertCode(() => backend.concat(frame as never), 'MILLRACE_INVALID_ARGUMENT', 'no list')
  })
}
