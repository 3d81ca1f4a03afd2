// A process of its own, in which nothing else moves memory: it works through batches and prints what they left behind.
import { argv } from 'node:process'
import { expr, WasmBackend } from '../../src/backend.js'
import { loadKernels } from '../../src/wasm/load.js'
import { tableOf } from './engines/wasm.js'
import { floats, integers, randomNumbers } from './random-columns.js'

/** What a run of batches did to memory. */
export interface SteadyMemory {
  /** How far the resident memory of the last tenth of batches is from that of the second tenth. */
  readonly residentChange: number
  /** The same for WebAssembly memory. */
  readonly reservedChange: number
  /** The most WebAssembly memory in use over the most that frames held between operations. */
  readonly peakOverLive: number
}

const [rows, batches] = argv.slice(2).map(Number) as [number, number]
const groups = 1000
const random = randomNumbers(20_011)
const { arena } = loadKernels()
const backend = new WasmBackend()
const names = backend.fromArrow(
  tableOf({ k: integers(groups, (row) => row), weight: floats(groups, random), share: floats(groups, random) }),
)
// Made ahead: what making them leaves behind is not ours.
const inputs = Array.from({ length: 4 }, () =>
  tableOf({
    k: integers(rows, () => Math.floor(random() * groups)),
    a: floats(rows, random),
    b: floats(rows, random),
    c: floats(rows, random),
  }),
)
let peak = 0
let live = 0
watchPeak()
const resident: number[] = []
const reserved: number[] = []
for (let batch = 0; batch < batches; batch++) {
  run(backend.fromArrow(inputs[batch % inputs.length]!))
  resident.push(process.memoryUsage.rss())
  reserved.push(arena.memory.buffer.byteLength)
}
const answer: SteadyMemory = {
  residentChange: change(resident),
  reservedChange: change(reserved),
  peakOverLive: peak / live,
}
console.log(JSON.stringify(answer))

function run(frame: ReturnType<WasmBackend['fromArrow']>): void {
  const frames = [frame]
  const keep = (made: typeof frame) => {
    frames.push(made)
    live = Math.max(live, arena.bytesInUse)
    return made
  }
  const kept = keep(backend.filter(frame, expr`a < 0.5`))
  const computed = keep(
    backend.withColumns(kept, { d: expr`a * b + log1p(c)`, e: expr`coalesce(a / nullif(b, 0), 0)` }),
  )
  const joined = keep(backend.join(computed, names, { on: ['k'], how: 'left' }))
  keep(backend.groupbyAgg(joined, ['k'], { total: { fn: 'sum', column: 'd' }, mean: { fn: 'mean', column: 'share' } }))
  for (const made of frames) backend.release(made)
}

function watchPeak(): void {
  const allocate = arena.allocate
  arena.allocate = (byteLength) => {
    const block = allocate.call(arena, byteLength)
    peak = Math.max(peak, arena.bytesInUse)
    return block
  }
}

/** The greatest distance from the median of the second tenth, among the last tenth, in parts of it. */
function change(samples: readonly number[]): number {
  const tenth = Math.floor(samples.length / 10)
  const start = samples.slice(tenth, 2 * tenth).sort((a, b) => a - b)[tenth >> 1]!
  return Math.max(...samples.slice(-tenth).map((value) => Math.abs(value - start) / start))
}
