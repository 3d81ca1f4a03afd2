import { Dictionary, Int32, makeData, type Table, Utf8, Vector } from 'apache-arrow'
import { columnFromValues } from '../../src/arrow/column-from-values.js'
import { columnToVector } from '../../src/arrow/column-to-vector.js'
import { tableFromColumns } from '../../src/arrow/table-from-columns.js'
import { valuesOf } from '../../src/arrow/value-at.js'
import type { Column } from '../../src/column.js'
import type { Columns } from './random-columns.js'

/** Columns as an Arrow table over the same memory, those named in `dictionaries` dictionary-encoded. */
export function dictionaryTable(columns: Columns, dictionaries: readonly string[] = []): Table {
  const table = tableFromColumns(columns, Object.values(columns)[0]!.length)
  const encoded = Object.keys(columns).filter((name) => dictionaries.includes(name))
  return encoded.reduce((made, name) => made.setChild(name, dictionaryVector(columns[name]!)) as Table, table)
}

function dictionaryVector(column: Column): Vector {
  const { codes, words } = wordCodes(column)
  const type = new Dictionary(new Utf8(), new Int32())
  const dictionary = columnToVector(columnFromValues('string', words, 'words')) as Vector<Utf8>
  return new Vector([makeData({ type, length: codes.length, data: codes, dictionary })])
}

/** The distinct texts of a column without nulls, in order of first appearance, and which of them each row is. */
export function wordCodes(column: Column): { readonly codes: Int32Array; readonly words: readonly string[] } {
  const known = new Map<string, number>()
  const codes = Int32Array.from(valuesOf(column) as string[], (word) => {
    const code = known.get(word) ?? known.size
    known.set(word, code)
    return code
  })
  return { codes, words: [...known.keys()] }
}
