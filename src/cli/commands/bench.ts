import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { MillraceError } from '../../errors.js'

interface BenchFlags {
  readonly quick?: boolean
  readonly large?: boolean
  readonly only: readonly string[]
  readonly maxRows?: string
  readonly report?: string
}

/** `millrace bench` */
export function benchCommand(program: Command): void {
  program
    .command('bench')
    .description(
      'measure the engine beside plain JavaScript, C, and polars, DuckDB and arquero where they are installed',
    )
    .option('--quick', 'every workload at small sizes')
    .option('--large', 'only the largest sizes')
    .option('--only <name>', 'one workload, or cases by how their names begin; may be given again', append, [])
    .option('--max-rows <rows>', 'leave larger cases out')
    .option('--report <folder>', 'write a page with pictures; needs @observablehq/plot and linkedom')
    .action(async (flags: BenchFlags, command: Command) => {
      requirePackage('benchmark')
      if (flags.report !== undefined) for (const name of ['@observablehq/plot', 'linkedom']) requirePackage(name)
      await runBenchmark(argumentsOf(flags, command.optsWithGlobals<{ json?: boolean }>().json ?? false))
    })
}

function append(name: string, names: readonly string[]): readonly string[] {
  return [...names, name]
}

function argumentsOf({ quick, large, only, maxRows, report }: BenchFlags, json: boolean): string[] {
  return [
    ...(quick ? ['--quick'] : []),
    ...(large ? ['--large'] : []),
    ...only.flatMap((name) => ['--only', name]),
    ...(maxRows === undefined ? [] : ['--max-rows', maxRows]),
    ...(report === undefined ? [] : ['--report', report]),
    ...(json ? ['--json', '-'] : []),
  ]
}

/** The stopwatch and the drawing are optional: who serves features does not install them. */
function requirePackage(name: string): void {
  try {
    createRequire(import.meta.url).resolve(name)
  } catch (cause) {
    const message = `The benchmark needs a package that is not installed; run npm install --no-save ${name}`
    throw new MillraceError('MILLRACE_PACKAGE_NOT_FOUND', message, { package: name, from: import.meta.url, cause })
  }
}

/** In a process of its own, so that nothing of the command line is in the heap it measures. */
async function runBenchmark(args: readonly string[]): Promise<void> {
  const script = fileURLToPath(new URL('../../bench/run.js', import.meta.url))
  const child = spawn(process.execPath, [script, ...args], { stdio: 'inherit' })
  const [code] = (await once(child, 'close')) as [number | null]
  process.exitCode = code ?? 1
}
