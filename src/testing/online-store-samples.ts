import { columnFromValues } from '../arrow/column-from-values.js'
import { valueAt } from '../arrow/value-at.js'
import type { Column } from '../column.js'
import type { OnlineStore, OnlineTable, OnlineWrite } from '../stores/online/online-store.js'
import { NO_TIMESTAMP } from '../stores/online/row-order.js'
import { type DataType, dataTypes, type ScalarType, type Value } from '../types.js'

/** A row of a test: one value a join key, one a field, and its timestamps. */
export interface SampleRow {
  readonly key: readonly unknown[]
  readonly values: readonly unknown[]
  readonly event: bigint
  readonly created?: bigint
}

/** A table with the given join keys and fields. */
export function sampleTable(
  project: string,
  view: string,
  joinKeys: Readonly<Record<string, ScalarType>> = { id: 'int64' },
  fields: Readonly<Record<string, DataType>> = { value: 'int64' },
): OnlineTable {
  const list = <T>(types: Readonly<Record<string, T>>) => Object.entries(types).map(([name, type]) => ({ name, type }))
  return { project, view, joinKeys: list(joinKeys), fields: list(fields) }
}

/** Columns of rows given as lists. */
export function sampleColumns(
  declared: readonly { readonly name: string; readonly type: DataType }[],
  rows: readonly (readonly unknown[])[],
): Column[] {
  return declared.map(({ name, type }, index) =>
    columnFromValues(
      type,
      rows.map((row) => row[index]),
      name,
    ),
  )
}

/** A write of some rows. */
export function sampleWrite(table: OnlineTable, rows: readonly SampleRow[]): OnlineWrite {
  const key = rows.map((row) => row.key)
  const values = rows.map((row) => row.values)
  return {
    table,
    keys: sampleColumns(table.joinKeys, key),
    values: sampleColumns(table.fields, values),
    eventTimestamps: BigInt64Array.from(rows, ({ event }) => event),
    createdTimestamps: rows.every(({ created }) => created === undefined)
      ? null
      : BigInt64Array.from(rows, ({ created }) => created ?? NO_TIMESTAMP),
  }
}

/** Writes rows of one view. */
export async function writeRows(store: OnlineStore, table: OnlineTable, rows: readonly SampleRow[]) {
  const [result] = await store.write([sampleWrite(table, rows)])
  return result!
}

/** Reads all fields, or some, of one view. */
export async function readRows(
  store: OnlineStore,
  table: OnlineTable,
  keys: readonly (readonly unknown[])[],
  fields: readonly string[] = table.fields.map(({ name }) => name),
): Promise<{ found: number[]; events: bigint[]; createds: bigint[]; rows: Value[][]; columns: readonly Column[] }> {
  const [result] = await store.read([{ table, keys: sampleColumns(table.joinKeys, keys), fields }])
  const { found, eventTimestamps, createdTimestamps, columns } = result!
  return {
    found: [...found],
    events: [...eventTimestamps],
    createds: [...createdTimestamps],
    rows: Array.from(found, (_, row) => columns.map((column) => valueAt(column, row))),
    columns,
  }
}

/** The packed rows of some keys as the store holds them, past the public methods: what "the same bytes" is about. */
export async function storedBytes(
  store: OnlineStore,
  keys: readonly Uint8Array[],
): Promise<readonly (Uint8Array | undefined)[]> {
  const open = store as unknown as {
    _getMany(keys: readonly Uint8Array[]): Promise<readonly (Uint8Array | undefined)[]>
  }
  return open._getMany(keys)
}

/** Values at the edges of every type, three a type; lists hold them too. */
export const edgeValues: ReadonlyMap<DataType, readonly unknown[]> = new Map(
  dataTypes.map((type): [DataType, readonly unknown[]] => [type, edgesOf(type)]),
)

function edgesOf(type: DataType): readonly unknown[] {
  switch (type) {
    case 'bool':
      return [true, false, true]
    case 'int32':
      return [2147483647, -2147483648, 0]
    case 'int64':
      return [2n ** 63n - 1n, -(2n ** 63n), 0n]
    case 'float32':
      return [Number.NaN, -0, Math.fround(1e-45)]
    case 'float64':
      return [Number.POSITIVE_INFINITY, 5e-324, -0]
    case 'string':
      return ['', 'naïve 日本 😀\0 end', 'x'.repeat(5000)]
    case 'bytes':
      return [new Uint8Array(0), Uint8Array.of(0, 255, 0, 123, 125), new Uint8Array(300).fill(7)]
    case 'timestamp':
      return [0n, -1n, 253402300799999999n]
    default: {
      const items = edgesOf(type.slice(6, -1) as ScalarType)
      return [items, [], [...items, ...items]]
    }
  }
}
