import { BenchmarkLibrary } from './benchmark-library.js'
import type { Contender } from './contender.js'
import { clearGarbage } from './garbage.js'

/** What one round took, per run of the work. */
export interface Round {
  readonly ms: number
  /** Processor time of the whole process, all threads. */
  readonly cpuMs: number
}

/** Times one contender, a round at a time. */
export interface Stopwatch {
  /** Runs one round. Throws what the work throws. */
  round(): Promise<Round>
}

/** Takes up every run's number. */
let sink = 0

/** Makes a Benchmark of a contender that repeats the work for at least `roundMs`. */
export function makeStopwatch(contender: Contender, roundMs: number): Stopwatch {
  const { async, run, name } = contender
  let runs = 0
  let pretest = false
  let cpuBefore = process.cpuUsage()
  let cpuMs = 0
  let failure: unknown
  const count = () => {
    if (runs++ === 0) cpuBefore = process.cpuUsage()
  }
  const runOnce = () => {
    // Before each cycle the library calls once to look for errors: for slow work that would be half of the time.
    if (pretest) {
      pretest = false
      return
    }
    count()
    sink += run() as number
  }
  const runDeferred = (deferred: Deferred) => {
    count()
    Promise.resolve(run())
      .then((number) => (sink += number))
      .catch((error: unknown) => (failure = error))
      .finally(() => deferred.resolve())
  }
  // One sample a round: rounds of all contenders alternate, so that a busy moment of the machine meets each of them.
  const options = { async, defer: async, minSamples: 1, maxTime: 0, delay: 0.001, minTime: roundMs / 1000 }
  const benchmark = Object.assign(new BenchmarkLibrary(name, async ? runDeferred : runOnce, options), { initCount: 1 })
  const beginCycle = () => {
    runs = 0
    pretest = !async
  }
  benchmark.on('cycle', () => {
    const { user, system } = process.cpuUsage(cpuBefore)
    cpuMs = (user + system) / 1000 / runs
    beginCycle()
  })
  return {
    round: async () => {
      // What one contender leaves behind is not the next one's to clear away.
      clearGarbage()
      beginCycle()
      await new Promise<void>((resolve) => {
        benchmark.off('complete').on('complete', () => resolve())
        benchmark.run()
      })
      failure ??= (benchmark as { error?: unknown }).error
      if (failure !== undefined) throw failure
      const { mean } = benchmark.stats
      if (!(mean > 0) || !Number.isFinite(sink)) throw new Error(`A round measured nothing: ${name}`)
      benchmark.initCount = benchmark.count
      return { ms: mean * 1000, cpuMs }
    },
  }
}

interface Deferred {
  resolve(): void
}
