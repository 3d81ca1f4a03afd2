import type * as Arquero from 'arquero'
import type { pl } from 'nodejs-polars'
import { bitmapBytes, isValid, setBit } from '../src/arrow/bitmap.js'
import { fixedWidthColumn } from '../src/arrow/make-column.js'
import { col, type ExpressionLike, Float64, Int32, lit, parseExpression, when } from '../src/backend.js'
import { handFused } from './hand-fused/contender.js'
import { type Columns, floats, randomNumbers, randomValidity } from './harness/random-columns.js'
import { type TableCase, type Tables, tableField } from './harness/table-case.js'
import type { Case, Field, Scale, Target, Workload } from './harness/workload.js'

/** A: three nullable outputs of four nullable columns, as a feature transform computes them. */
export const nullableOutputs: Workload = {
  name: 'A',
  title: 'three nullable outputs: a*b + log1p(c), (d > 10 and a < 0.5) ? 1 : 0, coalesce(a / nullif(b, 0), 0)',
  cases: (scale) => shapes[scale].map(([rows, nulls]) => caseOf(rows, nulls)),
}

const shapes: Readonly<Record<Scale, readonly (readonly [rows: number, nulls: number])[]>> = {
  tiny: [[100, 0.05]],
  quick: [
    [10_000, 0.05],
    [10_000, 0.5],
  ],
  full: [
    [1, 0.05],
    [100, 0.05],
    [10_000, 0.05],
    [1_000_000, 0],
    [1_000_000, 0.05],
    [1_000_000, 0.5],
  ],
  large: [
    [1_000_000, 0.05],
    [10_000_000, 0.05],
  ],
}

/** The VM may take 1.1 times as long as a kernel for this workload alone. */
const vmTarget: Target = { contender: 'hand-fused', ratio: 1 / 1.1, ours: 'wasm-1' }

const targets: Readonly<Record<number, readonly Target[]>> = {
  10000: [
    { contender: 'polars', ratio: 6 },
    { contender: 'duckdb', ratio: 20 },
    { contender: 'js', ratio: 5 },
    vmTarget,
  ],
  1000000: [
    { contender: 'polars', ratio: 3 },
    { contender: 'duckdb', ratio: 7 },
    { contender: 'arquero', ratio: 25 },
    { contender: 'js', ratio: 6 },
    { contender: 'c', ratio: 0.6, ours: 'wasm-1' },
    vmTarget,
  ],
}

function caseOf(rows: number, nulls: number): Case {
  return {
    name: `A nulls=${nulls * 100}%`,
    rows,
    targets: targets[rows] ?? [],
    prepare: () => field(rows, nulls),
  }
}

async function field(rows: number, nulls: number): Promise<Field> {
  const asked = question(rows, nulls)
  const { entries, ...rest } = await tableField(asked)
  return { entries: [...entries, await handFused(asked.tables.t!)], ...rest }
}

/** The outputs as expressions of ours. */
export const outputs: Readonly<Record<string, ExpressionLike>> = {
  x: parseExpression('a * b + log1p(c)'),
  y: when(col('d', Float64).gt(10).and(col('a', Float64).lt(0.5)))
    .then(lit(1, Int32))
    .otherwise(lit(0, Int32)),
  z: parseExpression('coalesce(a / nullif(b, 0), 0)'),
}

function question(rows: number, nulls: number): TableCase {
  return {
    tables: { t: nullableColumns(rows, nulls) },
    outputs: ['x', 'y', 'z'],
    query: (backend, { t }) => backend.withColumns(t!, outputs),
    plain,
    native: (kernels, { t }) => {
      const given = ['a', 'b', 'c', 'd'].flatMap((name) => [t![name]!.values, t![name]!.validity])
      const [x, y, z] = [new Float64Array(rows), new Int32Array(rows), new Float64Array(rows)]
      const validity = new Uint8Array(bitmapBytes(rows))
      return () => {
        kernels.nullable_outputs(rows, ...given, x, validity, y, z)
        return { x: fixedWidthColumn('float64', rows, x, validity), y, z }
      }
    },
    polars: (pl, { t }) => {
      const outputs = polarsOutputs(pl)
      return () => t!.withColumns(...outputs)
    },
    duckdb: `SELECT ${sqlOutputs} FROM t`,
    arquero: (aq, { t }) => {
      const outputs = arqueroOutputs(aq)
      return () => t!.derive(outputs)
    },
  }
}

