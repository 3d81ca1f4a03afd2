import { rowsFromTable } from '../src/arrow/table-from-rows.js'
import { compileRows, Float64, JsBackend, type OutputRow } from '../src/backend.js'
import { tableOf } from './harness/engines/wasm.js'
import type { Measurement, Probe } from './harness/workload.js'
import { nullableColumns, outputs } from './nullable-outputs.js'

/** A call is shorter than a clock can tell, so that a sample is the mean of this many. */
const callsEach = 50
const samples = 20_000

/** One row object to one row object, call by call: what most callers see, and what one in a hundred sees. */
export const rowPercentiles: Probe = {
  name: `R one row, percentiles over ${samples} batches of ${callsEach} calls`,
  rows: 1,
  targets: [
    { measurement: 'p50', atMost: 100, unit: 'ns' },
    { measurement: 'p99', atMost: 1000, unit: 'ns' },
  ],
  measure: async () => percentiles(),
}

function percentiles(): Measurement[] {
  const table = tableOf(nullableColumns(1000, 0.05))
  const rows = rowsFromTable(table)
  const { row } = compileRows({ a: Float64, b: Float64, c: Float64, d: Float64 }, outputs)
  requireSame(rows.map(row), expectedRows(table))
  const times = new Float64Array(samples)
  let sum = 0
  for (let warm = 0; warm < 2; warm++) {
    for (let sample = 0; sample < samples; sample++) {
      const started = process.hrtime.bigint()
      for (let call = 0; call < callsEach; call++) sum += row(rows[(sample + call) % rows.length]!).z as number
      times[sample] = Number(process.hrtime.bigint() - started) / callsEach
    }
  }
  if (!Number.isFinite(sum)) throw new Error(`The outputs do not add up: ${sum}`)
  times.sort()
  const at = (part: number) => times[Math.floor(part * (samples - 1))]!
  return [
    { name: 'min', value: at(0), unit: 'ns' },
    { name: 'p50', value: at(0.5), unit: 'ns' },
    { name: 'p99', value: at(0.99), unit: 'ns' },
  ]
}

function expectedRows(table: ReturnType<typeof tableOf>): OutputRow[] {
  const js = new JsBackend()
  return rowsFromTable(js.toArrow(js.select(js.withColumns(js.fromArrow(table), outputs), ['x', 'y', 'z'])))
}

function requireSame(found: readonly OutputRow[], expected: readonly OutputRow[]): void {
  const wrong = found.findIndex((row, index) =>
    ['x', 'y', 'z'].some((name) => !Object.is(row[name], expected[index]![name])),
  )
  if (wrong >= 0) throw new Error(`Row ${wrong} is not what the js backend computes`)
}
