import type { ProbeResult } from './probe.js'
import type { Figures, RaceResult } from './race.js'
import { ratioTo, type TargetLine, targetLine } from './targets.js'
import { alignColumns, count, digits, duration, size } from './text-columns.js'

const header = ['contender', 'min', 'median', 'cpu', 'rows/s', 'copied in', 'copied out', 'time / wasm', 'target']

/** Writes a case as lines of text: a row a contender, then who did not take part. */
export function caseTable(result: RaceResult): string {
  const rows = [header, ...result.figures.map((figures) => cells(figures, result))]
  const notes = [
    ...result.declined.map(({ name, reason }) => `${name}: declined, ${reason}`),
    ...result.wrong.map(({ name, reason }) => `${name}: WRONG ANSWER, not timed: ${reason}`),
  ]
  const title = `${result.name}, ${result.rows} rows (answers checked against ${result.oracle})`
  return [title, ...[...alignColumns(rows, 1), ...notes].map((line) => `  ${line}`), ''].join('\n')
}

function cells(figures: Figures, result: RaceResult): string[] {
  const { contender, minMs, medianMs, cpuMs, bytesIn, bytesOut } = figures
  const ratio = ratioTo(result, contender)
  const targets = result.targets.map((target) => targetLine(target, result))
  return [
    contender,
    duration(minMs),
    duration(medianMs),
    duration(cpuMs),
    count((result.rows / minMs) * 1000),
    size(bytesIn),
    size(bytesOut),
    ratio === null ? '' : `${digits(ratio)}x`,
    targets
      .filter((line) => (line.contender ?? line.ours) === contender)
      .map((line) => `${line.ours === 'wasm' ? '' : `${line.ours} `}${bound(line)} ${line.verdict}`)
      .join(', '),
  ]
}

/** Writes what a probe measured. */
export function probeTable({ name, rows, targets, measurements }: ProbeResult): string {
  const result = { name, rows, targets, measurements }
  const lines = targets.map((target) => targetLine(target, result))
  const table = measurements.map((measurement) => [
    measurement.name,
    `${digits(measurement.value)} ${measurement.unit}`,
    lines
      .filter((line) => line.ours === measurement.name)
      .map((line) => `${bound(line)} ${line.verdict}`)
      .join(', '),
  ])
  return [`${name}, ${rows} rows`, ...alignColumns(table, 1).map((line) => `  ${line}`), ''].join('\n')
}

/** Writes all targets with what was measured. */
export function targetTable(lines: readonly TargetLine[]): string {
  const rows = lines.map((line) => [
    `${line.name}, ${line.rows} rows`,
    line.contender === null ? line.ours : `${line.ours} against ${line.contender}`,
    bound(line),
    line.measured === null ? '-' : `${digits(line.measured)} ${line.unit}`,
    line.verdict,
  ])
  return alignColumns([['workload', 'what', 'target', 'measured', ''], ...rows], 2).join('\n')
}

function bound({ contender, target, unit }: Pick<TargetLine, 'contender' | 'target' | 'unit'>): string {
  return contender === null ? `<= ${target} ${unit}` : `>= ${Number(target.toPrecision(3))}x`
}