/** The outputs in DuckDB's SQL. */
export const sqlOutputs = `a * b + ln(1 + c) AS x, CASE WHEN d > 10 AND a < 0.5 THEN 1 ELSE 0 END AS y,
      coalesce(a / nullif(b, 0), 0) AS z`

/** The outputs as Polars expressions. */
export function polarsOutputs(polars: typeof pl) {
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => polars.col(name)) as [Col, Col, Col, Col]
  type Col = ReturnType<typeof polars.col>
  return [
    a.mul(b).add(c.add(1).log(Math.E)).alias('x'),
    polars
      .when(d.gt(10).and(a.lt(0.5)))
      .then(polars.lit(1))
      .otherwise(polars.lit(0))
      .alias('y'),
    a
      .div(polars.when(b.eq(0)).then(polars.lit(null)).otherwise(b))
      .fillNull(polars.lit(0))
      .alias('z'),
  ]
}

/** The outputs as functions of rows, for Arquero. */
export function arqueroOutputs(aq: typeof Arquero) {
  return {
    x: aq.escape((d: Row) => (d.a === null || d.b === null || d.c === null ? null : d.a * d.b + Math.log1p(d.c))),
    y: aq.escape((d: Row) => (d.d !== null && d.a !== null && d.d > 10 && d.a < 0.5 ? 1 : 0)),
    z: aq.escape((d: Row) => (d.a === null || d.b === null || d.b === 0 ? 0 : d.a / d.b)),
  }
}

/** The outputs of one row. */
export function outputsOfRow({ a, b, c, d }: Row) {
  return {
    x: a === null || b === null || c === null ? null : a * b + Math.log1p(c),
    y: d !== null && a !== null && d > 10 && a < 0.5 ? 1 : 0,
    z: a === null || b === null || b === 0 ? 0 : a / b,
  }
}

export type Row = Readonly<Record<'a' | 'b' | 'c' | 'd', number | null>>

/** The four columns: `c` stays away from 0, where ln(1 + c), which the SQL and Polars have instead of log1p, loses digits. */
export function nullableColumns(rows: number, nulls: number): Columns {
  const random = randomNumbers(20_001)
  const column = (make: () => number) => floats(rows, make, randomValidity(random, rows, nulls))
  return {
    a: column(random),
    b: column(() => Math.floor(random() * 8)),
    c: column(() => 1 + random() * 100),
    d: column(() => random() * 20),
  }
}

/** One loop for all three outputs, bitmaps in and out. */
function plain({ t }: Tables) {
  const { a, b, c, d } = t!
  const [as, bs, cs, ds] = [a!, b!, c!, d!].map(({ values }) => values as Float64Array) as Four
  const rows = a!.length
  return () => {
    const x = new Float64Array(rows)
    const y = new Int32Array(rows)
    const z = new Float64Array(rows)
    const validity = new Uint8Array(bitmapBytes(rows))
    for (let row = 0; row < rows; row++) {
      const hasA = isValid(a!.validity, row)
      const hasB = isValid(b!.validity, row)
      if (hasA && hasB && isValid(c!.validity, row)) {
        x[row] = as[row]! * bs[row]! + Math.log1p(cs[row]!)
        setBit(validity, row)
      }
      if (hasA && as[row]! < 0.5 && ds[row]! > 10 && isValid(d!.validity, row)) y[row] = 1
      if (hasA && hasB && bs[row] !== 0) z[row] = as[row]! / bs[row]!
    }
    return { x: fixedWidthColumn('float64', rows, x, validity), y, z }
  }
}

type Four = [Float64Array, Float64Array, Float64Array, Float64Array]
