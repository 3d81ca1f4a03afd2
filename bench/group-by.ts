import { isValid } from '../src/arrow/bitmap.js'
import { fixedWidthColumn } from '../src/arrow/make-column.js'
import { halvesOf, KeyIndex } from './harness/key-index.js'
import { floats, integers, randomNumbers, randomValidity, shuffled } from './harness/random-columns.js'
import { type TableCase, type Tables, tableField } from './harness/table-case.js'
import type { Case, Scale, Workload } from './harness/workload.js'

/** G: sum, mean and count of a column with 5 % nulls by an int64 key. */
export const groupBy: Workload = {
  name: 'G',
  title: 'group by an int64 key: sum, mean, count',
  cases: (scale) => shapes[scale].map(caseOf),
}

/** Keys: whole numbers from 0, the same with one of them in half of the rows, or whole numbers far apart. */
type KeyKind = 'dense' | 'heavy' | 'sparse'

type GroupShape = readonly [kind: KeyKind, rows: number, groups: number]

const shapes: Readonly<Record<Scale, readonly GroupShape[]>> = {
  tiny: [
    ['dense', 1000, 10],
    ['heavy', 1000, 10],
    ['sparse', 1000, 10],
  ],
  quick: [
    ['dense', 100_000, 1000],
    ['dense', 100_000, 10_000],
  ],
  full: [
    ['dense', 1_000_000, 1000],
    ['dense', 1_000_000, 50_000],
    ['heavy', 1_000_000, 50_000],
    ['sparse', 1_000_000, 50_000],
  ],
  large: [
    ['dense', 10_000_000, 1000],
    ['dense', 10_000_000, 100_000],
    ['heavy', 10_000_000, 100_000],
    ['sparse', 10_000_000, 100_000],
  ],
}

function caseOf([kind, rows, groups]: GroupShape): Case {
  const targets =
    kind === 'dense' && rows === 10_000_000 && groups === 100_000
      ? [
          { contender: 'polars', ratio: 7 },
          { contender: 'duckdb', ratio: 2.5 },
        ]
      : []
  const keys = kind === 'dense' ? '' : ` ${kind}`
  return { name: `G${keys} groups=${groups}`, rows, targets, prepare: () => tableField(question(kind, rows, groups)) }
}

function question(kind: KeyKind, rows: number, groups: number): TableCase {
  return {
    tables: tables(kind, rows, groups),
    outputs: ['k', 'total', 'average', 'present'],
    identity: 'k',
    query: (backend, { t }) =>
      backend.groupbyAgg(t!, ['k'], {
        total: { fn: 'sum', column: 'v' },
        average: { fn: 'mean', column: 'v' },
        present: { fn: 'count', column: 'v' },
      }),
    plain,
    native: (kernels, { t }) => {
      const { k, v } = t!
      const [key, total, average] = [new BigInt64Array(rows), new Float64Array(rows), new Float64Array(rows)]
      const present = new Int32Array(rows)
      return () => {
        const count = kernels.group_sum(rows, k!.values, v!.values, v!.validity, key, total, average, present)
        return {
          k: key.subarray(0, count),
          total: total.subarray(0, count),
          average: average.subarray(0, count),
          present: present.subarray(0, count),
        }
      }
    },
    polars: (pl, { t }) => {
      const v = () => pl.col('v')
      const outputs = [v().sum().alias('total'), v().mean().alias('average'), v().count().alias('present')]
      return () => t!.groupBy('k').agg(...outputs)
    },
    duckdb: 'SELECT k, sum(v) AS total, avg(v) AS average, count(v) AS present FROM t GROUP BY k',
    arquero: (aq, { t }) => {
      const outputs = { total: aq.op.sum('v'), average: aq.op.mean('v'), present: aq.op.valid('v') }
      return () => t!.groupby('k').rollup(outputs)
    },
  }
}

/**
 * Every group but a heavy one has as many rows as every other, so that none is all null, where engines differ; values are
 * eighths, so that sums are exact in any order.
 */
function tables(kind: KeyKind, rows: number, groups: number): Tables {
  const random = randomNumbers(20_005)
  const order = shuffled(random, rows)
  const apart = kind === 'sparse' ? 1_000_003 : 1
  const group = (place: number) => (kind === 'heavy' && place % 2 === 0 ? 0 : Math.floor(place / 2) % groups)
  return {
    t: {
      k: integers(rows, (row) => group(order[row]!) * apart),
      v: floats(rows, () => Math.floor(random() * 8000) / 8, randomValidity(random, rows, 0.05)),
    },
  }
}

function plain({ t }: Tables) {
  const keys = halvesOf(t!.k!)
  const { values, validity, length } = t!.v!
  const v = values as Float64Array
  return () => {
    const index = new KeyIndex()
    const groups = new Int32Array(length)
    for (let row = 0; row < length; row++) groups[row] = index.add(keys[row * 2]!, keys[row * 2 + 1]!)
    const total = new Float64Array(index.count)
    const present = new Int32Array(index.count)
    for (let row = 0; row < length; row++) {
      if (!isValid(validity, row)) continue
      const group = groups[row]!
      total[group]! += v[row]!
      present[group]!++
    }
    const average = total.map((sum, group) => sum / present[group]!)
    return { k: index.keys(), total, average, present: fixedWidthColumn('int32', index.count, present, null) }
  }
}
