import { type OnlineAnswer, type OnlineColumn, PRESENT, statusNames } from '../engine/results.js'
import { jsonWriter } from '../json/column-to-json.js'
import { formatTimestamp } from '../json/format-timestamp.js'

const statusTexts = statusNames.map((name) => `"${name}"`)

/**
 * Writes an answer in Feast's JSON: per column its values, statuses and event timestamps, then the columns' names.
 *
 * `metadata.warnings` is there where the read had warnings; Feast's clients do not look at it.
 */
export function onlineResponse(answer: OnlineAnswer): string {
  const written = new Map<object, string>()
  const results = answer.columns.map((column) => columnText(column, answer.length, written)).join(',')
  const warnings = answer.warnings.length === 0 ? '' : `,"warnings":${JSON.stringify(answer.warnings)}`
  return `{"results":[${results}],"metadata":{"feature_names":${JSON.stringify(answer.featureNames)}${warnings}}}`
}

/** `written`: the texts of lists that columns before this one had, as the features of a view have the same. */
function columnText(
  { column, statuses, eventTimestamps }: OnlineColumn,
  length: number,
  written: Map<object, string>,
): string {
  const textOf = (list: object, write: (row: number) => string): string => {
    const text = written.get(list) ?? listText(length, write)
    written.set(list, text)
    return text
  }
  // A value that is not there is null by its validity, so its status does not matter here.
  const values = listText(length, jsonWriter(column, 'seconds'))
  const states = textOf(statuses, (row) => statusTexts[statuses[row] ?? PRESENT]!)
  if (length === 0) return `{"values":${values},"statuses":${states}}`
  const times = textOf(eventTimestamps, timestampWriter(eventTimestamps))
  return `{"values":${values},"statuses":${states},"event_timestamps":${times}}`
}

function listText(length: number, write: (row: number) => string): string {
  let text = '['
  for (let row = 0; row < length; row++) text += row === 0 ? write(row) : `,${write(row)}`
  return `${text}]`
}

/** Rows next to each other mostly share their event timestamp: each is written once. */
function timestampWriter(timestamps: BigInt64Array): (row: number) => string {
  let last = 0n
  let text = '"1970-01-01T00:00:00Z"'
  return (row) => {
    const timestamp = timestamps[row]!
    if (timestamp !== last) {
      last = timestamp
      text = `"${formatTimestamp(timestamp)}"`
    }
    return text
  }
}
