import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { SteadyMemory } from './harness/steady-memory.js'
import type { Measurement, Scale, Workload } from './harness/workload.js'

/** What batches leave behind: each is filtered, computed on, joined and grouped, and released. */
export const memory: Workload = {
  name: 'memory',
  title: 'memory over batches of filter, withColumns, join and groupbyAgg; changes from the second tenth to the last',
  cases: (scale) => {
    const { rows, batches } = sizes[scale]
    return [
      {
        name: `memory batches=${batches}`,
        rows,
        targets: [
          { measurement: 'resident change', atMost: 5, unit: '%' },
          { measurement: 'WebAssembly change', atMost: 5, unit: '%' },
          { measurement: 'peak over live columns', atMost: 3, unit: 'x' },
        ],
        measure: () => measure(rows, batches),
      },
    ]
  },
}

const sizes: Readonly<Record<Scale, { readonly rows: number; readonly batches: number }>> = {
  tiny: { rows: 1000, batches: 50 },
  quick: { rows: 100_000, batches: 100 },
  full: { rows: 100_000, batches: 1000 },
  large: { rows: 100_000, batches: 1000 },
}

async function measure(rows: number, batches: number): Promise<Measurement[]> {
  const script = fileURLToPath(new URL('./harness/steady-memory.js', import.meta.url))
  const args = [...process.execArgv, script, `${rows}`, `${batches}`]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  const { residentChange, reservedChange, peakOverLive } = JSON.parse(stdout) as SteadyMemory
  return [
    { name: 'resident change', value: 100 * residentChange, unit: '%' },
    { name: 'WebAssembly change', value: 100 * reservedChange, unit: '%' },
    { name: 'peak over live columns', value: peakOverLive, unit: 'x' },
  ]
}
