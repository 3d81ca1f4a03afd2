import { bitmapBytes, setBit } from '../src/arrow/bitmap.js'
import { fixedWidthColumn } from '../src/arrow/make-column.js'
import type { Column } from '../src/column.js'
import { halvesOf, KeyIndex } from './harness/key-index.js'
import type { NativeKernels } from './harness/native-kernels.js'
import { type Columns, floats, integers, randomNumbers, shuffled, texts } from './harness/random-columns.js'
import { type TableCase, type Tables, tableField } from './harness/table-case.js'
import { TextIndex } from './harness/text-index.js'
import type { Case, Scale, Target, Workload } from './harness/workload.js'

/** J: a left join with three payload columns; one left row in eleven has no match. */
export const join: Workload = {
  name: 'J',
  title: 'left join on one key, three payload columns',
  cases: (scale) => shapes[scale].map(([kind, left, right]) => caseOf(kind, left, right)),
}

/** Keys: whole numbers from 0, whole numbers far apart, or text. */
type KeyKind = 'dense' | 'sparse' | 'utf8'

const shapes: Readonly<Record<Scale, readonly (readonly [kind: KeyKind, left: number, right: number])[]>> = {
  tiny: [
    ['sparse', 1000, 100],
    ['utf8', 1000, 100],
  ],
  quick: [
    ['dense', 50_000, 5000],
    ['sparse', 50_000, 5000],
    ['utf8', 50_000, 5000],
  ],
  full: [
    ['dense', 1_000_000, 100_000],
    ['sparse', 1_000_000, 100_000],
    ['utf8', 1_000_000, 100_000],
  ],
  large: [
    ['dense', 10_000_000, 1_000_000],
    ['sparse', 10_000_000, 1_000_000],
  ],
}

function caseOf(kind: KeyKind, left: number, right: number): Case {
  return {
    name: `J left ${kind} x ${right}`,
    rows: left,
    targets: targetsOf(kind, left),
    prepare: () => tableField(question(kind, left, right)),
  }
}

function targetsOf(kind: KeyKind, left: number): readonly Target[] {
  const both = (polars: number, duckdb: number, ours = 'wasm') => [
    { contender: 'polars', ratio: polars, ours },
    { contender: 'duckdb', ratio: duckdb, ours },
  ]
  if (left === 10_000_000) return both(6, 4)
  if (left === 1_000_000) return kind === 'utf8' ? both(3, 3, 'wasm-1') : both(5, 5)
  return []
}

function question(kind: KeyKind, left: number, right: number): TableCase {
  return {
    tables: tables(kind, left, right),
    outputs: ['row', 'p', 'q', 'n'],
    identity: 'row',
    query: (backend, { l, r }) => backend.join(l!, r!, { on: ['k'], how: 'left' }),
    plain: kind === 'utf8' ? plainText : plainNumbers,
    native: kind === 'utf8' ? { cannot: 'its hash table holds whole numbers only' } : nativeNumbers,
    polars:
      (_, { l, r }) =>
      () =>
        l!.join(r!, { on: 'k', how: 'left' }),
    duckdb: 'SELECT l.*, r.p, r.q, r.n FROM l LEFT JOIN r ON l.k = r.k',
    arquero:
      (_, { l, r }) =>
      () =>
        l!.join_left(r!, 'k'),
  }
}

function tables(kind: KeyKind, left: number, right: number): Tables {
  const random = randomNumbers(20_004)
  const keys = (rows: number, key: (row: number) => number): Column =>
    kind === 'utf8'
      ? texts(rows, (row) => `user_${String(key(row)).padStart(9, '0')}`)
      : integers(rows, (row) => key(row) * (kind === 'dense' ? 1 : 1_000_003))
  const order = shuffled(random, right)
  const l: Columns = {
    row: integers(left, (row) => row),
    k: keys(left, () => Math.floor(random() * right * 1.1)),
  }
  const r: Columns = {
    k: keys(right, (row) => order[row]!),
    p: floats(right, random),
    q: floats(right, random),
    n: integers(right, () => Math.floor(random() * 1e9)),
  }
  return { l, r }
}

/** Hashes the right keys, of which no two are equal, looks each left key up, and gathers. */
function plainNumbers({ l, r }: Tables) {
  const [left, right] = [halvesOf(l!.k!), halvesOf(r!.k!)]
  return () => {
    const index = new KeyIndex(right.length / 2)
    for (let at = 0; at < right.length; at += 2) index.add(right[at]!, right[at + 1]!)
    const matches = new Int32Array(left.length / 2)
    for (let row = 0; row < matches.length; row++) matches[row] = index.get(left[row * 2]!, left[row * 2 + 1]!)
    return { row: l!.row!, k: l!.k!, ...payload(r!, matches) }
  }
}

function plainText({ l, r }: Tables) {
  const [left, right] = [l!.k!, r!.k!]
  return () => {
    const index = new TextIndex(right)
    const matches = new Int32Array(left.length)
    for (let row = 0; row < left.length; row++) matches[row] = index.find(left, row)
    return { row: l!.row!, k: l!.k!, ...payload(r!, matches) }
  }
}

function nativeNumbers(kernels: NativeKernels, { l, r }: Tables) {
  const [left, right] = [l!.k!, r!.k!]
  const rows = left.length
  const from = ['p', 'q', 'n'].map((name) => r![name]!.values)
  const [p, q, n] = [new Float64Array(rows), new Float64Array(rows), new BigInt64Array(rows)]
  const validity = new Uint8Array(bitmapBytes(rows))
  return () => {
    kernels.left_join(rows, left.values, right.length, right.values, ...from, p, q, n, validity)
    return {
      row: l!.row!,
      k: left,
      p: fixedWidthColumn('float64', rows, p, validity),
      q: fixedWidthColumn('float64', rows, q, validity),
      n: fixedWidthColumn('int64', rows, n, validity),
    }
  }
}

function payload(right: Columns, matches: Int32Array) {
  const rows = matches.length
  const validity = new Uint8Array(bitmapBytes(rows))
  const [ps, qs, ns] = [
    right.p!.values as Float64Array,
    right.q!.values as Float64Array,
    right.n!.values as BigInt64Array,
  ]
  const [p, q, n] = [new Float64Array(rows), new Float64Array(rows), new BigInt64Array(rows)]
  for (let row = 0; row < rows; row++) {
    const match = matches[row]!
    if (match < 0) continue
    setBit(validity, row)
    p[row] = ps[match]!
    q[row] = qs[match]!
    n[row] = ns[match]!
  }
  return {
    p: fixedWidthColumn('float64', rows, p, validity),
    q: fixedWidthColumn('float64', rows, q, validity),
    n: fixedWidthColumn('int64', rows, n, validity),
  }
}
