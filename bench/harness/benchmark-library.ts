import { createRequire } from 'node:module'
import type Benchmark from 'benchmark'

/**
 * The `benchmark` package (2.1.4) with a simpler `template` than lodash's. It writes a new timing loop for each round from
 * templates that hold nothing but `${name}`; compiling these with lodash took 7 ms a round, a third of a quick run.
 */
export const BenchmarkLibrary = load()

function load(): typeof Benchmark {
  const require = createRequire(import.meta.url)
  const library: typeof Benchmark = require('benchmark')
  const lodash: Lodash = createRequire(require.resolve('benchmark'))('lodash')
  const template = (text: string) => (data: Readonly<Record<string, string>>) =>
    text.replace(/\$\{(\w+)\}/g, (_, name: string) => data[name] ?? '')
  return library.runInContext({ _: Object.assign(lodash.runInContext(), { template }) }) as typeof Benchmark
}

interface Lodash {
  runInContext(): object
}
