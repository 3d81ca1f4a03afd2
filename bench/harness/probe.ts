import type { Measurement, Probe, Target } from './workload.js'

/** A probe after its run. */
export interface ProbeResult {
  readonly name: string
  readonly rows: number
  readonly targets: readonly Target[]
  readonly measurements: readonly Measurement[]
}

/** Runs a probe. */
export async function runProbe(probe: Probe): Promise<ProbeResult> {
  const { name, rows, targets } = probe
  return { name, rows, targets, measurements: await probe.measure() }
}
