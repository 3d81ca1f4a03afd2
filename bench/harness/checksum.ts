import type { Answer, AnswerValue } from './contender.js'
import { digest, hashText } from './digest.js'

/**
 * Digits that must agree. Engines may differ in the last bits of a logarithm or in the order of a sum; a single wrong
 * row among a million still shows.
 */
const digits = 9

/** What stands for NaN. */
const nanDigest = 0.5671432

/**
 * Condenses an answer to 8 hexadecimal digits, equal for answers whose rows agree.
 *
 * Each row has a weight made from its place, or from its value in `identity` where rows may come in any order. Each
 * column is a weighted sum, rounded to 9 digits; nulls and NaNs count as constants of their own.
 */
export function checksum(answer: Answer, outputs: readonly string[], identity?: string): string {
  const lengths = new Set(outputs.map((name) => column(answer, name).length))
  const keys = identity === undefined ? undefined : column(answer, identity)
  const sums = outputs.map((name) => weightedSum(column(answer, name), keys).toPrecision(digits))
  return hashText([[...lengths].join(), ...sums].join(' '))
    .toString(16)
    .padStart(8, '0')
}

function column(answer: Answer, name: string): ArrayLike<AnswerValue> {
  const values = answer[name]
  if (values !== undefined) return values
  throw new Error(`An answer lacks a column; it has ${Object.keys(answer).join(', ')}: ${name}`)
}

function weightedSum(values: ArrayLike<AnswerValue>, keys: ArrayLike<AnswerValue> | undefined): number {
  let sum = 0
  for (let row = 0; row < values.length; row++) {
    const weight = 0.5 + mix(keys === undefined ? row : digest(keys[row])) / 2 ** 32
    const number = digest(values[row])
    sum += weight * (Number.isNaN(number) ? nanDigest : number)
  }
  return sum
}

/** Spreads a whole number over 32 bits, so that neighbours get unlike weights. */
function mix(value: number): number {
  let bits = Math.imul(value | 0, 0x9e3779b1)
  bits = Math.imul(bits ^ (bits >>> 15), 0x85ebca6b)
  return (bits ^ (bits >>> 13)) >>> 0
}
