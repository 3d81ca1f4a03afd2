import type { DeclareTest } from '../backend-suite.js'
import { assertFrame, expr, type Sample, sampleFrame } from './samples.js'

/** Around the sizes of words, vectors and chunks. */
const lengths = [0, 1, 7, 8, 9, 63, 64, 65, 127, 128, 129, 1023, 1024, 1025, 5000]

/** What row `row` of the samples holds, by simple formulas that the expected answers follow. */
const isNull = (row: number) => row % 5 === 3
const keyOf = (row: number) => (row * 7) % 13
const rowsTo = (length: number) => Array.from({ length }, (_, row) => row)

function sample(length: number): Sample {
  const rows = rowsTo(length)
  return {
    row: ['int32', rows],
    k: ['int64', rows.map(keyOf)],
    x: ['float64', rows.map((row) => (isNull(row) ? null : row / 2))],
    f: ['float32', rows.map((row) => row / 4)],
    b: ['bool', rows.map((row) => (isNull(row) ? null : row % 2 === 0))],
    s: ['string', rows.map((row) => (isNull(row) ? null : 'é'.repeat(row % 4)))],
    t: ['timestamp', rows.map((row) => BigInt(row) * 1000n)],
    l: ['array<float32>', rows.map((row) => (isNull(row) ? null : rowsTo(row % 3)))],
  }
}

/** The sample's rows of these numbers; -1 gives nulls. */
function pick(length: number, rows: readonly number[], names?: readonly string[]): Sample {
  const picked = Object.entries(sample(length))
    .filter(([name]) => names?.includes(name) ?? true)
    .map(([name, [type, values]]) => [name, [type, rows.map((row) => (row < 0 ? null : values[row]))]])
  return Object.fromEntries(picked)
}

/** Every operation at the sizes where engines go wrong. */
export function sizeTests(test: DeclareTest): void {
  for (const length of lengths) {
    const rows = rowsTo(length)
    test(`${length} rows: expressions and filters`, async (backend) => {
      const frame = sampleFrame(backend, sample(length))
      const computed = backend.withColumns(frame, {
        y: expr('x * 2 + row'),
        g: expr('f + f'),
        c: expr('b and row > 2'),
        u: expr("concat(s, '!')"),
        n: expr('size(l)'),
        z: expr('coalesce(x, -1)'),
      })
      const known = (give: (row: number) => unknown) => rows.map((row) => (isNull(row) ? null : give(row)))
      await assertFrame(backend, computed, {
        ...sample(length),
        y: ['float64', known((row) => row + row)],
        g: ['float32', rows.map((row) => row / 2)],
        c: ['bool', rows.map((row) => (row <= 2 ? false : isNull(row) ? null : row % 2 === 0))],
        u: ['string', known((row) => `${'é'.repeat(row % 4)}!`)],
        n: ['int32', known((row) => row % 3)],
        z: ['float64', rows.map((row) => (isNull(row) ? -1 : row / 2))],
      })
      const even = rows.filter((row) => !isNull(row) && row % 2 === 0)
      await assertFrame(backend, backend.filter(frame, expr('b')), pick(length, even))
    })

    test(`${length} rows: slices, concat and sorts`, async (backend) => {
      const frame = sampleFrame(backend, sample(length))
      const cut = length >> 1
      const turned = backend.concat([backend.slice(frame, cut), backend.slice(frame, 0, cut)])
      await assertFrame(backend, turned, pick(length, [...rows.slice(cut), ...rows.slice(0, cut)]))
      const sorted = backend.sort(turned, [{ column: 'row', descending: true }])
      await assertFrame(backend, sorted, pick(length, rows.toReversed()))
      const byKey = backend.sort(frame, ['k', { column: 'x', nulls: 'first' }])
      const order = rows.toSorted((a, b) => keyOf(a) - keyOf(b) || Number(isNull(b)) - Number(isNull(a)) || a - b)
      await assertFrame(backend, byKey, pick(length, order))
    })

    test(`${length} rows: groups and duplicates`, async (backend) => {
      const frame = sampleFrame(backend, sample(length))
      const keys = rows.slice(0, 13).map(keyOf)
      const members = keys.map((key) => rows.filter((row) => keyOf(row) === key))
      const grouped = backend.groupbyAgg(frame, ['k'], {
        n: { fn: 'count' },
        present: { fn: 'count', column: 's' },
        total: { fn: 'sum', column: 'x' },
        most: { fn: 'max', column: 't' },
      })
      const present = members.map((group) => group.filter((row) => !isNull(row)))
      await assertFrame(backend, grouped, {
        k: ['int64', keys],
        n: ['int64', members.map((group) => BigInt(group.length))],
        present: ['int64', present.map((group) => BigInt(group.length))],
        total: [
          'float64',
          present.map((group) => (group.length === 0 ? null : group.reduce((sum, row) => sum + row / 2, 0))),
        ],
        most: ['timestamp', members.map((group) => BigInt(group.at(-1)!) * 1000n)],
      })
      const last = rows.slice(-13)
      await assertFrame(backend, backend.dropDuplicates(frame, ['k'], ['t']), pick(length, last))
    })

    test(`${length} rows: joins`, async (backend) => {
      const frame = sampleFrame(backend, sample(length))
      const other = sampleFrame(backend, {
        row: ['int32', rows.toReversed()],
        at: ['timestamp', rows.toReversed().map((row) => BigInt(row) * 1000n - 500n)],
        v: ['int32', rows.toReversed()],
      })
      const even = backend.filter(other, expr('v % 2 = 0'))
      const joined = backend.select(backend.join(frame, even, { on: ['row'], how: 'left' }), ['row', 'v', 's'])
      const { row, s } = sample(length) as Required<Sample>
      await assertFrame(backend, joined, { row: row!, v: ['int32', rows.map((n) => (n % 2 === 0 ? n : null))], s: s! })
      const asof = backend.asofJoin(frame, backend.select(even, ['at', 'v']), {
        on: [],
        leftTime: 't',
        rightTime: 'at',
      })
      await assertFrame(backend, backend.select(asof, ['row', 'v']), {
        row: row!,
        v: ['int32', rows.map((n) => n - (n % 2))],
      })
    })
  }
}
