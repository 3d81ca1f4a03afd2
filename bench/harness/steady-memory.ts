// A process of its own, in which nothing else moves memory: it works through batches and prints what they left behind.
import { argv } from 'node:process'
import { expr, WasmBackend } from '../../src/backend.js'
import { loadKernels } from '../../src/wasm/load.js'
import { tableOf } from './engines/wasm.js'
import { clearAllGarbage } from './garbage.js'
import { median } from './median.js'
import { floats, integers, randomNumbers } from './random-columns.js'

/** What a run of batches did to memory. */
export interface SteadyMemory {
  /** How far the median resident memory of the last tenth of batches, garbage apart, is from that of the second tenth. */
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
// As a plan does, which is made once.
const condition = expr`a < 0.5`
const computed = { d: expr`a * b + log1p(c)`, e: expr`coalesce(a / nullif(b, 0), 0)` }
let peak = 0
let live = 0
watchPeak()
const resident: number[] = []
const reserved: number[] = []
for (let batch = 0; batch < batches; batch++) {
  run(backend.fromArrow(inputs[batch % inputs.length]!))
  // What V8 has not collected yet is not what the batch left behind.
  clearAllGarbage()
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
  const kept = keep(backend.filter(frame, condition))
  const wider = keep(backend.withColumns(kept, computed))
  const joined = keep(backend.join(wider, names, { on: ['k'], how: 'left' }))
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

/** How far the median of the last tenth is from that of the second, in parts of it. */
function change(samples: readonly number[]): number {
  const tenth = Math.floor(samples.length / 10)
  const start = median(samples.slice(tenth, 2 * tenth))
  return Math.abs(median(samples.slice(-tenth)) - start) / start
}
