import { relative, resolve } from 'node:path'
import type { Command } from 'commander'
import { writeProject } from '../project/write-project.js'
import { type GlobalOptions, outputOf } from '../with-store.js'

/** `millrace init DIR` */
export function initCommand(program: Command): void {
  program
    .command('init <directory>')
    .description('write a small project that runs: configuration, definitions and data')
    .action(async (directory: string, _options: unknown, command: Command) => {
      const output = outputOf(command)
      const target = resolve(command.optsWithGlobals<GlobalOptions>().chdir, directory)
      const files = await writeProject(target, new Date())
      output.data(JSON.stringify({ directory: target, files }))
      for (const file of files) output.say(`wrote ${relative(process.cwd(), resolve(target, file))}`)
      output.say()
      output.say('Next:')
      output.say(`  cd ${relative(process.cwd(), target) || '.'}`)
      output.say('  millrace apply')
      output.say('  millrace materialize-incremental')
      output.say('  millrace get-online-features -f driver_score:score driver_score:busy -e driver_id=1001')
      output.say('  millrace get-historical-features --service trip_model --entities training_rows.ndjson')
      output.say('  millrace serve')
    })
}
