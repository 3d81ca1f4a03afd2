import type { Table } from 'apache-arrow'
import { columnFromValues } from '../../arrow/column-from-values.js'
import { columnsFromTable, tableFromColumns } from '../../arrow/table-from-columns.js'
import { rowsFromTable, tableFromRows } from '../../arrow/table-from-rows.js'
import type { FileLocation, OfflineRead, OfflineStore, OfflineTable } from '../../stores/offline/offline-store.js'
import { dataTypes, type OutputRow, type Schema } from '../../types.js'
import { columnBits } from '../column-bits.js'
import { edgeValues } from '../online-store-samples.js'

/** The first microsecond of 2024, UTC. */
export const newYear = 1_704_067_200_000_000n
export const microsecondsPerHour = 3_600_000_000n
export const microsecondsPerDay = 24n * microsecondsPerHour

/** A view of ids and values. */
export function sampleView(view = 'stats', fields: Schema = { value: 'int64' }): OfflineTable {
  const schema: Schema = { id: 'int64', ...fields, event_timestamp: 'timestamp' }
  return { project: 'shop', view, schema, timestampField: 'event_timestamp' }
}

/** Rows of {@link sampleView}: `[id, value, hours after new year]`. */
export function sampleRows(...rows: readonly (readonly [id: number, value: number | null, hours: number])[]): Table {
  return tableFromRows(
    sampleView().schema,
    rows.map(([id, value, hours]) => ({
      id,
      value,
      event_timestamp: newYear + BigInt(Math.round(hours * 1000)) * (microsecondsPerHour / 1000n),
    })),
  )
}

/** `count` rows with ids and values from `first` on, `perHour` an hour. */
export function manyRows(first: number, count: number, perHour = 10): Table {
  const ids = BigInt64Array.from({ length: count }, (_, row) => BigInt(first + row))
  const times = ids.map((id) => newYear + (id * microsecondsPerHour) / BigInt(perHour))
  const column = (type: 'int64' | 'timestamp', values: BigInt64Array) => ({
    ...columnFromValues(type, [], type),
    length: count,
    values,
  })
  return tableFromColumns(
    { id: column('int64', ids), value: column('int64', ids), event_timestamp: column('timestamp', times) },
    count,
  )
}

/** A view with a field of every type, and `count` rows of it that go through the edge values and null. */
export function everyType(count: number): { readonly table: OfflineTable; readonly rows: Table } {
  const table = sampleView(
    'every',
    Object.fromEntries(dataTypes.map((type) => [`f_${type.replace(/\W/g, '_')}`, type])),
  )
  const columns = new Map(
    Object.entries(table.schema).map(([name, type]) => {
      const values = name === 'event_timestamp' ? [newYear] : [...edgeValues.get(type)!, null]
      const list = Array.from({ length: count }, (_, row) => values[row % values.length])
      return [name, columnFromValues(type, list, name)] as const
    }),
  )
  return { table, rows: tableFromColumns(columns, count) }
}

/** Reads everything selected, as row objects. */
export async function readAll(store: OfflineStore, table: OfflineTable, options?: OfflineRead): Promise<OutputRow[]> {
  return collect(store.read(table, options))
}

/** Reads everything selected of files, as row objects. */
export async function readFiles(
  store: OfflineStore,
  location: FileLocation,
  options?: OfflineRead,
): Promise<OutputRow[]> {
  return collect(store.readFile(location, options))
}

/** The values of one field of everything selected. */
export async function valuesOf(store: OfflineStore, table: OfflineTable, field = 'value', options?: OfflineRead) {
  return (await readAll(store, table, options)).map((row) => row[field])
}

/** Reads everything selected as one text a row, which are equal just where all bits are. */
export async function readBits(tables: AsyncIterable<Table>): Promise<string[]> {
  const rows: string[] = []
  for await (const table of tables) for (const row of rowBits(table)) rows.push(row)
  return rows
}

/** One text a row of a table, equal just where all bits are. */
export function rowBits(table: Table): string[] {
  const columns = [...columnsFromTable(table).values()].map(columnBits)
  return Array.from({ length: table.numRows }, (_, row) => columns.map((column) => column[row]).join(' | '))
}

async function collect(tables: AsyncIterable<Table>): Promise<OutputRow[]> {
  const rows: OutputRow[] = []
  for await (const table of tables) for (const row of rowsFromTable(table)) rows.push(row)
  return rows
}
