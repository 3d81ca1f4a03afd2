import { halvesOf } from './harness/key-index.js'
import { integers } from './harness/random-columns.js'
import { type TableCase, type Tables, tableField } from './harness/table-case.js'
import type { Case } from './harness/workload.js'

const keys = 50
const minuteMicroseconds = 60_000_000
const start = Date.UTC(2001, 0, 1) * 1000
/** The rows DuckDB makes of one table before it turns to the next key: its vector size. */
const vectorRows = 2048

/**
 * DuckDB's own as-of benchmark (benchmark/micro/join/asof_join.benchmark in its repository): a value a minute for each of
 * 50 keys, looked up 30 seconds before each by twice the key, and summed: 124996250025 for 100,000 minutes. The rows lie
 * as DuckDB's cross product leaves them, or by time.
 */
export function duckdbAsOf(minutes: number, byTime: boolean): Case {
  const rows = minutes * keys
  return {
    name: `P duckdb's own${byTime ? ' by time' : ''} x ${rows}`,
    rows,
    targets: minutes === 100_000 ? [{ contender: 'duckdb', ratio: 25, ours: 'wasm-1' }] : [],
    prepare: () => tableField(question(minutes, byTime)),
  }
}

function question(minutes: number, byTime: boolean): TableCase {
  return {
    tables: tables(minutes, byTime),
    outputs: ['sum'],
    query: (backend, { probe, build }) => {
      const joined = backend.asofJoin(probe!, build!, { on: ['k'], leftTime: 't', rightTime: 't', columns: ['v'] })
      const sum = backend.groupbyAgg(joined, [], { sum: { fn: 'sum', column: 'v' } })
      backend.release(joined)
      return sum
    },
    plain: (given) => plain(given, minutes),
    native: { cannot: 'the same sweep is raced sorted, with a ttl' },
    polars:
      (polars, { probe, build }) =>
      () => {
        const [left, right] = byTime ? [probe!, build!] : [probe!.sort('t'), build!.sort('t')]
        const joined = left.joinAsof(right, { on: 't', by: 'k', strategy: 'backward', checkSortedness: false })
        return joined.select(polars.col('v').sum().alias('sum'))
      },
    duckdb: 'SELECT sum(v)::BIGINT AS "sum" FROM probe ASOF JOIN build USING (k, t)',
    arquero: { cannot: 'it has no as-of join' },
  }
}

function tables(minutes: number, byTime: boolean): Tables {
  const rows = minutes * keys
  const block = byTime ? 1 : Math.min(vectorRows, minutes)
  const minute = new Int32Array(rows)
  const key = new Int32Array(rows)
  let row = 0
  for (let from = 0; from < minutes; from += block)
    for (let k = 0; k < keys; k++)
      for (let at = from; at < Math.min(from + block, minutes); at++, row++) {
        minute[row] = at
        key[row] = k
      }
  const time = (row: number) => start + minute[row]! * minuteMicroseconds
  const probe = {
    k: integers(rows, (row) => 2 * key[row]!),
    t: integers(rows, (row) => time(row) - minuteMicroseconds / 2, 'timestamp'),
  }
  const build = {
    k: integers(rows, (row) => key[row]!),
    t: integers(rows, time, 'timestamp'),
    v: integers(rows, (row) => minute[row]!),
  }
  return { probe, build }
}

/**
 * For each key the last minute before the probe's. Each key's own rows are in order of time either way, so that one cursor
 * a key is enough.
 */
function plain({ probe, build }: Tables, minutes: number) {
  const [probeKeys, buildKeys] = [halvesOf(probe!.k!), halvesOf(build!.k!)]
  const [probeTimes, buildTimes] = [halvesOf(probe!.t!), halvesOf(build!.t!)]
  const values = halvesOf(build!.v!)
  const timeAt = (halves: Int32Array, row: number) => halves[2 * row + 1]! * 2 ** 32 + (halves[2 * row]! >>> 0)
  const expected = ((keys / 2) * (minutes - 1) * (minutes - 2)) / 2
  return () => {
    const times = Array.from({ length: keys }, () => new Float64Array(minutes))
    const found = Array.from({ length: keys }, () => new Int32Array(minutes))
    const [ends, cursors] = [new Int32Array(keys), new Int32Array(keys)]
    for (let row = 0; row < build!.k!.length; row++) {
      const key = buildKeys[2 * row]!
      const to = ends[key]!++
      times[key]![to] = timeAt(buildTimes, row)
      found[key]![to] = values[2 * row]!
    }
    let sum = 0
    for (let row = 0; row < probe!.k!.length; row++) {
      const key = probeKeys[2 * row]!
      if (key >= keys) continue
      const time = timeAt(probeTimes, row)
      const own = times[key]!
      let next = cursors[key]!
      while (next < ends[key]! && own[next]! <= time) next++
      cursors[key] = next
      if (next > 0) sum += found[key]![next - 1]!
    }
    if (sum !== expected) throw new Error(`The sum of DuckDB's benchmark is ${expected}, not ${sum}`)
    return { sum: BigInt64Array.of(BigInt(sum)) }
  }
}
