import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { applyCommands } from './commands/apply.js'
import { benchCommand } from './commands/bench.js'
import { demoCommand } from './commands/demo.js'
import { explainCommand } from './commands/explain.js'
import { getHistoricalFeaturesCommand } from './commands/get-historical-features.js'
import { getOnlineFeaturesCommand } from './commands/get-online-features.js'
import { initCommand } from './commands/init.js'
import { listCommand } from './commands/list.js'
import { materializeCommands } from './commands/materialize.js'
import { pushCommand } from './commands/push.js'
import { serveCommand } from './commands/serve.js'
import { errorText } from './output.js'

/**
 * Runs the command line and gives the exit code: 0 done, 1 failed, 2 called wrongly.
 *
 * @param args the arguments without the program's own name.
 */
export async function run(args: readonly string[]): Promise<number> {
  const program = makeProgram()
  try {
    await program.parseAsync(args, { from: 'user' })
    // A command that ran a program of its own left that one's exit code.
    return Number(process.exitCode ?? 0)
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    process.stderr.write(`${errorText(error, program.opts<{ json?: boolean }>().json ?? false)}\n`)
    return 1
  }
}

function makeProgram(): Command {
  const program = new Command('millrace')
    .description('A feature store with a real-time compute engine.')
    .option('-c, --chdir <dir>', "the project's folder", '.')
    .option('--config <file>', 'the configuration, from that folder', 'feature_store.yaml')
    .option('--definitions <file>', 'the definitions; default features.ts, .mts, .js or .mjs beside the configuration')
    .option('--json', 'results and errors as JSON')
    .version(packageVersion())
    .exitOverride()
  const commands = [
    initCommand,
    applyCommands,
    materializeCommands,
    pushCommand,
    getOnlineFeaturesCommand,
    getHistoricalFeaturesCommand,
    explainCommand,
    listCommand,
    serveCommand,
    demoCommand,
    benchCommand,
  ]
  for (const add of commands) add(program)
  return program
}

function packageVersion(): string {
  return JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version
}
