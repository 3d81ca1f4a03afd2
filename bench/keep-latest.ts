import { halvesOf, KeyIndex } from './harness/key-index.js'
import { floats, integers, randomNumbers, shuffled } from './harness/random-columns.js'
import { type TableCase, type Tables, tableField } from './harness/table-case.js'
import type { Case, Scale, Workload } from './harness/workload.js'

/** W: the latest row of each key, the core of materialization. No two rows have one time. */
export const keepLatest: Workload = {
  name: 'W',
  title: 'keep the latest row of each key',
  cases: (scale) => shapes[scale].map(([rows, keys]) => caseOf(rows, keys)),
}

const shapes: Readonly<Record<Scale, readonly (readonly [rows: number, keys: number])[]>> = {
  tiny: [[1000, 100]],
  quick: [[50_000, 5000]],
  full: [[1_000_000, 100_000]],
  large: [[10_000_000, 1_000_000]],
}

function caseOf(rows: number, keys: number): Case {
  const targets =
    rows === 10_000_000
      ? [
          { contender: 'polars', ratio: 5, ours: 'wasm-1' },
          { contender: 'duckdb', ratio: 4, ours: 'wasm-1' },
        ]
      : []
  return { name: `W keys=${keys}`, rows, targets, prepare: () => tableField(question(rows, keys)) }
}

function question(rows: number, keys: number): TableCase {
  return {
    tables: tables(rows, keys),
    outputs: ['k', 'v', 'n'],
    identity: 'k',
    query: (backend, { t }) => backend.dropDuplicates(t!, ['k'], ['at']),
    plain,
    native: (kernels, { t }) => {
      const given = ['k', 'at', 'v', 'n'].map((name) => t![name]!.values)
      const [k, at, n] = [new BigInt64Array(rows), new BigInt64Array(rows), new BigInt64Array(rows)]
      const v = new Float64Array(rows)
      return () => {
        const count = kernels.keep_latest(rows, ...given, k, at, v, n)
        return { k: k.subarray(0, count), v: v.subarray(0, count), n: n.subarray(0, count) }
      }
    },
    polars:
      (_, { t }) =>
      () =>
        t!.sort('at').unique({ subset: 'k', keep: 'last', maintainOrder: false }),
    duckdb: 'SELECT k, max("at") AS "at", arg_max(v, "at") AS v, arg_max(n, "at") AS n FROM t GROUP BY k',
    arquero:
      (aq, { t }) =>
      () =>
        t!.groupby('k').orderby(aq.desc('at')).slice(0, 1),
  }
}

function tables(rows: number, keys: number): Tables {
  const random = randomNumbers(20_006)
  const times = shuffled(random, rows)
  return {
    t: {
      k: integers(rows, () => Math.floor(random() * keys)),
      at: integers(rows, (row) => times[row]! * 1_000_000, 'timestamp'),
      v: floats(rows, random),
      n: integers(rows, (row) => row),
    },
  }
}

/** One pass that keeps each key's latest row so far, then a gather. Times are compared as bigints from the typed array. */
function plain({ t }: Tables) {
  const keys = halvesOf(t!.k!)
  const at = t!.at!.values as BigInt64Array
  const [vs, ns] = [t!.v!.values as Float64Array, t!.n!.values as BigInt64Array]
  return () => {
    const index = new KeyIndex()
    const latest = new Int32Array(at.length).fill(-1)
    for (let row = 0; row < at.length; row++) {
      const key = index.add(keys[row * 2]!, keys[row * 2 + 1]!)
      const held = latest[key]!
      if (held < 0 || at[row]! >= at[held]!) latest[key] = row
    }
    const [v, n] = [new Float64Array(index.count), new BigInt64Array(index.count)]
    for (let key = 0; key < index.count; key++) {
      v[key] = vs[latest[key]!]!
      n[key] = ns[latest[key]!]!
    }
    return { k: index.keys(), v, n }
  }
}
