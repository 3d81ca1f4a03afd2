import type { Data } from 'apache-arrow'
import { damagedVector } from './damaged-vector.js'
import { rebaseOffsets } from './slice-column.js'
import { assertOffsetFits } from './take-column.js'

/** Offsets that start at 0, and where in the child or byte buffer that is. */
export interface DataOffsets {
  readonly offsets: Int32Array
  readonly first: number
  readonly last: number
}

/** Reads and checks the offsets, 32 or 64 bits wide, of a piece whose child or byte buffer has `limit` entries. */
export function offsetsFromData(data: Data, limit: number, field: string): DataOffsets {
  const source = data.valueOffsets as Int32Array | BigInt64Array
  if (source === undefined || source.length < data.length + 1) throw damagedVector(field, 'its offsets are too short')
  const own = source.subarray(0, data.length + 1)
  const first = Number(own[0])
  const last = Number(own[data.length])
  if (!(first >= 0 && last <= limit)) throw damagedVector(field, `an offset is outside its buffer: ${first} to ${last}`)
  assertOffsetFits(last - first)
  const offsets =
    own instanceof BigInt64Array ? Int32Array.from(own, (offset) => Number(offset - BigInt(first))) : rebaseOffsets(own)
  for (let row = 0; row < data.length; row++) {
    if (offsets[row]! > offsets[row + 1]!) throw damagedVector(field, `its offsets fall after row ${row}`)
  }
  return { offsets, first, last }
}
