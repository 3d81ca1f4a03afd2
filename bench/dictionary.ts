import type { DataFrame, pl } from 'nodejs-polars'
import { type DataFrameBackend, parseExpression } from '../src/backend.js'
import { wordCodes } from './harness/dictionary-table.js'
import { floats, integers, randomNumbers, texts } from './harness/random-columns.js'
import { type Frames, type PlainColumn, type TableCase, type Tables, tableField } from './harness/table-case.js'
import type { Case, Scale, Workload } from './harness/workload.js'

/** D: text that comes dictionary-encoded, in each engine's own form of it. */
export const dictionary: Workload = {
  name: 'D',
  title: 'dictionary-encoded text',
  cases: (scale) => shapes[scale].flatMap((shape) => Object.keys(operations).map((name) => caseOf(name, shape))),
}

type Shape = readonly [rows: number, words: number]

const shapes: Readonly<Record<Scale, readonly Shape[]>> = {
  tiny: [[500, 20]],
  quick: [[50_000, 100]],
  full: [
    [1_000_000, 100],
    [1_000_000, 10_000],
  ],
  large: [],
}

/** One operation over t {s, v, k} and u {s, p}, in each engine's words. */
interface Operation {
  readonly outputs: readonly string[]
  readonly identity?: string
  readonly query: (backend: DataFrameBackend, frames: Frames<object>) => object
  readonly plain: (tables: Tables) => () => Readonly<Record<string, PlainColumn>>
  readonly polars: (polars: typeof pl, frames: Frames<DataFrame>) => () => DataFrame
  readonly duckdb: string
}

const one = 'Mill-7'
const isOne = parseExpression(`s = '${one}'`)
const lower = parseExpression('lower(s)')
const contains = parseExpression("contains(s, '1') and v < 0.5")

