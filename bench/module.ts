import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { kernelsBase64 } from '../src/wasm/kernels.generated.js'
import type { ColdStart } from './harness/cold-start.js'
import type { Measurement, Probe, Scale, Workload } from './harness/workload.js'

/** The WebAssembly module: its size, and what a process pays before its first answer. */
export const module: Workload = {
  name: 'module',
  title: 'the WebAssembly module: size, and processor time of a process that starts',
  cases: (scale) => [probe(processes[scale])],
}

/** Fresh processes; the least time counts. */
const processes: Readonly<Record<Scale, number>> = { tiny: 1, quick: 5, full: 15, large: 15 }

function probe(count: number): Probe {
  return {
    name: 'module',
    rows: 1,
    targets: [
      { measurement: 'gzip', atMost: 64, unit: 'kB' },
      { measurement: 'cold start', atMost: 10, unit: 'ms' },
    ],
    measure: async () => [{ name: 'gzip', value: gzippedKilobytes(), unit: 'kB' }, ...(await coldStart(count))],
  }
}

function gzippedKilobytes(): number {
  return gzipSync(Buffer.from(kernelsBase64, 'base64')).length / 1024
}

async function coldStart(count: number): Promise<Measurement[]> {
  const starts: ColdStart[] = []
  for (let index = 0; index < count; index++) starts.push(await startProcess())
  const least = (part: (start: ColdStart) => number) => Math.min(...starts.map(part))
  return [
    { name: 'compile and instantiate', value: least(({ loadMs }) => loadMs), unit: 'ms' },
    { name: 'first plan', value: least(({ planMs }) => planMs), unit: 'ms' },
    { name: 'cold start', value: least(({ loadMs, planMs }) => loadMs + planMs), unit: 'ms' },
    { name: 'first answer', value: least(({ answerMs }) => answerMs), unit: 'ms' },
  ]
}

async function startProcess(): Promise<ColdStart> {
  const script = fileURLToPath(new URL('./harness/cold-start.js', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [...process.execArgv, script])
  return JSON.parse(stdout) as ColdStart
}
