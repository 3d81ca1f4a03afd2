import { bitmapBytes, setBit } from '../src/arrow/bitmap.js'
import { fixedWidthColumn } from '../src/arrow/make-column.js'
import type { Column } from '../src/column.js'
import { duckdbAsOf } from './duckdb-as-of.js'
import { halvesOf, KeyIndex } from './harness/key-index.js'
import type { NativeKernels } from './harness/native-kernels.js'
import { type Columns, floats, integers, randomNumbers, shuffled } from './harness/random-columns.js'
import { type TableCase, type Tables, tableField } from './harness/table-case.js'
import type { Case, Scale, Target, Workload } from './harness/workload.js'

/** P: for each probe the latest earlier row of its key, at most a day old; both sides sorted by time, or neither. */
export const asOf: Workload = {
  name: 'P',
  title: 'as-of join by an int64 key with a ttl of a day, two payload columns',
  cases: (scale) => [
    ...shapes[scale].flatMap((shape) => [caseOf(...shape, true), caseOf(...shape, false)]),
    ...[false, true].map((byTime) => duckdbAsOf(minutes[scale], byTime)),
  ],
}

const shapes: Readonly<Record<Scale, readonly (readonly [probes: number, history: number, keys: number])[]>> = {
  tiny: [[200, 1000, 20]],
  quick: [[10_000, 50_000, 1000]],
  full: [[200_000, 1_000_000, 20_000]],
  large: [[1_000_000, 5_000_000, 100_000]],
}

/** How many minutes DuckDB's own benchmark has; it has 50 keys. */
const minutes: Readonly<Record<Scale, number>> = { tiny: 20, quick: 1000, full: 20_000, large: 100_000 }

function caseOf(probes: number, history: number, keys: number, sorted: boolean): Case {
  return {
    name: `P ${sorted ? 'sorted' : 'unsorted'} x ${history}`,
    rows: probes,
    targets: targetsOf(probes, sorted),
    prepare: () => tableField(question(probes, history, keys, sorted)),
  }
}

function targetsOf(probes: number, sorted: boolean): readonly Target[] {
  if (probes !== 1_000_000) return []
  if (!sorted) return [{ contender: 'duckdb', ratio: 5, ours: 'wasm-1' }]
  return [
    { contender: 'polars', ratio: 15, ours: 'wasm-1' },
    { contender: 'duckdb', ratio: 10, ours: 'wasm-1' },
  ]
}

const dayMicroseconds = 86_400_000_000

function question(probes: number, history: number, keys: number, sorted: boolean): TableCase {
  return {
    tables: tables(probes, history, keys, sorted),
    outputs: ['row', 'v', 'n'],
    identity: 'row',
    query: (backend, { p, h }) =>
      backend.asofJoin(p!, h!, {
        on: ['k'],
        leftTime: 'at',
        rightTime: 'time',
        ttl: BigInt(dayMicroseconds),
        columns: ['v', 'n'],
      }),
    plain: (given) => plain(given, sorted),
    native: sorted ? nativeSweep : { cannot: 'it only sweeps sides that are sorted' },
    polars:
      (_, { p, h }) =>
      () => {
        const [left, right] = sorted ? [p!, h!] : [p!.sort('at'), h!.sort('time')]
        return left.joinAsof(right, {
          leftOn: 'at',
          rightOn: 'time',
          byLeft: 'k',
          byRight: 'k',
          strategy: 'backward',
          tolerance: '1d',
          checkSortedness: false,
        })
      },
    duckdb: `SELECT p.row, p.k, p.at, CASE WHEN h.time >= p.at - INTERVAL 24 HOUR THEN h.v END AS v,
      CASE WHEN h.time >= p.at - INTERVAL 24 HOUR THEN h.n END AS n
      FROM p ASOF LEFT JOIN h ON p.k = h.k AND p.at >= h.time`,
    arquero: { cannot: 'it has no as-of join' },
  }
}

