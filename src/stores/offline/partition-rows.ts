import { sliceColumn } from '../../arrow/slice-column.js'
import { takeColumn } from '../../arrow/take-column.js'
import type { Column } from '../../column.js'

/** Rows that become one part: of one day, in their order. */
export interface Partition {
  /** `2024-01-01`, UTC. */
  readonly date: string
  readonly rows: number
  readonly columns: ReadonlyMap<string, Column>
  readonly timestamps: BigInt64Array
}

const microsecondsPerDay = 86_400_000_000n

/** A part's rows and bytes: what a reader and parquet-wasm (which takes four times the bytes) can hold at once. */
export const mostRows = 1_000_000
const mostBytes = 256 * 1024 * 1024

/** Splits rows by the day (UTC) of their timestamps, in ascending order of days, and days into pieces of a part's size. */
export function* partitionRows(
  columns: ReadonlyMap<string, Column>,
  timestampField: string,
): Generator<Partition, void, undefined> {
  const timestamps = columns.get(timestampField)!.values as BigInt64Array
  for (const [day, rows] of rowsByDay(timestamps)) {
    const whole = rows.length === timestamps.length
    const ofDay = whole ? columns : mapColumns(columns, (column) => takeColumn(column, rows))
    yield* pieces(dateOf(day), ofDay, rows.length, timestampField)
  }
}

function* pieces(
  date: string,
  columns: ReadonlyMap<string, Column>,
  rows: number,
  timestampField: string,
): Generator<Partition, void, undefined> {
  const size = rowsPerPart(columns, rows)
  for (let start = 0; start < rows; start += size) {
    const length = Math.min(size, rows - start)
    const piece = mapColumns(columns, (column) => sliceColumn(column, start, length))
    yield { date, rows: length, columns: piece, timestamps: piece.get(timestampField)!.values as BigInt64Array }
  }
}

/** How many rows of columns like these make a part. */
export function rowsPerPart(columns: ReadonlyMap<string, Column>, rows: number): number {
  const bytes = [...columns.values()].reduce((sum, column) => sum + columnBytes(column), 0)
  return Math.max(1, Math.min(mostRows, Math.floor((mostBytes / Math.max(1, bytes)) * rows)))
}

function columnBytes({ validity, values, offsets, items }: Column): number {
  const own = (validity?.byteLength ?? 0) + (values?.byteLength ?? 0) + (offsets?.byteLength ?? 0)
  return items === null ? own : own + columnBytes(items)
}

function rowsByDay(timestamps: BigInt64Array): [day: number, rows: Int32Array][] {
  const days = new Map<number, number[]>()
  // Most rows are of the day of the row before.
  let first = 0n
  let next = 0n
  let rows: number[] = []
  for (let row = 0; row < timestamps.length; row++) {
    const timestamp = timestamps[row]!
    if (timestamp < first || timestamp >= next) {
      const day = dayOf(timestamp)
      first = BigInt(day) * microsecondsPerDay
      next = first + microsecondsPerDay
      rows = days.get(day) ?? []
      days.set(day, rows)
    }
    rows.push(row)
  }
  return [...days].sort(([a], [b]) => a - b).map(([day, list]) => [day, Int32Array.from(list)])
}

/** The day since 1970 of a timestamp, rounded down. */
function dayOf(timestamp: bigint): number {
  const day = Number(timestamp / microsecondsPerDay)
  return timestamp % microsecondsPerDay < 0n ? day - 1 : day
}

function dateOf(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10)
}

function mapColumns(columns: ReadonlyMap<string, Column>, change: (column: Column) => Column): Map<string, Column> {
  return new Map([...columns].map(([name, column]) => [name, change(column)]))
}
