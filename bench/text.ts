import type { Expr, pl } from 'nodejs-polars'
import { valuesOf } from '../src/arrow/value-at.js'
import { parseExpression } from '../src/backend.js'
import { randomNumbers, texts } from './harness/random-columns.js'
import type { Cannot } from './harness/table-case.js'
import { type TableCase, type Tables, tableField } from './harness/table-case.js'
import type { Case, Scale, Target, Workload } from './harness/workload.js'

/** T: functions of text, over ASCII of 8 to 24 bytes. */
export const text: Workload = {
  name: 'T',
  title: 'functions of utf8 columns',
  cases: (scale) => sizes[scale].flatMap((rows) => Object.keys(operations).map((name) => caseOf(name, rows))),
}

const sizes: Readonly<Record<Scale, readonly number[]>> = {
  tiny: [500],
  quick: [20_000],
  full: [1_000_000],
  large: [1_000_000],
}

interface TextRow {
  readonly s: string
  readonly t: string
}

/** One function, in each engine's words. */
interface Operation {
  readonly expression: string
  readonly plain: ((s: string, t: string) => string | number | boolean) | Cannot
  readonly polars: ((column: (name: string) => Expr, polars: typeof pl) => Expr) | Cannot
  readonly duckdb: string | Cannot
  readonly arquero: ((row: TextRow) => unknown) | Cannot
  readonly labels?: boolean
  readonly targets: readonly Target[]
}

const noHash = { cannot: 'it has no hash of text' }

const operations: Readonly<Record<string, Operation>> = {
  lower: {
    expression: 'lower(s)',
    plain: (s) => s.toLowerCase(),
    polars: (col) => col('s').str.toLowerCase(),
    duckdb: 'lower(s)',
    arquero: (row) => row.s.toLowerCase(),
    targets: [{ contender: 'polars', ratio: 40, ours: 'wasm-1' }],
  },
  concat: {
    expression: 'concat(s, t)',
    plain: (s, t) => s + t,
    polars: (col, pl) => pl.concatString([col('s'), col('t')], ''),
    duckdb: 's || t',
    arquero: (row) => row.s + row.t,
    targets: [{ contender: 'polars', ratio: 10, ours: 'wasm-1' }],
  },
  length: {
    expression: 'length(s)',
    plain: (s) => s.length,
    polars: (col) => col('s').str.lengths(),
    duckdb: 'length(s)',
    arquero: (row) => row.s.length,
    targets: [{ contender: 'polars', ratio: 5, ours: 'wasm-1' }],
  },
  equality: {
    expression: 's = t',
    plain: (s, t) => s === t,
    polars: (col) => col('s').eq(col('t')),
    duckdb: 's = t',
    arquero: (row) => row.s === row.t,
    targets: [{ contender: 'polars', ratio: 1.2, ours: 'wasm-1' }],
  },
  contains: {
    expression: "contains(s, 'mill')",
    plain: (s) => s.includes('mill'),
    polars: (col) => col('s').str.contains('mill'),
    duckdb: "contains(s, 'mill')",
    arquero: (row) => row.s.includes('mill'),
    targets: [],
  },
  // Each engine by its own function: the same texts must have the same hash, and others another.
  hash: {
    expression: 'hash(s)',
    labels: true,
    plain: noHash,
    polars: (col) => col('s').hash(),
    duckdb: 'hash(s)',
    arquero: noHash,
    targets: [{ contender: 'polars', ratio: 1.2, ours: 'wasm-1' }],
  },
}

function caseOf(name: string, rows: number): Case {
  const { targets } = operations[name]!
  return {
    name: `T ${name}`,
    rows,
    targets: rows === 1_000_000 ? targets : [],
    prepare: () => tableField(question(operations[name]!, rows)),
  }
}

function question({ expression, labels = false, plain, polars, duckdb, arquero }: Operation, rows: number): TableCase {
  const parsed = parseExpression(expression)
  return {
    tables: tables(rows),
    outputs: ['x'],
    labels,
    query: (backend, { t }) => backend.withColumns(t!, { x: parsed }),
    plain: typeof plain === 'function' ? (given) => overTexts(given, plain) : plain,
    native: { cannot: 'it has no functions of text' },
    polars:
      typeof polars === 'function'
        ? (pl, { t }) => {
            const x = polars(pl.col, pl).alias('x')
            return () => t!.withColumns(x)
          }
        : polars,
    duckdb: typeof duckdb === 'string' ? `SELECT ${duckdb} AS x FROM t` : duckdb,
    arquero: typeof arquero === 'function' ? prepareArquero(arquero) : arquero,
  }
}

function prepareArquero(compute: (row: TextRow) => unknown): Exclude<TableCase['arquero'], Cannot> {
  return (aq, { t }) => {
    const x = aq.escape(compute)
    return () => t!.derive({ x })
  }
}

const words = ['Mill', 'race', 'WATER', 'wheel', 'grain', 'mill', 'stone', 'Sluice']

/** Texts of three words, in a third of the rows the same in both columns. */
function tables(rows: number): Tables {
  const random = randomNumbers(20_008)
  const word = () => words[Math.floor(random() * words.length)]!
  const s = Array.from({ length: rows }, () => `${word()}-${word()}-${word()}`)
  const t = s.map((own) => (random() < 1 / 3 ? own : `${word()}-${word()}`))
  return { t: { s: texts(rows, (row) => s[row]!), t: texts(rows, (row) => t[row]!) } }
}

/** JavaScript holds text as strings: they are at hand before the clock starts. */
function overTexts({ t }: Tables, compute: (s: string, t: string) => string | number | boolean) {
  const [s, other] = [valuesOf(t!.s!) as string[], valuesOf(t!.t!) as string[]]
  return () => {
    const x = new Array<string | number | boolean>(s.length)
    for (let row = 0; row < x.length; row++) x[row] = compute(s[row]!, other[row]!)
    return { x }
  }
}
