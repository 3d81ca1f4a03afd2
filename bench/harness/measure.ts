import Benchmark from 'benchmark'
import type { Contender } from './contender.js'

/** What one round took, per run of the work. */
export interface Round {
  readonly ms: number
  /** Processor time of the whole process, all threads. */
  readonly cpuMs: number
}

/** Takes up every run's number. */
let sink = 0

/** Times one contender, a round at a time, by a Benchmark of its own. */
export class Stopwatch {
  readonly #contender: Contender
  readonly #benchmark: Benchmark & { initCount: number }
  #failure: unknown

  /** A round repeats the work for at least `roundMs`. */
  constructor(contender: Contender, roundMs: number) {
    this.#contender = contender
    const { async } = contender
    // One sample a round: rounds of all contenders alternate, so that a busy moment of the machine meets each of them.
    const options = { async, defer: async, minSamples: 1, maxTime: 0, delay: 0.001, minTime: roundMs / 1000 }
    const fn = async ? (deferred: Deferred) => this.#runDeferred(deferred) : () => this.#runOnce()
    this.#benchmark = Object.assign(new Benchmark(contender.name, fn, options), { initCount: 1 })
  }

  /** Runs one round. Throws what the work throws. */
  async round(): Promise<Round> {
    const benchmark = this.#benchmark
    await new Promise<void>((resolve) => {
      benchmark.off('complete').on('complete', () => resolve())
      benchmark.run()
    })
    const failure = this.#failure ?? (benchmark as { error?: unknown }).error
    if (failure !== undefined) throw failure
    const { mean } = benchmark.stats
    if (!(mean > 0) || !Number.isFinite(sink)) throw new Error(`A round measured nothing: ${this.#contender.name}`)
    benchmark.initCount = benchmark.count
    return { ms: mean * 1000, cpuMs: await this.#cpuMs(benchmark.count) }
  }

  /** Runs once more, apart, since the library's own work between samples would count otherwise. */
  async #cpuMs(runs: number): Promise<number> {
    const contender = this.#contender
    const before = process.cpuUsage()
    for (let run = 0; run < runs; run++) {
      const number = contender.run()
      sink += typeof number === 'number' ? number : await number
    }
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000 / runs
  }

  #runOnce(): void {
    sink += this.#contender.run() as number
  }

  #runDeferred(deferred: Deferred): void {
    Promise.resolve(this.#contender.run())
      .then((number) => (sink += number))
      .catch((error: unknown) => (this.#failure = error))
      .finally(() => deferred.resolve())
  }
}

interface Deferred {
  resolve(): void
}
