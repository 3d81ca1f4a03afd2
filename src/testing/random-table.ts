import type { Table } from 'apache-arrow'
import fc from 'fast-check'
import { columnFromValues } from '../arrow/column-from-values.js'
import { columnsFromTable, tableFromColumns } from '../arrow/table-from-columns.js'
import { type DataType, dataTypes, isArrayType, itemType, type ScalarType, type Schema } from '../types.js'
import { columnBits } from './column-bits.js'

/** Generates tables of 1 to 6 columns of any types, 0 to `mostRows` rows, with and without nulls. */
export function randomTables(mostRows: number): fc.Arbitrary<Table> {
  const columns = fc.array(fc.record({ type: fc.constantFrom(...dataTypes), nulls: fc.constantFrom(0, 1, 9, 10) }), {
    minLength: 1,
    maxLength: 6,
  })
  return fc
    .tuple(columns, fc.nat({ max: mostRows }))
    .chain(([described, rows]) =>
      fc
        .tuple(...described.map(({ type, nulls }) => randomValues(type, nulls, rows)))
        .map((values) =>
          tableFromColumns(
            new Map(
              values.map((list, index) => [`c${index}`, columnFromValues(described[index]!.type, list, `c${index}`)]),
            ),
            rows,
          ),
        ),
    )
}

/** Generates rows of a schema as a table; no nulls in the columns `required`. */
export function randomRows(schema: Schema, required: readonly string[], mostRows: number): fc.Arbitrary<Table> {
  const entries = Object.entries(schema)
  return fc
    .nat({ max: mostRows })
    .chain((rows) =>
      fc
        .tuple(...entries.map(([name, type]) => randomValues(type, required.includes(name) ? 0 : 2, rows)))
        .map((values) =>
          tableFromColumns(
            new Map(entries.map(([name, type], index) => [name, columnFromValues(type, values[index]!, name)])),
            rows,
          ),
        ),
    )
}

/** Writes a table's columns so that two tables are equal just where their names, types, order and bits are. */
export function tableBits(table: Table): Record<string, readonly string[]> {
  const bits: Record<string, readonly string[]> = {}
  for (const [name, column] of columnsFromTable(table)) bits[`${name}: ${column.type}`] = columnBits(column)
  return bits
}

function randomValues(type: DataType, nullsInTen: number, rows: number): fc.Arbitrary<unknown[]> {
  const value = isArrayType(type)
    ? fc.array(scalars[itemType(type)], { maxLength: 4 })
    : (scalars[type as ScalarType] as fc.Arbitrary<unknown>)
  const item = fc.tuple(fc.nat({ max: 9 }), value).map(([die, given]) => (die < nullsInTen ? null : given))
  return fc.array(item, { minLength: rows, maxLength: rows })
}

const scalars: Readonly<Record<ScalarType, fc.Arbitrary<unknown>>> = {
  bool: fc.boolean(),
  int32: fc.integer(),
  int64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  float32: fc.float(),
  float64: fc.double(),
  string: fc.string({ unit: 'grapheme' }),
  bytes: fc.uint8Array({ maxLength: 20 }),
  // The years 1 to 9999.
  timestamp: fc.bigInt({ min: -62_135_596_800_000_000n, max: 253_402_300_799_999_999n }),
}
