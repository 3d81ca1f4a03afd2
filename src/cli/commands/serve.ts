import type { Command } from 'commander'
import type { FeatureStore } from '../../feature-store.js'
import { serve } from '../../server/serve.js'
import { portOption } from '../options.js'
import type { Output } from '../output.js'
import { withStore } from '../with-store.js'

/** Where a command serves. */
export interface ServeFlags {
  readonly host: string
  readonly port: number
}

/** Adds the options that say where to serve. */
export function serveOptions(command: Command): Command {
  return command
    .option('--host <address>', 'address to listen on; there is no authentication', '127.0.0.1')
    .option('-p, --port <number>', 'port to listen on; 0 takes a free one', portOption, 6566)
}

/** `millrace serve` */
export function serveCommand(program: Command): void {
  serveOptions(program.command('serve'))
    .description('serve features over HTTP until stopped')
    .action((flags: ServeFlags, command: Command) =>
      withStore(command, (store, output) => serveUntilStopped(store, output, flags)),
    )
}

/** Serves until SIGINT or SIGTERM, then finishes the requests under way. A second signal ends at once. */
export async function serveUntilStopped(store: FeatureStore, output: Output, flags: ServeFlags): Promise<void> {
  const server = await serve(store, flags)
  output.data(JSON.stringify({ url: server.url }))
  output.say(`serving ${store.project} at ${server.url} (stop with Ctrl-C)`)
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve)
    process.once('SIGTERM', resolve)
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
  await server.close()
}
