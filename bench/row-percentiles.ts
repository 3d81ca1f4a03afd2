import { rowsFromTable } from '../src/arrow/table-from-rows.js'
import { compileRows, JsBackend, type OutputRow } from '../src/backend.js'
import { tableOf } from './harness/engines/wasm.js'
import { median } from './harness/median.js'
import type { Measurement, Probe } from './harness/workload.js'
import { nullableColumns, outputs } from './nullable-outputs.js'
import { outputNames, schema } from './request-question.js'

const rounds = 11
const samples = 10_000

/**
 * One row object to one row object, each call by itself between two readings of the clock: what most callers see, and
 * what one in a hundred sees. Reading the clock takes as long as a call does, so that its median is taken off each sample
 * and told beside them. It is read around nothing between any two calls, because a shared machine is slower from one
 * hundredth of a second to the next. Of the rounds the median counts.
 */
export const rowPercentiles: Probe = {
  name: `R one row, ${rounds * samples} single calls, less the clock`,
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
  const { row } = compileRows(schema, outputs)
  requireSame(rows.map(row), expectedRows(table))
  let sum = 0
  const call = (given: OutputRow) => {
    sum += row(given).z as number
  }
  // The first rounds are for the compiler.
  for (let round = 0; round < 3; round++) timesOf(call, rows)
  const found = Array.from({ length: rounds }, () => timesOf(call, rows))
  if (!Number.isFinite(sum)) throw new Error(`The outputs do not add up: ${sum}`)
  const ofCalls = (part: number) =>
    median(found.map(({ calls, nothing }) => Math.max(0, percentile(calls, part) - percentile(nothing, 0.5))))
  return [
    { name: 'p50', value: ofCalls(0.5), unit: 'ns' },
    { name: 'p99', value: ofCalls(0.99), unit: 'ns' },
    { name: 'clock', value: median(found.map(({ nothing }) => percentile(nothing, 0.5))), unit: 'ns' },
  ]
}

/** How long each call took, and the clock alone before it, both in order of length. */
function timesOf(
  call: (row: OutputRow) => void,
  rows: readonly OutputRow[],
): { calls: Float64Array; nothing: Float64Array } {
  const calls = new Float64Array(samples)
  const nothing = new Float64Array(samples)
  for (let sample = 0; sample < samples; sample++) {
    const row = rows[sample % rows.length]!
    const before = process.hrtime.bigint()
    const started = process.hrtime.bigint()
    call(row)
    const ended = process.hrtime.bigint()
    nothing[sample] = Number(started - before)
    calls[sample] = Number(ended - started)
  }
  return { calls: calls.sort(), nothing: nothing.sort() }
}

function percentile(sorted: Float64Array, part: number): number {
  return sorted[Math.floor(part * (sorted.length - 1))]!
}

function expectedRows(table: ReturnType<typeof tableOf>): OutputRow[] {
  const js = new JsBackend()
  return rowsFromTable(js.toArrow(js.select(js.withColumns(js.fromArrow(table), outputs), outputNames)))
}

function requireSame(found: readonly OutputRow[], expected: readonly OutputRow[]): void {
  const wrong = found.findIndex((row, index) =>
    outputNames.some((name) => !Object.is(row[name], expected[index]![name])),
  )
  if (wrong >= 0) throw new Error(`Row ${wrong} is not what the js backend computes`)
}
