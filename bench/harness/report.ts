import type { Declined } from './contender.js'
import { describeMachine, describeVersions, type Machine } from './machine.js'
import type { ProbeResult } from './probe.js'
import type { RaceResult } from './race.js'
import { type TargetLine, targetLines } from './targets.js'
import type { Case, Measurement, Probe } from './workload.js'

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

/** What a case or probe is called, beside what is said of it. */
type Placed<T> = T & { readonly workload: string; readonly rows: number }

/** What `--json` writes. */
export interface Report {
  readonly machine: Machine
  readonly versions: Readonly<Record<string, string>>
  readonly workloads: readonly ReportLine[]
  /** What probes measured. */
  readonly measurements: readonly Placed<Measurement>[]
  readonly targets: readonly TargetLine[]
  /** Contenders that did not take part, and why. */
  readonly declined: readonly Placed<Declined>[]
  /** Contenders whose answer was wrong, which were not timed. */
  readonly wrong: readonly Placed<Declined>[]
}

/** Puts results into the published form; `subjects` are those whose targets are listed, run or not. */
export function makeReport(
  results: readonly (RaceResult | ProbeResult)[],
  subjects: readonly (Case | Probe)[],
): Report {
  const races = results.filter((result): result is RaceResult => 'figures' in result)
  const probes = results.filter((result): result is ProbeResult => 'measurements' in result)
  const listed = (kind: 'declined' | 'wrong') =>
    races.flatMap((race) => race[kind].map((entry) => ({ workload: race.name, rows: race.rows, ...entry })))
  return {
    machine: describeMachine(),
    versions: describeVersions(),
    workloads: races.flatMap(({ name, rows, figures }) =>
      figures.map(({ contender, minMs, medianMs, cpuMs, bytesIn, bytesOut, checksum }) => {
        return { name, rows, contender, minMs, medianMs, cpuMs, bytes: bytesIn + bytesOut, checksum }
      }),
    ),
    measurements: probes.flatMap(({ name, rows, measurements }) =>
      measurements.map((measurement) => ({ workload: name, rows, ...measurement })),
    ),
    targets: targetLines(subjects, results),
    declined: listed('declined'),
    wrong: listed('wrong'),
  }
}
