import type { Figures, RaceResult } from './race.js'
import { ratioTo, targetLines } from './report.js'

const header = ['contender', 'min', 'median', 'cpu', 'rows/s', 'copied in', 'copied out', 'time / wasm', 'target']

/** Writes a case as lines of text: a row a contender, then who did not take part. */
export function caseTable(result: RaceResult): string {
  const rows = [header, ...result.figures.map((figures) => cells(figures, result))]
  const widths = header.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  '),
  )
  const notes = [
    ...result.declined.map(({ name, reason }) => `${name}: declined, ${reason}`),
    ...result.wrong.map(({ name, reason }) => `${name}: WRONG ANSWER, not timed: ${reason}`),
  ]
  const title = `${result.name}, ${result.rows} rows (answers checked against ${result.oracle})`
  return [title, ...[...lines, ...notes].map((line) => `  ${line.trimEnd()}`), ''].join('\n')
}

function cells(figures: Figures, result: RaceResult): string[] {
  const { contender, minMs, medianMs, cpuMs, bytesIn, bytesOut } = figures
  const ratio = ratioTo(result.figures, contender)
  const target = targetLines(result).find((line) => line.contender === contender)
  return [
    contender,
    duration(minMs),
    duration(medianMs),
    duration(cpuMs),
    count((result.rows / minMs) * 1000),
    size(bytesIn),
    size(bytesOut),
    ratio === undefined ? '' : `${ratio.toPrecision(3)}x`,
    target === undefined ? '' : `>= ${target.target}x ${target.pass ? 'pass' : 'FAIL'}`,
  ]
}

function duration(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toPrecision(3)} s`
  if (ms >= 1) return `${ms.toPrecision(3)} ms`
  return ms >= 0.001 ? `${(ms * 1000).toPrecision(3)} us` : `${(ms * 1e6).toPrecision(3)} ns`
}

function size(bytes: number): string {
  if (bytes === 0) return '-'
  return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e3).toFixed(1)} kB`
}

function count(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toPrecision(3)}M`
  return value >= 1e3 ? `${(value / 1e3).toPrecision(3)}k` : value.toPrecision(3)
}
