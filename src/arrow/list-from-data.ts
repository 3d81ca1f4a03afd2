import { type Data, Type } from 'apache-arrow'
import type { Column } from '../column.js'
import { MillraceError } from '../errors.js'
import type { DataType } from '../types.js'
import { dataTypeOf } from './arrow-type.js'
import { countBits, isValid } from './bitmap.js'
import { damagedVector } from './damaged-vector.js'
import { emptyColumn, listColumn } from './make-column.js'
import { type DataOffsets, offsetsFromData } from './offsets-from-data.js'
import { assertOffsetFits, takeColumn } from './take-column.js'

/** Reads a piece of list data of any layout; `readItems` normalises its items. */
export function listFromData(
  data: Data,
  validity: Uint8Array | null,
  field: string,
  readItems: (items: Data, type: DataType) => Column,
): Column {
  const child = data.children[0]
  if (child === undefined) throw damagedVector(field, 'a list has no items')
  const { offsets, first, last } =
    data.typeId === Type.FixedSizeList ? fixedOffsets(data, child, field) : offsetsFromData(data, child.length, field)
  const type = dataTypeOf(child.type, field)
  const items = last > first ? readItems(child.slice(first, last - first), type) : emptyColumn(type)
  return withoutNullItems(listColumn(offsets, items, validity), field)
}

function fixedOffsets(data: Data, child: Data, field: string): DataOffsets {
  const last = data.length * data.stride
  if (!(last >= 0 && child.length >= last)) throw damagedVector(field, 'a list has too few items')
  assertOffsetFits(last)
  return { offsets: Int32Array.from({ length: data.length + 1 }, (_, row) => row * data.stride), first: 0, last }
}

/** Null items under a null list are dropped with it; any other null item has no place in an array<T>. */
function withoutNullItems(column: Column, field: string): Column {
  const { validity, length, items } = column
  if (items!.validity === null || countBits(items!.validity, items!.length) === items!.length) return column
  const rows = Int32Array.from({ length }, (_, row) => (isValid(validity, row) ? row : -1))
  const kept = takeColumn(column, rows)
  const present = kept.items!.validity
  if (present !== null && countBits(present, kept.items!.length) < kept.items!.length) {
    throw new MillraceError(
      'MILLRACE_UNSUPPORTED_TYPE',
      `Column '${field}' has a list with a null item; fill or drop null items first: ${column.type}`,
      { field, type: column.type },
    )
  }
  return listColumn(kept.offsets!, { ...kept.items!, validity: null }, kept.validity)
}
