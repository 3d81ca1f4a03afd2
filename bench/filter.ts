import { parseExpression } from '../src/backend.js'
import { type Columns, floats, integers, randomNumbers } from './harness/random-columns.js'
import { type TableCase, type Tables, tableField } from './harness/table-case.js'
import type { Case, Scale, Workload } from './harness/workload.js'

/** F: a filter that keeps 10 % or 50 % of the rows of four columns. */
export const filter: Workload = {
  name: 'F',
  title: 'filter by a < share, four columns',
  cases: (scale) =>
    sizes[scale].flatMap((rows) => (scale === 'tiny' ? [0.5] : [0.1, 0.5]).map((share) => caseOf(rows, share))),
}

const sizes: Readonly<Record<Scale, readonly number[]>> = {
  tiny: [1000],
  quick: [100_000],
  full: [10_000, 1_000_000],
  large: [10_000_000],
}

function caseOf(rows: number, share: number): Case {
  const targets =
    rows === 1_000_000
      ? [
          { contender: 'polars', ratio: 3 },
          { contender: 'duckdb', ratio: 5 },
          { contender: 'c', ratio: 0.75, ours: 'wasm-1' },
        ]
      : []
  return { name: `F keep=${share * 100}%`, rows, targets, prepare: () => tableField(question(rows, share)) }
}

function question(rows: number, share: number): TableCase {
  const condition = parseExpression(`a < ${share}`)
  return {
    tables: { t: columns(rows) },
    outputs: ['a', 'b', 'c', 'k'],
    identity: 'k',
    query: (backend, { t }) => backend.filter(t!, condition),
    plain: (tables) => plain(tables, share),
    native: (kernels, { t }) => {
      const given = ['a', 'b', 'c', 'k'].map((name) => t![name]!.values)
      const [a, b, c] = [new Float64Array(rows), new Float64Array(rows), new Float64Array(rows)]
      const k = new BigInt64Array(rows)
      return () => {
        const count = kernels.filter_below(rows, share, ...given, a, b, c, k)
        return { a: a.subarray(0, count), b: b.subarray(0, count), c: c.subarray(0, count), k: k.subarray(0, count) }
      }
    },
    polars: (pl, { t }) => {
      const kept = pl.col('a').lt(share)
      return () => t!.filter(kept)
    },
    duckdb: `SELECT * FROM t WHERE a < ${share}`,
    arquero: (aq, { t }) => {
      const kept = aq.escape((d: { a: number }) => d.a < share)
      return () => t!.filter(kept)
    },
  }
}

function columns(rows: number): Columns {
  const random = randomNumbers(20_003)
  return {
    a: floats(rows, random),
    b: floats(rows, random),
    c: floats(rows, random),
    k: integers(rows, (row) => row),
  }
}

/** Row numbers first, without a branch; then each column is gathered. */
function plain({ t }: Tables, share: number) {
  const [a, b, c] = ['a', 'b', 'c'].map((name) => t![name]!.values as Float64Array) as Three
  const k = t!.k!.values as BigInt64Array
  return () => {
    const rows = new Uint32Array(a.length)
    let count = 0
    for (let row = 0; row < a.length; row++) {
      rows[count] = row
      count += a[row]! < share ? 1 : 0
    }
    const kept = rows.subarray(0, count)
    const keys = new BigInt64Array(count)
    for (let index = 0; index < count; index++) keys[index] = k[kept[index]!]!
    return { a: gather(a, kept), b: gather(b, kept), c: gather(c, kept), k: keys }
  }
}

type Three = [Float64Array, Float64Array, Float64Array]

function gather(values: Float64Array, rows: Uint32Array): Float64Array {
  const result = new Float64Array(rows.length)
  for (let index = 0; index < rows.length; index++) result[index] = values[rows[index]!]!
  return result
}
