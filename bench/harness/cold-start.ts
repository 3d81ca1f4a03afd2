// A process of its own, which pays once what is measured here and prints it.
import { columnsFromTable, parseExpression, tableFromColumns, WasmBackend } from '../../src/backend.js'
import { loadKernels } from '../../src/wasm/load.js'
import { floats } from './random-columns.js'

/** Processor time, all threads. */
export interface ColdStart {
  readonly loadMs: number
  readonly planMs: number
}

const table = tableFromColumns({ a: floats(1, () => 3), b: floats(1, () => 2), c: floats(1, () => 0) }, 1)

const loadMs = processorMs(loadKernels)
const planMs = processorMs(() => {
  const backend = new WasmBackend()
  const frame = backend.fromArrow(table)
  const result = backend.withColumns(frame, {
    x: parseExpression('a * b + log1p(c)'),
    y: parseExpression('if(b > 10 and a < 0.5, 1, 0)'),
    z: parseExpression('coalesce(a / nullif(b, 0), 0)'),
  })
  const answer = columnsFromTable(backend.toArrow(result))
  const values = ['x', 'y', 'z'].map((name) => Number(answer.get(name)!.values![0]))
  if (values.join() !== '6,0,1.5') throw new Error(`The first plan is wrong: ${values}`)
})
console.log(JSON.stringify({ loadMs, planMs } satisfies ColdStart))

function processorMs(work: () => unknown): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
