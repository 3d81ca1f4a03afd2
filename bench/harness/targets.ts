import type { ProbeResult } from './probe.js'
import type { RaceResult } from './race.js'
import type { Case, LimitTarget, Measurement, Probe, RatioTarget, Target, Unit } from './workload.js'

/** Whether a target is met; `not run` where this run has no figure for it. */
export type Verdict = 'pass' | 'FAIL' | 'not run'

/** A target and what was measured. */
export interface TargetLine {
  readonly name: string
  readonly rows: number
  /** What is to be fast or small: a contender of ours, or a measurement. */
  readonly ours: string
  /** The contender it is compared with: ours is to be `target` times as fast, by minima; null for an upper bound. */
  readonly contender: string | null
  readonly target: number
  readonly measured: number | null
  readonly unit: Unit
  readonly verdict: Verdict
}

/** Holds the targets of subjects against the results there are. */
export function targetLines(
  subjects: readonly (Case | Probe)[],
  results: readonly (RaceResult | ProbeResult)[],
): TargetLine[] {
  return subjects.flatMap(({ name, rows, targets }) => {
    const result = results.find((each) => each.name === name && each.rows === rows)
    return targets.map((target) => ({ name, rows, ...targetLine(target, result) }))
  })
}

/** Holds one target against a result. */
export function targetLine(target: Target, result: RaceResult | ProbeResult | undefined) {
  const measurements = result === undefined ? [] : measurementsOf(result)
  return 'ratio' in target ? ratioLine(target, measurements) : limitLine(target, measurements)
}

function ratioLine({ contender, ratio: target, ours = 'wasm' }: RatioTarget, measurements: readonly Measurement[]) {
  const measured = quotient(valueOf(measurements, contender), valueOf(measurements, ours))
  const verdict = verdictOf(measured, (value) => value >= target)
  return { ours, contender, target, measured, unit: 'x' as const, verdict }
}

function limitLine({ measurement, atMost: target, unit }: LimitTarget, measurements: readonly Measurement[]) {
  const measured = valueOf(measurements, measurement, unit)
  return {
    ours: measurement,
    contender: null,
    target,
    measured,
    unit,
    verdict: verdictOf(measured, (value) => value <= target),
  }
}

/** How many times longer a contender took than `ours`, by minima; null where either was not timed. */
export function ratioTo(result: RaceResult, contender: string, ours = 'wasm'): number | null {
  const measurements = measurementsOf(result)
  return quotient(valueOf(measurements, contender), valueOf(measurements, ours))
}

/** A probe's measurements, or a race's least times. */
function measurementsOf(result: RaceResult | ProbeResult): readonly Measurement[] {
  if ('measurements' in result) return result.measurements
  return result.figures.map(({ contender, minMs }) => ({ name: contender, value: minMs, unit: 'ms' }))
}

function valueOf(measurements: readonly Measurement[], name: string, unit: Unit = 'ms'): number | null {
  const found = measurements.find((measurement) => measurement.name === name)
  if (found === undefined) return null
  if (found.unit === unit) return found.value
  const scale = (nanoseconds[found.unit] ?? Number.NaN) / (nanoseconds[unit] ?? Number.NaN)
  if (Number.isNaN(scale)) throw new Error(`A target and its measurement have other units: ${found.unit}, ${unit}`)
  return found.value * scale
}

/** Whole numbers, so that conversions are exact. */
const nanoseconds: Partial<Record<Unit, number>> = { ns: 1, us: 1000, ms: 1_000_000 }

function quotient(theirs: number | null, ours: number | null): number | null {
  return theirs === null || ours === null ? null : theirs / ours
}

function verdictOf(measured: number | null, isMet: (value: number) => boolean): Verdict {
  if (measured === null) return 'not run'
  return isMet(measured) ? 'pass' : 'FAIL'
}
