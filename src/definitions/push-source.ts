import { describeValue } from '../arrow/invalid-value.js'
import { checkName, checkOptions, invalid } from './definition-options.js'
import { FileSource } from './file-source.js'

export interface PushSourceOptions<Name extends string> {
  readonly name: Name
  /** Where the history is that `materialize` reads; without it the offline store's own rows are the history. */
  readonly batchSource?: FileSource
}

/**
 * Declares a name under which rows are pushed.
 *
 * @throws MILLRACE_INVALID_NAME, MILLRACE_INVALID_DEFINITION
 * @example
 * new PushSource({ name: 'driver_stats_push', batchSource: hourly })
 */
export class PushSource<const Name extends string = string> {
  readonly name: Name
  readonly batchSource: FileSource | null

  constructor(options: PushSourceOptions<Name>) {
    checkOptions(options, ['name', 'batchSource'], 'push source')
    this.name = checkName(options.name, 'push source')
    const batchSource = options.batchSource ?? null
    if (batchSource !== null && !(batchSource instanceof FileSource)) {
      throw invalid(`The batchSource of push source ${this.name} is a FileSource, not ${describeValue(batchSource)}`, {
        value: batchSource,
      })
    }
    this.batchSource = batchSource
    Object.freeze(this)
  }
}
