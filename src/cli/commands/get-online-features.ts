import type { Command } from 'commander'
import type { InputRows } from '../../engine/input-table.js'
import { MillraceError } from '../../errors.js'
import { JsonColumns } from '../../json/json-columns.js'
import { parseJson } from '../../json/parse-json.js'
import { onlineResponse } from '../../server/online-response.js'
import { printAnswer } from '../print-results.js'
import { readRows } from '../read-rows.js'
import { withStore } from '../with-store.js'
import { collectEntity, type FeatureOptions, featureOptions, featuresOf } from './features.js'
import { rowsFile } from './push.js'

interface Options extends FeatureOptions {
  readonly entity?: ReadonlyMap<string, readonly string[]>
  readonly entities?: string
  readonly transform?: boolean
}

/** `millrace get-online-features` */
export function getOnlineFeaturesCommand(program: Command): void {
  featureOptions(program.command('get-online-features'))
    .description("read features from the online store; with --json in Feast's JSON")
    .option('-e, --entity <name=value>', 'a join key or a field of request data; repeat it for more', collectEntity)
    .option('--entities <file>', 'entity rows: JSON, NDJSON or Parquet; - is the standard input')
    .option('-t, --transform', 'compute on-demand features from their sources')
    .action((options: Options, command: Command) =>
      withStore(command, async (store, output, directory) => {
        const answer = await store.getOnlineFeatures({
          features: featuresOf(options),
          entities: await entitiesOf(options, directory),
          transform: options.transform ?? false,
          fullFeatureNames: options.fullFeatureNames ?? false,
        })
        output.data(onlineResponse(answer))
        printAnswer(output, answer)
      }),
    )
}

async function entitiesOf({ entity, entities }: Options, directory: string): Promise<InputRows> {
  if (entity !== undefined && entities === undefined) {
    return new JsonColumns(new Map([...entity].map(([name, texts]) => [name, texts.map(entityValue)])))
  }
  if (entities !== undefined && entity === undefined) return readRows(rowsFile(directory, entities))
  throw new MillraceError(
    'MILLRACE_INVALID_ARGUMENT',
    'Name entities with --entity name=value ..., or a file of them with --entities',
  )
}

/** A value of the command line: JSON where it is some, else text. */
function entityValue(text: string): unknown {
  try {
    return parseJson(text)
  } catch {
    return text
  }
}
