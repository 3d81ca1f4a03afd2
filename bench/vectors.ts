import { fixedWidthColumn, listColumn } from '../src/arrow/make-column.js'
import { parseExpression } from '../src/backend.js'
import { randomNumbers } from './harness/random-columns.js'
import { type TableCase, type Tables, tableField } from './harness/table-case.js'
import type { Case, Scale, Workload } from './harness/workload.js'

/** V: dot product and cosine similarity of two columns of 128 float32. */
export const vectors: Workload = {
  name: 'V',
  title: 'dot and cosine similarity of list<float32>[128]',
  cases: (scale) => sizes[scale].flatMap((rows) => [caseOf('dot', rows), caseOf('cosine', rows)]),
}

const sizes: Readonly<Record<Scale, readonly number[]>> = {
  tiny: [50],
  quick: [2000],
  full: [100_000],
  large: [100_000],
}

const width = 128

const targets = [
  { contender: 'js', ratio: 3, ours: 'wasm-1' },
  { contender: 'c', ratio: 0.75, ours: 'wasm-1' },
]

type Operation = 'dot' | 'cosine'

function caseOf(operation: Operation, rows: number): Case {
  return {
    name: `V ${operation}`,
    rows,
    targets: rows === 100_000 ? targets : [],
    prepare: () => tableField(question(operation, rows)),
  }
}

const expressions = { dot: parseExpression('dot(u, v)'), cosine: parseExpression('cosine_similarity(u, v)') }

function question(operation: Operation, rows: number): TableCase {
  return {
    tables: tables(rows),
    outputs: ['x'],
    query: (backend, { t }) => backend.withColumns(t!, { x: expressions[operation] }),
    plain: operation === 'dot' ? (given) => plain(given, dot) : (given) => plain(given, cosine),
    native: (kernels, { t }) => {
      const kernel = operation === 'dot' ? kernels.dot_products : kernels.cosines
      const [u, v] = [t!.u!.items!.values, t!.v!.items!.values]
      const x = new Float64Array(rows)
      return () => {
        kernel(rows, width, u, v, x)
        return { x }
      }
    },
    polars: { cannot: 'it has no dot product of list columns' },
    duckdb:
      operation === 'dot'
        ? 'SELECT list_dot_product(u, v) AS x FROM t'
        : { cannot: 'its cosine similarity of float32 is rounded to float32' },
    arquero: { cannot: 'it has no list columns' },
  }
}

/** Quarters from -1 to 1: their dot products are exact in float32 too, in any order. */
function tables(rows: number): Tables {
  const random = randomNumbers(20_009)
  const offsets = Int32Array.from({ length: rows + 1 }, (_, row) => row * width)
  const column = () => {
    const items = Float32Array.from({ length: rows * width }, () => Math.floor(random() * 9) / 4 - 1)
    return listColumn(offsets, fixedWidthColumn('float32', items.length, items, null), null)
  }
  return { t: { u: column(), v: column() } }
}

function plain({ t }: Tables, compute: (u: Float32Array, v: Float32Array, start: number) => number) {
  const [u, v] = [t!.u!.items!.values as Float32Array, t!.v!.items!.values as Float32Array]
  return () => {
    const x = new Float64Array(t!.u!.length)
    for (let row = 0; row < x.length; row++) x[row] = compute(u, v, row * width)
    return { x }
  }
}

function dot(u: Float32Array, v: Float32Array, start: number): number {
  let sum = 0
  for (let at = start; at < start + width; at++) sum += u[at]! * v[at]!
  return sum
}

function cosine(u: Float32Array, v: Float32Array, start: number): number {
  let [product, first, second] = [0, 0, 0]
  for (let at = start; at < start + width; at++) {
    product += u[at]! * v[at]!
    first += u[at]! * u[at]!
    second += v[at]! * v[at]!
  }
  return product / (Math.sqrt(first) * Math.sqrt(second))
}
