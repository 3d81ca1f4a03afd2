import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { resolve } from 'node:path'
import { run } from '../../src/cli/program.js'

/** What a run of the command line left. */
export interface CliResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

const main = resolve('src/cli/main.ts')
// From another folder the loader would not be found by its name.
const tsx = import.meta.resolve('tsx')

/**
 * Runs the command line in this process: a process of its own takes seconds to start from source. What is about the
 * process itself (its exit, its signals, its standard input) is tested with {@link runCli}.
 */
export async function runHere(directory: string, args: readonly string[]): Promise<CliResult> {
  const output = { stdout: '', stderr: '' }
  const restore = (['stdout', 'stderr'] as const).map((name) => {
    const { write } = process[name]
    process[name].write = (chunk: string | Uint8Array) => {
      output[name] += chunk
      return true
    }
    return () => {
      process[name].write = write
    }
  })
  try {
    const code = await run(['--chdir', directory, ...args])
    return { code, ...output }
  } finally {
    for (const put of restore) put()
  }
}

/** Starts the command line in a process of its own, in `directory`. */
export function startCli(
  directory: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): ChildProcess {
  return spawn(process.execPath, ['--import', tsx, main, ...args], {
    cwd: directory,
    env: { ...process.env, FORCE_COLOR: '0', NO_COLOR: '1', ...environment },
  })
}

/** Runs the command line to its end. */
export async function runCli(
  directory: string,
  args: readonly string[],
  { input, environment }: { input?: string | Uint8Array; environment?: Record<string, string> } = {},
): Promise<CliResult> {
  const child = startCli(directory, args, environment)
  const output = collect(child)
  child.stdin!.end(input ?? '')
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, ...output }
}

/** Collects what a process writes, as it comes. */
export function collect(child: ChildProcess): { stdout: string; stderr: string } {
  const output = { stdout: '', stderr: '' }
  child.stdout!.on('data', (chunk) => (output.stdout += chunk))
  child.stderr!.on('data', (chunk) => (output.stderr += chunk))
  return output
}

/** Waits until what a process writes matches. */
export async function waitFor(
  child: ChildProcess,
  output: { stdout: string; stderr: string },
  pattern: RegExp,
): Promise<RegExpExecArray> {
  for (;;) {
    const match = pattern.exec(output.stdout)
    if (match) return match
    if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}: ${output.stdout}${output.stderr}`)
    await new Promise((done) => setTimeout(done, 20))
  }
}

/** A port that some other program listens on. */
export async function takenPort(): Promise<{ port: number; server: Server }> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { port: (server.address() as { port: number }).port, server }
}
