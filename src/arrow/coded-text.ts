import { type Data, Type, type Vector } from 'apache-arrow'
import type { Column } from '../column.js'
import { dataTypeOf } from './arrow-type.js'
import { columnFromVector, validityOf } from './column-from-vector.js'
import { concatColumns } from './concat-columns.js'
import { dictionaryOf, type Entries, writeDictionaryRows } from './dictionary-rows.js'
import { bytesColumn, isBytesType } from './make-column.js'

/** Strings or bytes as they are dictionary-encoded: row `r` is entry `codes[r]` of `words`, whose entry 0 is null. */
export interface CodedText {
  readonly codes: Int32Array
  /** Entries may be equal, null or in no row. */
  readonly words: Column<'string' | 'bytes'>
  /** Says that no row is entry 0. */
  readonly skipsFirst: boolean
}

/**
 * Reads the codes of a dictionary-encoded vector of strings or bytes, the dictionaries of its chunks put one after the
 * other; null for other vectors, and where that makes more entries than there are rows.
 *
 * Throws what {@link columnFromVector} does.
 */
export function codedTextFromVector(vector: Vector, field: string): CodedText | null {
  const type = dataTypeOf(vector.type, field)
  if (vector.type.typeId !== Type.Dictionary || !isBytesType(type)) return null
  const chunks = vector.data.filter(({ length }) => length > 0)
  const dictionaries = new Set(chunks.map((data) => dictionaryOf(data, field)))
  if (!(rowsOf([...dictionaries]) < rowsOf(chunks))) return null
  const pieces: Column[] = [bytesColumn(type, new Int32Array(2), new Uint8Array(0), new Uint8Array(1))]
  const places = new Map<Vector, Entries>()
  let entries = 1
  for (const dictionary of dictionaries) {
    const words = columnFromVector(dictionary, field)
    places.set(dictionary, { start: entries, length: words.length })
    entries += words.length
    pieces.push(words)
  }
  return { ...codesOf(chunks, places, field), words: concatColumns(type, pieces) as CodedText['words'] }
}

function codesOf(chunks: readonly Data[], places: ReadonlyMap<Vector, Entries>, field: string) {
  const codes = new Int32Array(rowsOf(chunks))
  let skipsFirst = true
  let next = 0
  for (const data of chunks) {
    const rows = codes.subarray(next, (next += data.length))
    const validity = validityOf(data, field)
    writeDictionaryRows(data, validity, places.get(dictionaryOf(data, field))!, 0, rows, field)
    if (validity !== null) skipsFirst = false
  }
  return { codes, skipsFirst }
}

function rowsOf(parts: readonly { readonly length: number }[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0)
}
