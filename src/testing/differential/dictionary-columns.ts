import * as arrow from 'apache-arrow'
import fc from 'fast-check'
import { bitmapBytes, setBit } from '../../arrow/bitmap.js'
import { columnFromValues } from '../../arrow/column-from-values.js'
import { columnToVector } from '../../arrow/column-to-vector.js'
import { columnsFromTable } from '../../arrow/table-from-columns.js'
import { valuesOf } from '../../arrow/value-at.js'
import type { Column, Value } from '../../column.js'
import { show } from '../assertion.js'
import { randomStream } from './random-values.js'

const indexTypes = {
  int8: [new arrow.Int8(), Int8Array, 2 ** 7],
  uint8: [new arrow.Uint8(), Uint8Array, 2 ** 8],
  int16: [new arrow.Int16(), Int16Array, 2 ** 15],
  uint16: [new arrow.Uint16(), Uint16Array, 2 ** 16],
  int32: [new arrow.Int32(), Int32Array, 2 ** 31],
  uint32: [new arrow.Uint32(), Uint32Array, 2 ** 32],
} as const

/** How text is dictionary-encoded. */
export interface DictionaryRecipe {
  /** The type of the codes; int32 where the entries are too many for it. */
  readonly index: keyof typeof indexTypes
  /** How many values the rows have, all in all: few, so that the dictionary is smaller than the column. */
  readonly values: number
  /** How often each value is an entry. */
  readonly copies: number
  /** Entries that no row has. */
  readonly unused: number
  /** Entries that are null; rows that are null have one of them, or no valid code. */
  readonly nulls: number
  /** Whether each batch has a dictionary of its own. */
  readonly perBatch: boolean
}

/** Dictionaries of every kind that Arrow allows. */
export const dictionaryRecipes: fc.Arbitrary<DictionaryRecipe> = fc.record({
  index: fc.constantFrom('int32', 'int8', 'uint8', 'int16', 'uint16', 'uint32'),
  values: fc.constantFrom(1, 3, 12, 200),
  copies: fc.constantFrom(1, 1, 2, 3),
  unused: fc.constantFrom(0, 0, 1, 5, 40),
  nulls: fc.constantFrom(0, 0, 1, 2),
  perBatch: fc.boolean(),
})

/** Encodes the columns of a table of one batch that have a recipe; `types` are those of the encoded columns. */
export function encodeColumns(
  table: arrow.Table,
  recipes: ReadonlyMap<string, DictionaryRecipe>,
  types: ReadonlyMap<string, arrow.Dictionary>,
): arrow.Table {
  const columns = columnsFromTable(table)
  const children = table.schema.fields.map(({ name }, index) => {
    const recipe = recipes.get(name)
    const given = table.getChildAt(index)!.data[0]!
    return recipe ? encode(columns.get(name)!, recipe, types.get(name)!) : given
  })
  const fields = table.schema.fields.map(({ name }, index) => new arrow.Field(name, children[index]!.type, true))
  const struct = arrow.makeData({ type: new arrow.Struct(fields), length: table.numRows, nullCount: 0, children })
  const schema = new arrow.Schema(fields)
  return new arrow.Table(schema, new arrow.RecordBatch(schema, struct))
}

/** The type of a column of so many rows that is encoded so. */
export function dictionaryType(column: Column, { index, copies, unused, nulls }: DictionaryRecipe): arrow.Dictionary {
  const entries = copies * column.length + unused + nulls
  const [type] = indexTypes[entries < indexTypes[index][2] ? index : 'int32']
  return new arrow.Dictionary(columnToVector(column).type, type)
}

/** Null rows point at null entries, or outside of the dictionary under a bit that says so. */
function encode(column: Column, recipe: DictionaryRecipe, type: arrow.Dictionary): arrow.Data {
  const values = valuesOf(column)
  const known = [...new Map(values.filter((value) => value !== null).map((value) => [show(value), value])).values()]
  const entries = [...nulls(recipe.nulls), ...unusedEntries(column, recipe.unused), ...copies(known, recipe.copies)]
  const places = new Map<string, number[]>()
  for (const [place, entry] of entries.entries()) {
    const key = show(entry)
    places.set(key, [...(places.get(key) ?? []), place])
  }
  const [, Codes] = Object.values(indexTypes).find(([{ typeId, bitWidth, isSigned }]) => {
    const { indices } = type
    return indices.typeId === typeId && indices.bitWidth === bitWidth && indices.isSigned === isSigned
  })!
  const codes = new Codes(column.length)
  const validity = new Uint8Array(bitmapBytes(column.length))
  for (const [row, value] of values.entries()) {
    const choices = places.get(show(value)) ?? []
    const place = choices[randomStream(1, row)() % (choices.length + (value === null ? 1 : 0))]
    codes[row] = place ?? entries.length + row
    if (place !== undefined) setBit(validity, row)
  }
  return arrow.makeData({
    type,
    length: column.length,
    nullCount: -1,
    nullBitmap: validity,
    data: codes as Int32Array,
    dictionary: columnToVector(columnFromValues(column.type, entries, 'dictionary')),
  })
}

function nulls(count: number): null[] {
  return Array.from({ length: count }, () => null)
}

function unusedEntries({ type }: Column, count: number): Value[] {
  return Array.from({ length: count }, (_, index) =>
    type === 'string' ? `unused ${index}` : Uint8Array.of(117, index, 117),
  )
}

function copies(values: readonly Value[], count: number): Value[] {
  return Array.from({ length: count }, () => values).flat()
}
