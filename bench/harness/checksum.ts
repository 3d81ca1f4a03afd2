import type { Answer, AnswerValue } from './contender.js'
import { digest, hashText, nullDigest } from './digest.js'

/**
 * Digits of a sum of fractions that must agree. Engines may differ in the last bits of a logarithm or in the order of a sum;
 * a row among a million that is wrong by a thousandth still shows.
 */
const digits = 9

/** What stands for NaN. */
const nanDigest = 0.5671432

/**
 * Condenses an answer to 8 hexadecimal digits, equal for answers whose rows agree.
 *
 * Each row has a weight made from its place, or from its value in `identity` where rows may come in any order. A column of
 * text, booleans or whole numbers is hashed, and must agree exactly. One with fractions is a weighted sum, rounded to 9 digits.
 * Nulls and NaNs count as constants of their own.
 */
export function checksum(answer: Answer, outputs: readonly string[], identity?: string): string {
  const lengths = new Set(outputs.map((name) => column(answer, name).length))
  const keys = identity === undefined ? undefined : column(answer, identity)
  const sums = outputs.map((name) => condense(column(answer, name), keys))
  return hexadecimal(hashText([[...lengths].join(), ...sums].join(' ')))
}

/** An answer with each value as the first row that has it: equal for answers in which the same rows are alike. */
export function asLabels(answer: Answer, outputs: readonly string[]): Answer {
  return Object.fromEntries(outputs.map((name) => [name, labels(column(answer, name))]))
}

function labels(values: ArrayLike<AnswerValue>): number[] {
  const first = new Map<number, number>()
  return Array.from({ length: values.length }, (_, row) => {
    const value = digest(values[row])
    const known = first.get(value) ?? row
    if (known === row) first.set(value, row)
    return known
  })
}

function column(answer: Answer, name: string): ArrayLike<AnswerValue> {
  const values = answer[name]
  if (values !== undefined) return values
  throw new Error(`An answer lacks a column; it has ${Object.keys(answer).join(', ')}: ${name}`)
}

function condense(values: ArrayLike<AnswerValue>, keys: ArrayLike<AnswerValue> | undefined): string {
  let isWhole = true
  let hash = 0
  let sum = 0
  for (let row = 0; row < values.length; row++) {
    const place = mix(keys === undefined ? row : digest(keys[row]))
    const found = digest(values[row])
    const number = Number.isNaN(found) ? nanDigest : found
    isWhole &&= Number.isInteger(number) || number === nullDigest || number === nanDigest
    hash = (hash + Math.imul(place | 1, bitsOf(number))) | 0
    sum += (0.5 + place / 2 ** 32) * number
  }
  return isWhole ? hexadecimal(hash >>> 0) : sum.toPrecision(digits)
}

/** A hash of a whole number, or of what stands for none. */
function bitsOf(number: number): number {
  return Number.isInteger(number) ? mix(number ^ mix(Math.floor(number / 2 ** 32))) : mix(number * 2 ** 31)
}

function hexadecimal(hash: number): string {
  return hash.toString(16).padStart(8, '0')
}

/** Spreads a whole number over 32 bits, so that neighbours get unlike weights. */
function mix(value: number): number {
  let bits = Math.imul(value | 0, 0x9e3779b1)
  bits = Math.imul(bits ^ (bits >>> 15), 0x85ebca6b)
  return (bits ^ (bits >>> 13)) >>> 0
}
