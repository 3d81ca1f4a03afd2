// A process of its own, which pays once what is measured here and prints it.
import { columnsFromTable, parseExpression, tableFromColumns, WasmBackend } from '../../src/backend.js'
import { loadKernels } from '../../src/wasm/load.js'
import { floats } from './random-columns.js'

/** Processor time, all threads. */
export interface ColdStart {
  /** Compiling and instantiating the module. */
  readonly loadMs: number
  /** Planning and running expressions over a frame for the first time. */
  readonly planMs: number
  /** From nothing to an Arrow table: these two, reading the text of the expressions, and both copies. */
  readonly answerMs: number
}

const table = tableFromColumns({ a: floats(1, () => 3), b: floats(1, () => 2), c: floats(1, () => 0) }, 1)
const started = process.cpuUsage()
loadKernels()
const loadMs = processorMs(started)
const backend = new WasmBackend()
const frame = backend.fromArrow(table)
const expressions = {
  x: parseExpression('a * b + log1p(c)'),
  y: parseExpression('if(b > 10 and a < 0.5, 1, 0)'),
  z: parseExpression('coalesce(a / nullif(b, 0), 0)'),
}
const ready = process.cpuUsage()
const result = backend.withColumns(frame, expressions)
const planMs = processorMs(ready)
const answer = columnsFromTable(backend.toArrow(result))
const answerMs = processorMs(started)
const values = ['x', 'y', 'z'].map((name) => Number(answer.get(name)!.values![0]))
if (values.join() !== '6,0,1.5') throw new Error(`The first plan is wrong: ${values}`)
console.log(JSON.stringify({ loadMs, planMs, answerMs } satisfies ColdStart))

function processorMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since)
  return (user + system) / 1000
}
