import { type Data, Type, type Vector } from 'apache-arrow'
import type { Column } from '../column.js'
import { type DataType, isArrayType } from '../types.js'
import { dataTypeOf } from './arrow-type.js'
import { isValid, sliceBits } from './bitmap.js'
import { bytesFromData } from './bytes-from-data.js'
import { concatColumns } from './concat-columns.js'
import { damagedVector } from './damaged-vector.js'
import { dictionaryOf, writeDictionaryRows } from './dictionary-rows.js'
import { fixedWidthFromData } from './fixed-width-from-data.js'
import { listFromData } from './list-from-data.js'
import { bytesColumn, emptyColumn, type FixedWidthType, fixedWidthColumn, isBytesType } from './make-column.js'
import { takeColumn } from './take-column.js'
import { findInvalidUtf8 } from './utf8.js'

/**
 * Normalises an Arrow vector into a {@link Column}; `field` names it in errors.
 *
 * Chunks are joined, slices and bit offsets moved to 0, dictionaries decoded. Memory is shared where the vector has one
 * chunk whose layout already is the column's. Nothing is trusted: buffers too short, offsets that fall and text that is
 * not UTF-8 are errors, not wrong values.
 *
 * Throws MILLRACE_UNSUPPORTED_TYPE, MILLRACE_VALUE_OUT_OF_RANGE (a uint64 above int64, a timestamp beyond int64
 * microseconds) and MILLRACE_INVALID_VALUE (damaged buffers).
 *
 * @example
 * columnFromVector(table.getChild('conv_rate')!, 'conv_rate').values // Float32Array
 */
export function columnFromVector(vector: Vector, field: string): Column {
  const type = dataTypeOf(vector.type, field)
  const dictionaries = new Map<Vector, Column>()
  const pieces = vector.data
    .filter((data) => data.length > 0)
    .map((data) => columnFromData(data, type, field, dictionaries))
  return pieces.length === 0 ? emptyColumn(type) : concatColumns(type, pieces)
}

function columnFromData(data: Data, type: DataType, field: string, dictionaries: Map<Vector, Column>): Column {
  const validity = validityOf(data, field)
  if (data.typeId === Type.Dictionary) return decodeDictionary(data, validity, field, dictionaries)
  if (isArrayType(type)) {
    return listFromData(data, validity, field, (items, itemType) =>
      columnFromData(items, itemType, field, dictionaries),
    )
  }
  if (isBytesType(type)) {
    const { offsets, bytes } = bytesFromData(data, validity, field)
    const column = bytesColumn(type, offsets, bytes, validity)
    return type === 'string' ? checkedText(column, field) : column
  }
  const fixed = type as FixedWidthType
  return fixedWidthColumn(fixed, data.length, fixedWidthFromData(data, fixed, validity, field), validity)
}

/** The bits of which rows of a piece of data have a value; null where all have. */
export function validityOf(data: Data, field: string): Uint8Array | null {
  if (!Number.isSafeInteger(data.offset) || data.offset < 0)
    throw damagedVector(field, `its first row is number ${data.offset}`)
  const bitmap = data.nullBitmap as Uint8Array | undefined
  if (bitmap === undefined || bitmap.length === 0) return null
  const isLongEnough = bitmap.length * 8 >= data.offset + data.length
  // Asked in this order, because counting reads as many bits as there are rows.
  if (isLongEnough && data.nullCount <= 0) return null
  if (!isLongEnough) throw damagedVector(field, 'its validity bitmap is too short')
  return sliceBits(bitmap, data.offset, data.length)
}

function decodeDictionary(
  data: Data,
  validity: Uint8Array | null,
  field: string,
  dictionaries: Map<Vector, Column>,
): Column {
  const dictionary = dictionaryOf(data, field)
  let words = dictionaries.get(dictionary)
  if (words === undefined) dictionaries.set(dictionary, (words = columnFromVector(dictionary, field)))
  const rows = new Int32Array(data.length)
  writeDictionaryRows(data, validity, { start: 0, length: words.length }, -1, rows, field)
  return takeColumn(words, rows)
}

/** A null's bytes may be anything in Arrow but not here: they are dropped where they are not text. */
function checkedText(column: Column, field: string): Column {
  const row = findInvalidUtf8(column.values as Uint8Array, column.offsets!)
  if (row < 0) return column
  const keep = Int32Array.from({ length: column.length }, (_, index) => (isValid(column.validity, index) ? index : -1))
  const text = column.validity === null ? column : takeColumn(column, keep)
  const bad = findInvalidUtf8(text.values as Uint8Array, text.offsets!)
  if (bad < 0) return text
  throw damagedVector(field, `the text of row ${bad} is not valid UTF-8 (declare the column as bytes to keep it)`)
}