/** Ten days of history in which no two rows have one time; probes of the same ten days. */
function tables(probes: number, history: number, keys: number, sorted: boolean): Tables {
  const random = randomNumbers(20_007)
  const step = Math.floor((10 * dayMicroseconds) / history)
  const places = sorted ? null : shuffled(random, history)
  const times = Float64Array.from({ length: probes }, () => Math.floor(random() * 10 * dayMicroseconds))
  if (sorted) times.sort()
  const p: Columns = {
    row: integers(probes, (row) => row),
    k: integers(probes, () => Math.floor(random() * keys)),
    at: integers(probes, (row) => times[row]!, 'timestamp'),
  }
  const h: Columns = {
    k: integers(history, () => Math.floor(random() * keys)),
    time: integers(history, (row) => (places?.[row] ?? row) * step, 'timestamp'),
    v: floats(history, random),
    n: integers(history, (row) => row),
  }
  return { p, h }
}

/**
 * A sweep: both sides in order of time, and for each key the last row passed. Times are float64, exact in this range.
 * Sides that are not sorted are put in order first, by sorting row numbers.
 */
function plain({ p, h }: Tables, sorted: boolean) {
  const [probeKeys, historyKeys] = [halvesOf(p!.k!), halvesOf(h!.k!)]
  return () => {
    const [at, time] = [timesOf(p!.at!), timesOf(h!.time!)]
    const [probes, history] = sorted ? [null, null] : [orderOf(at), orderOf(time)]
    const matches = new Int32Array(at.length)
    const index = new KeyIndex()
    const last = new Int32Array(time.length)
    let next = 0
    for (let step = 0; step < at.length; step++) {
      const probe = probes === null ? step : probes[step]!
      for (; next < time.length; next++) {
        const row = history === null ? next : history[next]!
        if (time[row]! > at[probe]!) break
        last[index.add(historyKeys[row * 2]!, historyKeys[row * 2 + 1]!)] = row
      }
      const key = index.get(probeKeys[probe * 2]!, probeKeys[probe * 2 + 1]!)
      matches[probe] = key >= 0 && time[last[key]!]! >= at[probe]! - dayMicroseconds ? last[key]! : -1
    }
    return { row: p!.row!, ...payload(h!, matches) }
  }
}

function nativeSweep(kernels: NativeKernels, { p, h }: Tables) {
  const [rows, history] = [p!.k!.length, h!.k!.length]
  const probes = [rows, p!.k!.values, p!.at!.values]
  const sides = [...probes, history, h!.k!.values, h!.time!.values, dayMicroseconds, h!.v!.values, h!.n!.values]
  const [v, n] = [new Float64Array(rows), new BigInt64Array(rows)]
  const validity = new Uint8Array(bitmapBytes(rows))
  return () => {
    kernels.as_of_sweep(...sides, v, n, validity)
    return {
      row: p!.row!,
      v: fixedWidthColumn('float64', rows, v, validity),
      n: fixedWidthColumn('int64', rows, n, validity),
    }
  }
}

function timesOf(column: Column): Float64Array {
  const halves = halvesOf(column)
  const times = new Float64Array(column.length)
  for (let row = 0; row < times.length; row++) times[row] = halves[row * 2 + 1]! * 2 ** 32 + (halves[row * 2]! >>> 0)
  return times
}

function orderOf(times: Float64Array): Uint32Array {
  return Uint32Array.from(times.keys()).sort((a, b) => times[a]! - times[b]!)
}

function payload(history: Columns, matches: Int32Array) {
  const rows = matches.length
  const validity = new Uint8Array(bitmapBytes(rows))
  const [vs, ns] = [history.v!.values as Float64Array, history.n!.values as BigInt64Array]
  const [v, n] = [new Float64Array(rows), new BigInt64Array(rows)]
  for (let row = 0; row < rows; row++) {
    const match = matches[row]!
    if (match < 0) continue
    setBit(validity, row)
    v[row] = vs[match]!
    n[row] = ns[match]!
  }
  return { v: fixedWidthColumn('float64', rows, v, validity), n: fixedWidthColumn('int64', rows, n, validity) }
}
