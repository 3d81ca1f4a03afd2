import type { DataFrameBackend } from '../../backends/backend.js'
import { assertCode, assertSame } from '../assertion.js'
import type { DeclareTest } from '../backend-suite.js'
import { assertFrame, expr, type Sample, sampleFrame } from './samples.js'

/** Whose frames an operation takes, and what is left of one after it. */
export function frameTests(test: DeclareTest): void {
  const sample: Sample = { k: ['int64', [2, 1]], t: ['timestamp', [1n, 2n]] }

  /** Every operation, each over the frame. */
  const operations = (backend: DataFrameBackend, frame: object, other = frame): [string, () => unknown][] => [
    ['toArrow', () => backend.toArrow(frame)],
    ['columns', () => backend.columns(frame)],
    ['rows', () => backend.rows(frame)],
    ['select', () => backend.select(frame, ['k'])],
    ['rename', () => backend.rename(frame, { k: 'key' })],
    ['withColumns', () => backend.withColumns(frame, { x: expr('k + 1') })],
    ['filter', () => backend.filter(frame, expr('k > 0'))],
    ['slice', () => backend.slice(frame, 1)],
    ['join, left side', () => backend.join(frame, other, { on: ['k'] })],
    ['join, right side', () => backend.join(other, frame, { on: ['k'] })],
    ['asofJoin', () => backend.asofJoin(other, frame, { on: ['k'], leftTime: 't', rightTime: 't' })],
    ['groupbyAgg', () => backend.groupbyAgg(frame, ['k'], { n: { fn: 'count' } })],
    ['dropDuplicates', () => backend.dropDuplicates(frame, ['k'], ['t'])],
    ['sort', () => backend.sort(frame, ['k'])],
    ['concat', () => backend.concat([other, frame])],
  ]

  test('frames: an operation leaves its frame as it was', async (backend) => {
    const frame = sampleFrame(backend, sample)
    for (const [name, operate] of operations(backend, frame)) {
      await operate()
      await assertFrame(backend, frame, sample, `the frame after ${name}`)
    }
  })

  test('frames: a result outlives the frames it came from', async (backend) => {
    const frame = sampleFrame(backend, sample)
    const renamed = backend.rename(frame, { k: 'key' })
    const sorted = backend.sort(renamed, ['key'])
    backend.release(frame)
    backend.release(renamed)
    await assertFrame(backend, sorted, { key: ['int64', [1, 2]], t: ['timestamp', [2n, 1n]] })
  })

  test('frames: a released frame is an error everywhere, and releasing it again is none', async (backend) => {
    const frame = sampleFrame(backend, sample)
    const other = sampleFrame(backend, sample)
    backend.release(frame)
    backend.release(frame)
    for (const [name, operate] of operations(backend, frame, other)) {
      await assertCode(operate, 'MILLRACE_INVALID_FRAME', name)
    }
  })

  test('frames: what is not a frame of this backend is an error', async (backend) => {
    const other = sampleFrame(backend, sample)
    for (const frame of [{}, null, undefined, 'frame', Object.create(other)]) {
      for (const [name, operate] of operations(backend, frame as object, other)) {
        await assertCode(operate, 'MILLRACE_INVALID_FRAME', `${name} of ${String(frame)}`)
      }
      await assertCode(() => backend.release(frame as object), 'MILLRACE_INVALID_FRAME', 'release')
    }
  })

  test('frames: the manifest is frozen and says what the backend is', async (backend) => {
    assertSame(typeof backend.name, 'string', 'name')
    const { supports } = backend
    assertSame(Object.isFrozen(supports), true, 'frozen')
    assertSame(
      [Array.isArray(supports.missingFunctions), Array.isArray(supports.missingTypes), typeof supports.bitIdentical],
      [true, true, 'boolean'],
      'supports',
    )
  })
}
