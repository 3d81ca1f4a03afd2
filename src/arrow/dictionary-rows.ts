import type { Data, Vector } from 'apache-arrow'
import { getBit } from './bitmap.js'
import { damagedVector } from './damaged-vector.js'

/** The dictionary of a piece of dictionary-encoded data, which has an index for each of its rows. */
export function dictionaryOf({ dictionary, values, length }: Data, field: string): Vector {
  if (dictionary === undefined || values === undefined) throw damagedVector(field, 'its dictionary is missing')
  if (length > values.length) throw damagedVector(field, 'its buffer of dictionary indices is too short')
  return dictionary
}

/** Where the entries of a dictionary lie among others. */
export interface Entries {
  readonly start: number
  readonly length: number
}

/** Writes to `rows` the entry that each row of a piece of dictionary-encoded data is, or `missing` for a null. */
export function writeDictionaryRows(
  data: Data,
  validity: Uint8Array | null,
  { start, length }: Entries,
  missing: number,
  rows: Int32Array,
  field: string,
): void {
  const indices = data.values as ArrayLike<number | bigint>
  narrow(indices, rows)
  for (let row = 0; row < rows.length; row++) {
    const index = rows[row]!
    if (validity !== null && !getBit(validity, row)) rows[row] = missing
    else if (index >= 0 && index < length) rows[row] = index + start
    else throw damagedVector(field, `a dictionary index is outside its dictionary: ${indices[row]}`)
  }
}

/** Copies indices as int32: what is above becomes negative, and so is none of the dictionary either. */
function narrow(indices: ArrayLike<number | bigint>, rows: Int32Array): void {
  if (typeof indices[0] !== 'bigint') {
    rows.set((indices as Int32Array).subarray(0, rows.length))
    return
  }
  for (let row = 0; row < rows.length; row++) {
    const index = Number(indices[row])
    rows[row] = index === (index | 0) ? index : -1
  }
}
