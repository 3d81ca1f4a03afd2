import type { Declined } from './contender.js'
import { describeMachine, describeVersions, type Machine } from './machine.js'
import type { RaceResult } from './race.js'

/** A line of {@link Report}: one contender in one case. */
export interface ReportLine {
  readonly name: string
  readonly rows: number
  readonly contender: string
  readonly minMs: number
  readonly medianMs: number
  readonly cpuMs: number
  /** Copied into and out of the engine's memory by one run. */
  readonly bytes: number
  readonly checksum: string
}

/** A target and what was measured: `wasm`'s time is `ratio` times shorter than the contender's, by minima. */
export interface TargetLine {
  readonly name: string
  readonly rows: number
  readonly contender: string
  readonly target: number
  readonly ratio: number
  readonly pass: boolean
}

/** What `--json` writes. */
export interface Report {
  readonly machine: Machine
  readonly versions: Readonly<Record<string, string>>
  readonly workloads: readonly ReportLine[]
  readonly targets: readonly TargetLine[]
  /** Contenders that did not take part, and why. */
  readonly declined: readonly (Declined & { readonly workload: string; readonly rows: number })[]
  /** Contenders whose answer was wrong, which were not timed. */
  readonly wrong: readonly (Declined & { readonly workload: string; readonly rows: number })[]
}

/** Puts results into the published form. */
export function makeReport(results: readonly RaceResult[]): Report {
  const listed = (kind: 'declined' | 'wrong') =>
    results.flatMap((result) => result[kind].map((entry) => ({ workload: result.name, rows: result.rows, ...entry })))
  return {
    machine: describeMachine(),
    versions: describeVersions(),
    workloads: results.flatMap(({ name, rows, figures }) =>
      figures.map(({ contender, minMs, medianMs, cpuMs, bytesIn, bytesOut, checksum }) => {
        return { name, rows, contender, minMs, medianMs, cpuMs, bytes: bytesIn + bytesOut, checksum }
      }),
    ),
    targets: results.flatMap(targetLines),
    declined: listed('declined'),
    wrong: listed('wrong'),
  }
}

/** Compares a case with its targets; a contender that was not timed has no line. */
export function targetLines({ name, rows, figures, targets }: RaceResult): TargetLine[] {
  return targets.flatMap(({ contender, ratio: target }) => {
    const ratio = ratioTo(figures, contender)
    return ratio === undefined ? [] : [{ name, rows, contender, target, ratio, pass: ratio >= target }]
  })
}

/** How many times longer a contender took than `wasm`, by minima; undefined where either was not timed. */
export function ratioTo(figures: RaceResult['figures'], contender: string): number | undefined {
  const [ours, theirs] = ['wasm', contender].map((name) => figures.find((figure) => figure.contender === name)?.minMs)
  return ours === undefined || theirs === undefined ? undefined : theirs / ours
}
