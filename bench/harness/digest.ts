import { isValid } from '../../src/arrow/bitmap.js'
import { valueAt } from '../../src/arrow/value-at.js'
import type { Column } from '../../src/column.js'
import type { AnswerValue } from './contender.js'
import { halvesOf } from './key-index.js'

/** What stands for null: a number that no workload computes. */
export const nullDigest = 0.7390851

/**
 * The number by which a value is compared: of text a hash, of an integer beyond 2^53 the nearest number. Ten million values
 * as numbers are 80 MB; as bigints and boxed numbers they would not fit beside each other.
 */
export function digest(value: AnswerValue | undefined): number {
  if (value === null || value === undefined) return nullDigest
  if (typeof value === 'string') return hashText(value)
  return typeof value === 'number' ? value : Number(value)
}

/** The digests of all rows of a column. */
export function columnDigests(column: Column): Float64Array {
  const { type, length, validity } = column
  const whole = type === 'int64' || type === 'timestamp'
  if (!whole && type !== 'float64' && type !== 'int32') {
    return Float64Array.from({ length }, (_, row) => digest(valueAt(column, row) as AnswerValue))
  }
  const digests = new Float64Array(length)
  if (whole) {
    const halves = halvesOf(column)
    for (let row = 0; row < length; row++) digests[row] = halves[row * 2 + 1]! * 2 ** 32 + (halves[row * 2]! >>> 0)
  } else digests.set(column.values as Float64Array | Int32Array)
  if (validity !== null) for (let row = 0; row < length; row++) if (!isValid(validity, row)) digests[row] = nullDigest
  return digests
}

/** FNV-1a over UTF-16 units, 32 bits. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}
