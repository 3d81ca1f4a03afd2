import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { type Command, InvalidArgumentError } from 'commander'
import { MillraceError } from '../../errors.js'

/** What `benchOptions` read. */
export interface BenchFlags {
  readonly quick?: boolean
  readonly large?: boolean
  readonly only: readonly string[]
  readonly maxRows?: number
  readonly report?: string
}

/** `millrace bench` */
export function benchCommand(program: Command): void {
  benchOptions(program.command('bench'))
    .description(
      'measure the engine beside plain JavaScript, C, and polars, DuckDB and arquero where they are installed',
    )
    .action(async (flags: BenchFlags, command: Command) => {
      requirePackage('benchmark')
      if (flags.report !== undefined) for (const name of ['@observablehq/plot', 'linkedom']) requirePackage(name)
      await runBenchmark(argumentsOf(flags, command.optsWithGlobals<{ json?: boolean }>().json ?? false))
    })
}

/** The options of the benchmark, here and of its own script. */
export function benchOptions(command: Command): Command {
  return command
    .option('--quick', 'every workload at small sizes')
    .option('--large', 'only the largest sizes')
    .option('--only <name>', 'one workload, or cases by how their names begin; may be given again', append, [])
    .option('--max-rows <rows>', 'leave larger cases out', rowLimit)
    .option('--report <folder>', 'write a page with pictures; needs @observablehq/plot and linkedom')
}

function append(name: string, names: readonly string[]): readonly string[] {
  return [...names, name]
}

function rowLimit(text: string): number {
  const rows = Number(text)
  if (rows >= 1) return rows
  throw new InvalidArgumentError('Write a number of rows, such as 1e6.')
}

function argumentsOf({ quick, large, only, maxRows, report }: BenchFlags, json: boolean): string[] {
  return [
    ...(quick ? ['--quick'] : []),
    ...(large ? ['--large'] : []),
    ...only.flatMap((name) => ['--only', name]),
    ...(maxRows === undefined ? [] : ['--max-rows', String(maxRows)]),
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
