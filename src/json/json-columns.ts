import type { DataType } from '../types.js'
import { jsonToValues } from './json-to-values.js'
import type { JsonObject } from './parse-json.js'

/**
 * Columns of parsed JSON, whose values take their final form once the type of their field is known: the digits of an
 * int64, base64 of bytes, seconds of a timestamp. The feature store takes them wherever it takes rows.
 *
 * @example
 * await store.push('driver_stats_push', JsonColumns.fromRows([{ driver_id: '1001', event_timestamp: 1704067200 }]))
 */
export class JsonColumns {
  constructor(readonly columns: ReadonlyMap<string, readonly unknown[]>) {}

  /** Takes row objects; a field that a row lacks is null in it. */
  static fromRows(rows: readonly JsonObject[]): JsonColumns {
    const columns = new Map<string, unknown[]>()
    for (const [index, row] of rows.entries()) {
      for (const name of Object.keys(row)) {
        let column = columns.get(name)
        if (!column) columns.set(name, (column = new Array<unknown>(rows.length).fill(null)))
        column[index] = row[name]
      }
    }
    return new JsonColumns(columns)
  }

  /**
   * Reads a column as values of `type`, see {@link jsonToValues}; with null as what they are by themselves, all of its
   * integers bigint where one is.
   */
  read(name: string, type: DataType | null): readonly unknown[] {
    const values = this.columns.get(name)!
    if (type !== null) return jsonToValues(values, type, name)
    if (!values.some((value) => typeof value === 'bigint')) return values
    return values.map((value) => (Number.isInteger(value) ? BigInt(value as number) : value))
  }
}
