import type { Command } from 'commander'
import { MillraceError } from '../../errors.js'
import { printDiff } from '../print-diff.js'
import { hasDefinitions, withStore } from '../with-store.js'

/** `millrace apply` and `millrace plan` */
export function applyCommands(program: Command): void {
  for (const name of ['apply', 'plan'] as const) {
    program
      .command(name)
      .description(name === 'apply' ? 'register the definitions' : 'say what apply would change')
      .action(async (_options: unknown, command: Command) => {
        requireDefinitions(command)
        await withStore(command, async (store, output) => printDiff(output, await store[name]()))
      })
  }
}

function requireDefinitions(command: Command): void {
  if (hasDefinitions(command)) return
  throw new MillraceError(
    'MILLRACE_FILE_NOT_FOUND',
    'There are no definitions to apply; write features.ts beside the configuration, or name the file with --definitions',
  )
}
