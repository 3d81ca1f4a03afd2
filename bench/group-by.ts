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
  cases: (scale) => shapes[scale].map(([rows, groups]) => caseOf(rows, groups)),
}

const shapes: Readonly<Record<Scale, readonly (readonly [rows: number, groups: number])[]>> = {
  tiny: [[1000, 10]],
  quick: [
    [100_000, 1000],
    [100_000, 10_000],
  ],
  full: [
    [1_000_000, 1000],
    [1_000_000, 50_000],
  ],
  large: [
    [10_000_000, 1000],
    [10_000_000, 100_000],
  ],
}

function caseOf(rows: number, groups: number): Case {
  const targets =
    rows === 10_000_000 && groups === 100_000
      ? [
          { contender: 'polars', ratio: 7 },
          { contender: 'duckdb', ratio: 2.5 },
        ]
      : []
  return { name: `G groups=${groups}`, rows, targets, prepare: () => tableField(question(rows, groups)) }
}

function question(rows: number, groups: number): TableCase {
  return {
    tables: tables(rows, groups),
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
          present: fixedWidthColumn('int32', count, present, null),
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
 * Every group has as many rows as every other, so that none is all null, where engines differ; values are eighths, so
 * that sums are exact in any order.
 */
function tables(rows: number, groups: number): Tables {
  const random = randomNumbers(20_005)
  const order = shuffled(random, rows)
  return {
    t: {
      k: integers(rows, (row) => order[row]! % groups),
      v: floats(rows, () => Math.floor(random() * 8000) / 8, randomValidity(random, rows, 0.05)),
    },
  }
}

function plain({ t }: Tables) {
  const keys = halvesOf(t!.k!)
  const { values, validity, length } = t!.v!
  const v = values as Float64Array
  return () => {
    const index = new KeyIndex(length)
    const sums = new Float64Array(length)
    const counts = new Int32Array(length)
    for (let row = 0; row < length; row++) {
      const group = index.add(keys[row * 2]!, keys[row * 2 + 1]!)
      if (!isValid(validity, row)) continue
      sums[group]! += v[row]!
      counts[group]!++
    }
    const total = sums.subarray(0, index.count)
    const present = counts.subarray(0, index.count)
    const average = total.map((sum, group) => sum / present[group]!)
    return { k: index.keys(), total, average, present: fixedWidthColumn('int32', index.count, present, null) }
  }
}
