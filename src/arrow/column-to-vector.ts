import { type Data, makeData, Vector } from 'apache-arrow'
import type { Column } from '../column.js'
import { arrowTypeOf } from './arrow-type.js'

/**
 * Gives the column as an Arrow vector over the same memory.
 *
 * @example
 * columnToVector(column).get(0)
 */
export function columnToVector(column: Column): Vector {
  return new Vector([columnToData(column)])
}

/** Gives the column as Arrow data over the same memory. */
export function columnToData(column: Column): Data {
  const { length, validity, offsets, items } = column
  return makeData({
    // makeData is declared once per Arrow type; which one this is, only the column knows.
    type: arrowTypeOf(column.type) as never,
    length,
    nullCount: validity === null ? 0 : -1,
    nullBitmap: validity,
    data: column.values,
    valueOffsets: offsets,
    child: items === null ? undefined : columnToData(items),
  } as never) as Data
}
