import type { Command } from 'commander'
import type { WriteResult } from '../../engine/results.js'
import { timeOption } from '../options.js'
import type { Output } from '../output.js'
import { printWrite } from '../print-results.js'
import { type ProgressBars, progressBars } from '../progress.js'
import { withStore } from '../with-store.js'

interface Views {
  readonly views?: readonly string[]
}

/** `millrace materialize START END` and `millrace materialize-incremental [END]` */
export function materializeCommands(program: Command): void {
  program
    .command('materialize')
    .description('write the history of a window, both ends included, to the stores')
    .argument('<start>', 'ISO 8601, UTC where no zone is named', timeOption)
    .argument('<end>', 'ISO 8601, UTC where no zone is named', timeOption)
    .option('-v, --views <names...>', 'only these views')
    .action((start: bigint, end: bigint, { views }: Views, command: Command) =>
      withStore(command, (store, output) =>
        withProgress(output, (progress) => store.materialize({ start, end, ...(views && { views }), ...progress })),
      ),
    )
  program
    .command('materialize-incremental')
    .description('materialize each view from where its last materialization ended')
    .argument('[end]', 'ISO 8601, UTC where no zone is named; default now', timeOption)
    .option('-v, --views <names...>', 'only these views')
    .action((end: bigint | undefined, { views }: Views, command: Command) =>
      withStore(command, (store, output) =>
        withProgress(output, (progress) =>
          store.materializeIncremental({ end: end ?? new Date(), ...(views && { views }), ...progress }),
        ),
      ),
    )
}

async function withProgress(
  output: Output,
  run: (progress: Pick<ProgressBars, 'onProgress'>) => Promise<WriteResult>,
): Promise<void> {
  const { stop, ...progress } = progressBars(output)
  let result: WriteResult
  try {
    result = await run(progress)
  } finally {
    stop()
  }
  printWrite(output, result)
}
