import { resolve } from 'node:path'
import { type Command, Option } from 'commander'
import type { PushTarget } from '../../engine/results.js'
import { printWrite } from '../print-results.js'
import { readRows } from '../read-rows.js'
import { withStore } from '../with-store.js'

/** `millrace push SOURCE [FILE]` */
export function pushCommand(program: Command): void {
  program
    .command('push <source> [file]')
    .description('push rows of a file (JSON, NDJSON, Parquet), or of the standard input, under a push source')
    .addOption(
      new Option('--to <target>', 'which stores')
        .choices(['online', 'offline', 'online_and_offline'])
        .default('online'),
    )
    .action((source: string, file: string | undefined, { to }: { to: PushTarget }, command: Command) =>
      withStore(command, async (store, output, directory) => {
        const rows = await readRows(rowsFile(directory, file))
        printWrite(output, await store.push(source, rows, { to }))
      }),
    )
}

/** A file's path from the project's folder; `-` and nothing stay what they are. */
export function rowsFile(directory: string, file: string | undefined): string | undefined {
  return file === undefined || file === '-' ? undefined : resolve(directory, file)
}