const operations: Readonly<Record<string, Operation>> = {
  equality: {
    outputs: ['x'],
    query: (backend, { t }) => backend.withColumns(t!, { x: isOne }),
    plain: ({ t }) => {
      const { codes, words } = wordCodes(t!.s!)
      return () => {
        const wanted = words.indexOf(one)
        return { x: byCode(codes, (code) => code === wanted) }
      }
    },
    polars: (pl, { t }) => {
      const x = pl.col('s').eq(pl.lit(one)).alias('x')
      return () => t!.withColumns(x)
    },
    duckdb: `SELECT s = '${one}' AS x FROM t`,
  },
  lower: {
    outputs: ['x'],
    query: (backend, { t }) => backend.withColumns(t!, { x: lower }),
    plain: ({ t }) => {
      const { codes, words } = wordCodes(t!.s!)
      return () => {
        const changed = words.map((word) => word.toLowerCase())
        return { x: byCode(codes, (code) => changed[code]!) }
      }
    },
    // Its functions of text take no categories.
    polars: (pl, { t }) => {
      const x = pl.col('s').cast(pl.Utf8).str.toLowerCase().alias('x')
      return () => t!.withColumns(x)
    },
    duckdb: 'SELECT lower(s) AS x FROM t',
  },
  filter: {
    outputs: ['s', 'v', 'k'],
    identity: 'k',
    query: (backend, { t }) => backend.filter(t!, contains),
    plain: ({ t }) => {
      const { codes, words } = wordCodes(t!.s!)
      const [v, k] = [t!.v!.values as Float64Array, t!.k!.values as BigInt64Array]
      return () => {
        const wanted = words.map((word) => word.includes('1'))
        const rows: number[] = []
        for (let row = 0; row < codes.length; row++) if (wanted[codes[row]!] && v[row]! < 0.5) rows.push(row)
        return {
          s: rows.map((row) => words[codes[row]!]!),
          v: Float64Array.from(rows, (row) => v[row]!),
          k: BigInt64Array.from(rows, (row) => k[row]!),
        }
      }
    },
    polars: (pl, { t }) => {
      const kept = pl.col('s').cast(pl.Utf8).str.contains('1').and(pl.col('v').lt(0.5))
      return () => t!.filter(kept)
    },
    duckdb: "SELECT s, v, k FROM t WHERE contains(s, '1') AND v < 0.5",
  },
  group: {
    outputs: ['s', 'total', 'present'],
    identity: 's',
    query: (backend, { t }) =>
      backend.groupbyAgg(t!, ['s'], { total: { fn: 'sum', column: 'v' }, present: { fn: 'count' } }),
    plain: ({ t }) => {
      const { codes, words } = wordCodes(t!.s!)
      const v = t!.v!.values as Float64Array
      return () => {
        const [total, present] = [new Float64Array(words.length), new Int32Array(words.length)]
        for (let row = 0; row < codes.length; row++) {
          total[codes[row]!]! += v[row]!
          present[codes[row]!]!++
        }
        return { s: words, total, present }
      }
    },
    polars: (pl, { t }) => {
      const outputs = [pl.col('v').sum().alias('total'), pl.col('v').count().alias('present')]
      return () => t!.groupBy('s').agg(...outputs)
    },
    duckdb: 'SELECT s, sum(v) AS total, count(*) AS present FROM t GROUP BY s',
  },
  join: {
    outputs: ['s', 'k', 'p'],
    identity: 'k',
    query: (backend, { t, u }) => backend.join(t!, u!, { on: ['s'], how: 'inner' }),
    plain: ({ t, u }) => {
      // No key of the right comes twice.
      const [left, right] = [wordCodes(t!.s!), wordCodes(u!.s!)]
      const [k, p] = [t!.k!.values as BigInt64Array, u!.p!.values as Float64Array]
      return () => {
        const places = new Map(right.words.map((word, row) => [word, row]))
        const rowOf = Int32Array.from(left.words, (word) => places.get(word) ?? -1)
        const rows: number[] = []
        for (let row = 0; row < left.codes.length; row++) if (rowOf[left.codes[row]!]! >= 0) rows.push(row)
        return {
          s: rows.map((row) => left.words[left.codes[row]!]!),
          k: BigInt64Array.from(rows, (row) => k[row]!),
          p: Float64Array.from(rows, (row) => p[rowOf[left.codes[row]!]!]!),
        }
      }
    },
    polars: (_pl, { t, u }) => {
      return () => t!.join(u!, { on: 's', how: 'inner' })
    },
    duckdb: 'SELECT t.s, k, p FROM t JOIN u ON t.s = u.s',
  },
  sort: {
    outputs: ['s', 'k'],
    query: (backend, { t }) => backend.sort(t!, ['s', 'k']),
    plain: ({ t }) => {
      const { codes, words } = wordCodes(t!.s!)
      const k = t!.k!.values as BigInt64Array
      return () => {
        const order = [...words.keys()].sort((a, b) => (words[a]! < words[b]! ? -1 : 1))
        const ranks = new Int32Array(words.length)
        for (const [rank, code] of order.entries()) ranks[code] = rank
        const rows = Uint32Array.from(codes.keys()).sort((a, b) => ranks[codes[a]!]! - ranks[codes[b]!]!)
        return { s: Array.from(rows, (row) => words[codes[row]!]!), k: BigInt64Array.from(rows, (row) => k[row]!) }
      }
    },
    polars: (pl, { t }) => {
      const s = pl.col('s').cast(pl.Utf8)
      return () => t!.sort([s, pl.col('k')])
    },
    duckdb: 'SELECT s, k FROM t ORDER BY CAST(s AS VARCHAR), k',
  },
}

function byCode<T extends string | boolean>(codes: Int32Array, make: (code: number) => T): T[] {
  const x = new Array<T>(codes.length)
  for (let row = 0; row < x.length; row++) x[row] = make(codes[row]!)
  return x
}

function caseOf(name: string, [rows, words]: Shape): Case {
  return { name: `D ${name} words=${words}`, rows, targets: [], prepare: () => tableField(question(name, rows, words)) }
}

function question(name: string, rows: number, words: number): TableCase {
  return {
    ...operations[name]!,
    tables: tables(rows, words),
    dictionaries: ['s'],
    native: { cannot: 'it has no functions of text' },
    arquero: { cannot: 'it holds text as strings, as in T' },
  }
}

/** Rows of words in random order; half of the words, and others, are keys of `u`. */
function tables(rows: number, words: number): Tables {
  const random = randomNumbers(20_011)
  const word = (index: number) => `Mill-${index}`
  return {
    t: {
      s: texts(rows, () => word(Math.floor(random() * words))),
      v: floats(rows, () => Math.floor(random() * 1024) / 1024),
      k: integers(rows, (row) => row),
    },
    u: {
      s: texts(words, (row) => word(2 * row)),
      p: floats(words, (row) => row),
    },
  }
}
