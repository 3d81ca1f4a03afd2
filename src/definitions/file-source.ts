import { describeValue } from '../arrow/invalid-value.js'
import { checkName, checkOptions, invalid } from './definition-options.js'

export interface FileSourceOptions {
  /** By default the path. */
  readonly name?: string
  /** A Parquet file, or a folder of them. */
  readonly path: string
  /** The column that dates a row. */
  readonly timestampField: string
  /** The column that says when a row was written; it breaks ties of the event timestamp, greatest first. */
  readonly createdTimestampColumn?: string
  /** Names of columns in the file, and the names they have everywhere else. */
  readonly fieldMapping?: Readonly<Record<string, string>>
}

/**
 * Declares Parquet files as the history of a feature view.
 *
 * @throws MILLRACE_INVALID_NAME, MILLRACE_INVALID_DEFINITION
 * @example
 * new FileSource({ path: 'data/driver_stats.parquet', timestampField: 'event_timestamp' })
 */
export class FileSource {
  readonly name: string
  readonly path: string
  readonly timestampField: string
  readonly createdTimestampColumn: string | null
  /** Column in the file -> its name everywhere else. */
  readonly fieldMapping: ReadonlyMap<string, string>

  constructor(options: FileSourceOptions) {
    checkOptions(options, ['name', 'path', 'timestampField', 'createdTimestampColumn', 'fieldMapping'], 'file source')
    this.path = checkColumn(options.path, 'path')
    this.name = options.name === undefined ? this.path : checkName(options.name, 'file source')
    this.timestampField = checkColumn(options.timestampField, 'timestampField')
    const created = options.createdTimestampColumn
    this.createdTimestampColumn = created === undefined ? null : checkColumn(created, 'createdTimestampColumn')
    this.fieldMapping = checkFieldMapping(options.fieldMapping ?? {})
    Object.freeze(this)
  }
}

function checkColumn(value: string, option: string): string {
  if (typeof value !== 'string' || value === '') {
    throw invalid(`The ${option} of a file source is a text that is not empty; got ${describeValue(value)}`, { value })
  }
  return value
}

function checkFieldMapping(mapping: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  if (typeof mapping !== 'object' || mapping === null || Array.isArray(mapping)) {
    throw invalid(`A fieldMapping is an object of column names, not ${describeValue(mapping)}`, { value: mapping })
  }
  const names = new Map(Object.entries(mapping).map(([column, name]) => [column, checkName(name, 'field')]))
  if (new Set(names.values()).size < names.size) {
    throw invalid(`A fieldMapping gives one name to two columns: ${[...names.values()].join(', ')}`, { mapping })
  }
  return names
}
