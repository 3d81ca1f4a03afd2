import { writeFile } from 'node:fs/promises'
import { extname, resolve } from 'node:path'
import type { Table } from 'apache-arrow'
import type { Command } from 'commander'
import { ParquetWasmCodec } from '../../stores/offline/codec/parquet-wasm-codec.js'
import { jsonLines, printTable } from '../print-results.js'
import { readRows } from '../read-rows.js'
import { withStore } from '../with-store.js'
import { type FeatureOptions, featureOptions, featuresOf } from './features.js'
import { rowsFile } from './push.js'

interface Options extends FeatureOptions {
  readonly entities: string
  readonly transform: boolean
  readonly out?: string
}

/** `millrace get-historical-features` */
export function getHistoricalFeaturesCommand(program: Command): void {
  featureOptions(program.command('get-historical-features'))
    .description('build a training set: features as they were at each entity row; with --json a row a line')
    .requiredOption(
      '--entities <file>',
      'entity rows with event_timestamp: JSON, NDJSON or Parquet; - is the standard input',
    )
    .option('--no-transform', 'read on-demand features as they were materialized offline')
    .option('-o, --out <file>', 'write the rows to a file: Parquet, or NDJSON where its name says so')
    .action((options: Options, command: Command) =>
      withStore(command, async (store, output, directory) => {
        const table = await store.getHistoricalFeatures({
          features: featuresOf(options),
          entities: await readRows(rowsFile(directory, options.entities)),
          transform: options.transform,
          fullFeatureNames: options.fullFeatureNames ?? false,
        })
        if (options.out !== undefined) {
          await writeTable(resolve(directory, options.out), table)
          output.data(JSON.stringify({ rows: table.numRows, file: options.out }))
          output.say(`wrote ${table.numRows} rows to ${options.out}`)
        } else if (output.json) {
          for (const line of jsonLines(table)) output.data(line)
        } else printTable(output, table)
      }),
    )
}

async function writeTable(path: string, table: Table): Promise<void> {
  if (!['.ndjson', '.jsonl', '.json'].includes(extname(path)))
    return writeFile(path, await new ParquetWasmCodec().write(table))
  return writeFile(path, [...jsonLines(table)].map((line) => `${line}\n`).join(''))
}
