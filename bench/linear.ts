import { parseExpression } from '../src/backend.js'
import type { Contender, Declined } from './harness/contender.js'
import { nativeContender } from './harness/engines/native.js'
import { type Columns, floats, randomNumbers } from './harness/random-columns.js'
import { type TableCase, type Tables, tableField } from './harness/table-case.js'
import type { Case, Scale, Workload } from './harness/workload.js'

/** L: `(a + b) * c - d` without nulls, which memory bandwidth should bound. */
export const linear: Workload = {
  name: 'L',
  title: '(a + b) * c - d over four columns without nulls',
  cases: (scale) => sizes[scale].map(caseOf),
}

const sizes: Readonly<Record<Scale, readonly number[]>> = {
  tiny: [1000],
  quick: [100_000],
  full: [100, 10_000, 1_000_000],
  large: [10_000_000],
}

function caseOf(rows: number): Case {
  const targets =
    rows === 1_000_000
      ? [
          { contender: 'c', ratio: 0.95, ours: 'wasm-1' },
          { contender: 'bandwidth', ratio: 0.9, ours: 'wasm-1' },
        ]
      : []
  const prepare = async () => {
    const asked = question(rows)
    const { entries, ...field } = await tableField(asked)
    return rows < 1_000_000 ? { ...field, entries } : { ...field, entries: [...entries, await bandwidth(asked)] }
  }
  return { name: 'L', rows, targets, prepare }
}

/** Far more than any cache holds. */
const uncachedBytes = 200e6

/**
 * What memory can give: C reads as many bytes and writes as many, but over copies of the columns in turn, so that each
 * comes from memory. On the machines tried, that is as fast as reading alone or as copying.
 */
function bandwidth(asked: TableCase): Promise<Contender | Declined> {
  const [a, b, c, d] = valuesOf(asked.tables.t!)
  const rows = a.length
  const windows = Array.from({ length: Math.ceil(uncachedBytes / (rows * 40)) }, () => {
    return [a.slice(), b.slice(), c.slice(), d.slice(), new Float64Array(rows)] as const
  })
  return nativeContender(
    (kernels) => {
      let turn = 0
      return () => {
        const window = windows[turn++ % windows.length]!
        kernels.linear(rows, ...window)
        return { x: window[4] }
      }
    },
    asked,
    'bandwidth',
  )
}

const expression = parseExpression('(a + b) * c - d')

function question(rows: number): TableCase {
  return {
    tables: { t: columns(rows) },
    outputs: ['x'],
    query: (backend, { t }) => backend.withColumns(t!, { x: expression }),
    plain,
    native: (kernels, { t }) => {
      const [a, b, c, d] = valuesOf(t!)
      const x = new Float64Array(rows)
      return () => {
        kernels.linear(rows, a, b, c, d, x)
        return { x }
      }
    },
    polars: (pl, { t }) => {
      const x = pl.col('a').add(pl.col('b')).mul(pl.col('c')).sub(pl.col('d')).alias('x')
      return () => t!.withColumns(x)
    },
    duckdb: 'SELECT (a + b) * c - d AS x FROM t',
    arquero:
      (_, { t }) =>
      () =>
        t!.derive({ x: (d: Row) => (d.a + d.b) * d.c - d.d }),
  }
}

type Row = Readonly<Record<'a' | 'b' | 'c' | 'd', number>>

function columns(rows: number): Columns {
  const random = randomNumbers(20_002)
  return { a: floats(rows, random), b: floats(rows, random), c: floats(rows, random), d: floats(rows, random) }
}

function plain({ t }: Tables) {
  const [a, b, c, d] = valuesOf(t!)
  return () => {
    const x = new Float64Array(a.length)
    for (let row = 0; row < x.length; row++) x[row] = (a[row]! + b[row]!) * c[row]! - d[row]!
    return { x }
  }
}

function valuesOf(table: Columns): Four {
  return ['a', 'b', 'c', 'd'].map((name) => table[name]!.values) as Four
}

type Four = [Float64Array, Float64Array, Float64Array, Float64Array]
