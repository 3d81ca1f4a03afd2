import type { Table } from 'apache-arrow'
import fc from 'fast-check'
import { columnFromValues } from '../../arrow/column-from-values.js'
import { isBytesType } from '../../arrow/make-column.js'
import { columnsFromTable, tableFromColumns } from '../../arrow/table-from-columns.js'
import type { DataType, Value } from '../../types.js'
import { type DictionaryRecipe, dictionaryRecipes, dictionaryType, encodeColumns } from './dictionary-columns.js'
import { type Profile, randomStream, randomValue } from './random-values.js'

/** Where a column has nulls. */
export type NullPattern = 'none' | 'random' | 'runs' | 'rare' | 'all'

/** How a column is made; its rows follow from the seed, so that a shorter one is the beginning of a longer one. */
export interface ColumnRecipe {
  /** `ascending` is for timestamps: times in order, with ties. */
  readonly profile: Profile | 'ascending'
  readonly nulls: NullPattern
  readonly seed: number
  /** How many values the profile `pool` has. */
  readonly spread: number
  /** How text is dictionary-encoded; null for plain text. */
  readonly dictionary: DictionaryRecipe | null
}

/** How long a table is and how Arrow holds it: rows before and after a slice of it, and where it is cut into batches. */
export interface Shape {
  readonly length: number
  readonly lead: number
  readonly trail: number
  /** Places of cuts, in thousandths of the length. */
  readonly cuts: readonly number[]
}

/** The names and types of a table's columns, with their recipes. */
export type FrameRecipe = Readonly<Record<string, readonly [DataType, ColumnRecipe]>>

/** Lengths around those of words, vectors and chunks; they shrink to short ones. */
export const lengths: fc.Arbitrary<number> = fc.oneof(
  { withCrossShrink: true },
  { arbitrary: fc.noBias(fc.nat(20)), weight: 18 },
  { arbitrary: fc.constantFrom(63, 64, 65), weight: 8 },
  { arbitrary: fc.constantFrom(1023, 1024, 1025), weight: 4 },
  { arbitrary: fc.constant(5000), weight: 1 },
)

/** Shapes of tables of any of `lengths`. */
export const shapes: fc.Arbitrary<Shape> = fc.record({
  length: lengths,
  lead: fc.oneof({ withCrossShrink: true }, fc.constant(0), fc.nat(17)),
  trail: fc.oneof({ withCrossShrink: true }, fc.constant(0), fc.nat(9)),
  cuts: fc.array(fc.nat(1000), { maxLength: 3, size: 'max' }),
})

/** Mostly few nulls: a function of several columns full of them would say little. */
const nullPatterns: fc.Arbitrary<NullPattern> = fc.oneof(
  { arbitrary: fc.constant('none'), weight: 6 },
  { arbitrary: fc.constant('rare'), weight: 2 },
  { arbitrary: fc.constant('random'), weight: 2 },
  { arbitrary: fc.constant('runs'), weight: 1 },
  { arbitrary: fc.constant('all'), weight: 1 },
)

/** Recipes of columns of the given profiles. */
export function columnRecipes(...profiles: readonly ColumnRecipe['profile'][]): fc.Arbitrary<ColumnRecipe> {
  return fc.record({
    profile: fc.constantFrom(...profiles),
    nulls: nullPatterns,
    seed: fc.nat(1_000_000),
    spread: fc.oneof(
      { arbitrary: fc.constantFrom(1, 2, 4, 12), weight: 3 },
      { arbitrary: fc.constant(100), weight: 1 },
    ),
    dictionary: fc.option(dictionaryRecipes, { freq: 2 }),
  })
}

/** Makes the table that a recipe and a shape describe. */
export function makeTable(recipe: FrameRecipe, { length, lead, trail, cuts }: Shape): Table {
  const total = lead + length + trail
  const columns = Object.entries(recipe).map(
    ([name, [type, column]]) => [name, columnFromValues(type, makeValues(type, column, lead, total), name)] as const,
  )
  const [whole, encodePiece] = encoding(recipe, tableFromColumns(new Map(columns), total))
  const rows = whole.slice(lead, lead + length)
  const places = [...new Set(cuts.map((cut) => Math.floor((cut * length) / 1000)))].sort((a, b) => a - b)
  const pieces = [0, ...places].map((from, index) => encodePiece(rows.slice(from, places[index] ?? length)))
  return pieces[0]!.concat(...pieces.slice(1))
}

/** A table with text encoded that has one dictionary for all batches, and what encodes the rest, batch by batch. */
function encoding(recipe: FrameRecipe, table: Table): [table: Table, encodePiece: (piece: Table) => Table] {
  const columns = columnsFromTable(table)
  const encoded = Object.entries(recipe).flatMap(([name, [type, { dictionary }]]) =>
    isBytesType(type) && dictionary ? [[name, dictionary] as const] : [],
  )
  const types = new Map(encoded.map(([name, found]) => [name, dictionaryType(columns.get(name)!, found)]))
  const ofBatches = new Map(encoded.filter(([, { perBatch }]) => perBatch))
  const ofAll = new Map(encoded.filter(([, { perBatch }]) => !perBatch))
  const encodePiece = (piece: Table) => (ofBatches.size === 0 ? piece : encodeColumns(piece, ofBatches, types))
  return [ofAll.size === 0 ? table : encodeColumns(table, ofAll, types), encodePiece]
}

function makeValues(type: DataType, recipe: ColumnRecipe, lead: number, total: number): Value[] {
  return Array.from({ length: total }, (_, index) => {
    const row = index - lead
    const random = randomStream(recipe.seed, row)
    if (isNull(recipe, row, random())) return null
    if (isBytesType(type) && recipe.dictionary)
      return dictionaryValue(type, recipe, random() % recipe.dictionary.values)
    // In order of time, two rows at a time.
    if (recipe.profile === 'ascending') return BigInt(row >> 1) * 1000n
    return randomValue(type, recipe.profile, random, recipe.spread)
  })
}

/** The value of a number; the same number has the same value. */
function dictionaryValue(type: DataType, { profile, seed, spread }: ColumnRecipe, index: number): Value {
  return randomValue(type, profile as Profile, randomStream(seed, -1 - index), spread)
}

function isNull({ nulls, seed }: ColumnRecipe, row: number, random: number): boolean {
  switch (nulls) {
    case 'none':
      return false
    case 'all':
      return true
    case 'random':
      return random % 3 === 0
    case 'rare':
      return random % 100 === 0
    case 'runs':
      return randomStream(seed + 1, row >> 5)() % 2 === 0
  }
}
