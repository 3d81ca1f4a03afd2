import type { SortKey } from '../../backends/backend.js'
import type { ScalarType } from '../../types.js'
import { assertCode } from '../assertion.js'
import type { DeclareTest } from '../backend-suite.js'
import { edgeValues } from './edge-values.js'
import { assertFrame, type Sample, sampleFrame } from './samples.js'

const bytes = (...list: number[]) => Uint8Array.from(list)

/** Values of each type in ascending order; those in one list are equal. */
const ascending: Readonly<Record<ScalarType, readonly (readonly unknown[])[]>> = {
  bool: [[false], [true, true]],
  int32: [[-(2 ** 31)], [-1, -1], [0], [1], [2 ** 31 - 1]],
  int64: [[-(2n ** 63n)], [-(2n ** 53n) - 1n], [-(2n ** 53n)], [-1n], [0n, 0n], [1n], [2n ** 63n - 1n]],
  float32: [[-Infinity], [-1], [-(2 ** -149)], [0, -0, 0], [2 ** -149], [Infinity], [Number.NaN, -Number.NaN]],
  float64: [[-Infinity], [-1e308], [-5e-324], [-0, 0, -0], [5e-324], [1], [Infinity], [Number.NaN, Number.NaN]],
  string: [
    [''],
    ['\u0000'],
    ['A'],
    ['a', 'a'],
    ['a\u0000'],
    ['a\u0000b'],
    ['ab'],
    ['abcdefgh'],
    ['abcdefghi'],
    ['é'],
    ['日本'],
    ['\uffff'],
    ['😀'],
  ],
  bytes: [[bytes()], [bytes(0)], [bytes(0, 0)], [bytes(0, 1)], [bytes(127), bytes(127)], [bytes(128)], [bytes(255)]],
  timestamp: [[-(2n ** 63n)], [-1n, -1n], [0n], [1_704_067_200_000_000n], [2n ** 63n - 1n]],
}

/** Sorting. */
export function sortTests(test: DeclareTest): void {
  for (const [name, groups] of Object.entries(ascending)) {
    const type = name as ScalarType
    test(`sort: ${type} either way, nulls at either end, stable`, async (backend) => {
      for (const descending of [false, true]) {
        for (const nulls of ['first', 'last'] as const) {
          const ordered = descending ? groups.toReversed() : groups
          const places = nulls === 'first' ? [[null, null], ...ordered] : [...ordered, [null, null]]
          // Dealt out so that neighbours part but equal values keep their order.
          const dealt = places.flatMap((equal, place) => equal.map((value, nth) => ({ value, place, nth })))
          dealt.sort(
            (a, b) =>
              a.nth - b.nth || ((a.place * 7) % places.length) - ((b.place * 7) % places.length) || a.place - b.place,
          )
          const rows = dealt.map((_, row) => row)
          const sorted = rows.toSorted((a, b) => dealt[a]!.place - dealt[b]!.place || a - b)
          const frame = sampleFrame(backend, { x: [type, dealt.map(({ value }) => value)], row: ['int32', rows] })
          await assertFrame(
            backend,
            backend.sort(frame, [{ column: 'x', descending, nulls }]),
            { x: [type, sorted.map((row) => dealt[row]!.value)], row: ['int32', sorted] },
            `descending ${descending}, nulls ${nulls}`,
          )
        }
      }
    })
  }

  test('sort: nulls come last by default, either way', async (backend) => {
    const frame = sampleFrame(backend, { x: ['int32', [null, 1, 2]] })
    await assertFrame(backend, backend.sort(frame, ['x']), { x: ['int32', [1, 2, null]] })
    await assertFrame(backend, backend.sort(frame, [{ column: 'x', descending: true }]), { x: ['int32', [2, 1, null]] })
  })

  test('sort: by several keys, each its own way', async (backend) => {
    const sample: Sample = {
      a: ['string', ['y', 'x', null, 'x', 'y', 'x']],
      b: ['float64', [1, null, 5, 2, Number.NaN, 2]],
      row: ['int32', [0, 1, 2, 3, 4, 5]],
    }
    const frame = sampleFrame(backend, sample)
    const order = async (by: readonly (string | SortKey)[], rows: readonly number[]) =>
      assertFrame(backend, backend.select(backend.sort(frame, by), ['row']), { row: ['int32', rows] })
    await order(['a', 'b'], [3, 5, 1, 0, 4, 2])
    await order(['a', { column: 'b', descending: true }], [3, 5, 1, 4, 0, 2])
    await order(
      [
        { column: 'a', descending: true, nulls: 'first' },
        { column: 'b', nulls: 'first' },
      ],
      [2, 0, 4, 1, 3, 5],
    )
    await order([{ column: 'b', descending: true }, 'a'], [4, 2, 3, 5, 0, 1])
    await order(['b', 'b', 'a'], [0, 3, 5, 2, 4, 1])
  })

  for (const [type, values] of Object.entries(edgeValues)) {
    test(`sort: carries ${type} along`, async (backend) => {
      const rows = [null, ...values]
      const frame = sampleFrame(backend, { n: ['int32', rows.map((_, row) => -row)], x: [type as 'int32', rows] })
      await assertFrame(backend, backend.select(backend.sort(frame, ['n']), ['x']), {
        x: [type as 'int32', rows.toReversed()],
      })
    })
  }

  test('sort: refuses wrong keys', async (backend) => {
    const frame = sampleFrame(backend, { k: ['int64', [1]], l: ['array<int32>', [[1]]] })
    const sort = (by: unknown) => () => backend.sort(frame, by as never)
    await assertCode(sort([]), 'MILLRACE_INVALID_ARGUMENT', 'no keys')
    await assertCode(sort('k'), 'MILLRACE_INVALID_ARGUMENT', 'no list')
    await assertCode(sort(['x']), 'MILLRACE_MISSING_COLUMN', 'an unknown column')
    await assertCode(sort([null]), 'MILLRACE_MISSING_COLUMN', 'no key')
    await assertCode(sort(['l']), 'MILLRACE_UNSUPPORTED_TYPE', 'a list')
    await assertCode(sort([{ column: 'k', nulls: 'middle' }]), 'MILLRACE_INVALID_ARGUMENT', 'nulls in the middle')
    await assertCode(sort([{ column: 'k', descending: 1 }]), 'MILLRACE_INVALID_ARGUMENT', 'descending 1')
  })
}
